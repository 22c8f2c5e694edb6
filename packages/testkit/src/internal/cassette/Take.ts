import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import type * as Scope from "effect/Scope"
import { GeneratedImage } from "@easel/core/GeneratedImage"
import type { ImageAsset } from "@easel/core/ImageAsset"
import type { ImageError } from "@easel/core/ImageError"
import { ImagePreview, ImageResponse } from "@easel/core/ImageEvent"
import type { Resolution } from "@easel/core/ImageModel"
import { detect } from "@easel/core/MediaType"
import { type CassetteError } from "./CassetteError.js"
import { type Heard, type Picture, pictureAddress, type Track } from "./Format.js"
import { maximumLength, tooLarge } from "./text.js"

type Load = (image: GeneratedImage) => Effect.Effect<ImageAsset, ImageError>

/** Pictures that are fetched at once, beside the generation that goes on. */
const downloads = 2

/** What an event without a picture weighs, about. */
const eventLength = 200

const trusted = { disableValidation: true }

const kept = (bytes: Uint8Array): Picture => ({ _tag: "Kept", bytes, mediaType: detect(bytes) })

const lost = (image: GeneratedImage, index: number, error: ImageError): Picture => {
  const { source } = image
  return { _tag: "Lost", url: source._tag === "Url" ? source.url : pictureAddress(index), error }
}

/** The recording of one generation while it goes on. */
export class Take {
  private readonly events: Array<Track["events"][number]> = []
  private readonly pictures: Array<Effect.Effect<Picture>> = []
  private readonly permits = Effect.unsafeMakeSemaphore(downloads)
  private length = 0

  constructor(
    private readonly load: Load,
    private readonly scope: Scope.Scope,
    private readonly startedAt: number
  ) {}

  private get isTooLarge(): boolean {
    return this.length > maximumLength
  }

  private weigh(bytes: Uint8Array): void {
    this.length += Math.ceil(bytes.length / 3) * 4
  }

  private keep(bytes: Uint8Array): number {
    this.weigh(bytes)
    return this.pictures.push(Effect.succeed(kept(bytes))) - 1
  }

  /** Starts to load a picture, and gives the image that stands for it. */
  private fetch(image: GeneratedImage): Effect.Effect<GeneratedImage> {
    const loaded = Deferred.unsafeMake<Picture>(FiberId.none)
    const index = this.pictures.push(Deferred.await(loaded)) - 1
    const source = { _tag: "Url" as const, url: pictureAddress(index) }
    const loading = this.load(image).pipe(
      this.permits.withPermits(1),
      Effect.match({
        onFailure: (error) => lost(image, index, error),
        onSuccess: ({ bytes }) => {
          this.weigh(bytes)
          return kept(bytes)
        }
      })
    )
    return loading.pipe(
      Effect.intoDeferred(loaded),
      Effect.forkIn(this.scope),
      Effect.as(new GeneratedImage({ ...image, source }, trusted))
    )
  }

  private get elapsed(): Effect.Effect<number> {
    return Effect.map(Clock.currentTimeMillis, (now) => Math.max(0, now - this.startedAt))
  }

  /** Keeps an event; the generation does not wait until its picture is loaded. */
  hear(event: Heard): Effect.Effect<void> {
    if (this.isTooLarge) return Effect.void
    this.length += eventLength
    return Effect.flatMap(this.elapsed, (at) => {
      if (event._tag !== "ImagePreview") {
        this.events.push({ at, event })
        return Effect.void
      }
      return Effect.map(this.fetch(event.image), (image) => {
        this.events.push({ at, event: new ImagePreview({ index: event.index, image }, trusted) })
      })
    })
  }

  private request(
    { encodedOptions, request }: Resolution<unknown>,
    givenOptions: Readonly<Record<string, unknown>>
  ): Track["request"] {
    const { images, mask, options: _decoded, model: _model, ...fields } = request
    return {
      ...fields,
      images: images.map((bytes) => this.keep(bytes)),
      mask: mask === undefined ? undefined : this.keep(mask),
      givenOptions,
      options: encodedOptions
    }
  }

  /** The finished recording, once all pictures are loaded. */
  finish(
    resolution: Resolution<unknown>,
    givenOptions: Readonly<Record<string, unknown>>,
    outcome: ImageResponse | ImageError
  ): Effect.Effect<Track, CassetteError> {
    const { events, pictures, startedAt } = this
    return Effect.gen(this, function* () {
      const endedAt = yield* this.elapsed
      const request = this.request(resolution, givenOptions)
      const told =
        outcome._tag === "ImageResponse"
          ? new ImageResponse(
              {
                images: yield* Effect.forEach(outcome.images, (image) => this.fetch(image)),
                receipt: outcome.receipt
              },
              trusted
            )
          : outcome
      const loaded = yield* Effect.all(pictures)
      if (this.isTooLarge) return yield* tooLarge
      return {
        recorded: new Date(startedAt),
        request,
        events,
        endedAt,
        outcome: told,
        pictures: loaded
      }
    })
  }
}

import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Kept } from "../CacheStore.js"
import { GeneratedImage } from "../GeneratedImage.js"
import { type ImageAsset, loadEmbedded } from "../ImageAsset.js"
import type { ImageError } from "../ImageError.js"
import { ImagePreview, ImageResponse } from "../ImageEvent.js"
import type { Service } from "../ImageModel.js"

type KeptEvent = Kept["events"][number]

/** Previews are worth no long wait: the picture is there. */
const previewTime = "10 seconds"

const concurrency = 4

const trusted = { disableValidation: true }

const isBytes = ({ source }: GeneratedImage): boolean => source._tag === "Bytes"

/** The pictures of a model as bytes, since the addresses of most services expire. */
export class DurablePictures {
  /** What a listener has looked at is not fetched a second time. */
  private readonly loaded = new WeakMap<GeneratedImage, ImageAsset>()

  constructor(private readonly loadImage: Service["load"]) {}

  readonly load: Service["load"] = (image) =>
    isBytes(image)
      ? loadEmbedded(image)
      : Effect.tap(this.loadImage(image), (asset) =>
          Effect.sync(() => this.loaded.set(image, asset))
        )

  /** All pictures, or the first reason why one can't be had. */
  response(response: ImageResponse): Effect.Effect<ImageResponse, ImageError> {
    const [first, ...others] = response.images
    if (response.images.every(isBytes)) return Effect.succeed(response)
    return Effect.zipWith(
      this.image(first),
      Effect.forEach(others, (image) => this.image(image), { concurrency }),
      (first, others) => new ImageResponse({ ...response, images: [first, ...others] }, trusted)
    )
  }

  /** Without the previews that can't be had in time. */
  events(events: ReadonlyArray<KeptEvent>): Effect.Effect<ReadonlyArray<KeptEvent>> {
    const durable = events.map((event) => {
      const image = event._tag === "Warning" ? undefined : this.known(event.image)
      return event._tag === "Warning" ? event : image && withImage(event, image)
    })
    const finish = () => renumbered(durable.filter((event) => event !== undefined))
    if (!durable.includes(undefined)) return Effect.sync(finish)
    const fetch = (event: KeptEvent, index: number) =>
      event._tag === "Warning" || durable[index] !== undefined
        ? Effect.void
        : Effect.map(Effect.option(this.image(event.image)), (image) => {
            durable[index] = Option.getOrUndefined(
              Option.map(image, (image) => withImage(event, image))
            )
          })
    return Effect.forEach(events, fetch, { concurrency, discard: true }).pipe(
      Effect.timeoutOption(previewTime),
      Effect.map(finish)
    )
  }

  private image(image: GeneratedImage): Effect.Effect<GeneratedImage, ImageError> {
    const known = this.known(image)
    return known === undefined
      ? Effect.map(this.loadImage(image), (asset) => fromAsset(image, asset))
      : Effect.succeed(known)
  }

  /** As bytes, when they are here. */
  private known(image: GeneratedImage): GeneratedImage | undefined {
    if (isBytes(image)) return image
    const asset = this.loaded.get(image)
    return asset && fromAsset(image, asset)
  }
}

const fromAsset = ({ seed }: GeneratedImage, { bytes, mediaType }: ImageAsset): GeneratedImage =>
  new GeneratedImage({ source: { _tag: "Bytes", bytes }, mediaType, seed }, trusted)

const withImage = (event: ImagePreview, image: GeneratedImage): ImagePreview =>
  event.image === image ? event : new ImagePreview({ index: event.index, image }, trusted)

/** Previews count from 0, also when one is missing. */
const renumbered = (events: ReadonlyArray<KeptEvent>): ReadonlyArray<KeptEvent> => {
  let index = 0
  return events.map((event) => {
    if (event._tag === "Warning") return event
    const { image } = event
    return event.index === index++ ? event : new ImagePreview({ index: index - 1, image }, trusted)
  })
}

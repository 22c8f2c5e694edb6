import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { GeneratedImage } from "@easel/core/GeneratedImage"
import type { ImageAsset } from "@easel/core/ImageAsset"
import type { ImageError } from "@easel/core/ImageError"
import { type ImageResponse, Warning } from "@easel/core/ImageEvent"
import * as ImageModel from "@easel/core/ImageModel"
import type { Input } from "@easel/core/ImageRequest"
import type { Policy } from "@easel/core/Policy"
import type { Cassette } from "./Format.js"
import { givenOptions } from "./givenOptions.js"
import { scrubber, type Secret } from "./scrub.js"
import { Take } from "./Take.js"
import { Tape } from "./Tape.js"

export interface RecordOptions {
  /**
   * Where the cassette goes: hears all that was recorded so far, whenever a generation has ended. It
   * has 2 minutes together with what is still to load.
   */
  readonly to: (cassette: Cassette) => Effect.Effect<void, unknown>
  /** What must not be on the cassette, wherever it stands. By contract it is nowhere. */
  readonly scrub?: ReadonlyArray<Secret> | undefined
}

type Outcome = ImageResponse | ImageError

const patience = "2 minutes"

const reasonOf = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  return error instanceof Error ? error.message : String(error)
}

/**
 * Records the generations of a model: request, events with their times, pictures, receipt or error.
 * The pictures of the wrapped model are loaded once; `load` gives what the recorder has loaded.
 *
 * Recording changes nothing about the generation. When it fails, the picture is given all the same,
 * after a `Warning` `NotRecorded`. A generation that was interrupted is not recorded. A job that is
 * attached to is recorded from there on, as a generation.
 */
export const record = ({ scrub = [], to }: RecordOptions): Policy => {
  const cleaner = scrubber(scrub)
  const tape = new Tape(cleaner)
  const oneAtATime = Effect.unsafeMakeSemaphore(1).withPermits(1)

  return (model) => {
    const assets = new WeakMap<GeneratedImage, ImageAsset>()
    const load = (image: GeneratedImage) =>
      Effect.suspend(() => {
        const asset = assets.get(image)
        if (asset !== undefined) return Effect.succeed(asset)
        return Effect.tap(model.load(image), (asset) => {
          assets.set(image, asset)
        })
      })

    const recorded = (
      request: Input,
      onEvent: ImageModel.OnEvent = ImageModel.logChanges,
      start: (hear: ImageModel.OnEvent) => Effect.Effect<ImageResponse, ImageError>
    ) =>
      Effect.gen(function* () {
        const scope = yield* Effect.scope
        const take = new Take(load, scope, yield* Clock.currentTimeMillis)

        const notRecorded = (reason: string) => {
          const message = `the generation was not recorded: ${cleaner.text(reason)}`
          return onEvent(new Warning({ code: "NotRecorded", message }))
        }

        const save = (resolution: ImageModel.Resolution<unknown>, outcome: Outcome) =>
          Effect.suspend(() =>
            take.finish(resolution, givenOptions(request, model.info.provider), outcome)
          ).pipe(
            Effect.flatMap((track) => oneAtATime(Effect.flatMap(tape.add(model.info, track), to))),
            Effect.timeout(patience),
            Effect.catchAllCause((cause) => notRecorded(reasonOf(cause)))
          )

        const keep = (outcome: Outcome) =>
          Effect.matchEffect(model.resolve(request), {
            // A composition may answer what its first model refuses.
            onFailure: ({ message }) =>
              outcome._tag === "ImageResponse" ? notRecorded(message) : Effect.void,
            onSuccess: (resolution) => save(resolution, outcome)
          })

        return yield* start((event) => Effect.zipRight(take.hear(event), onEvent(event))).pipe(
          Effect.tapBoth({ onFailure: keep, onSuccess: keep })
        )
      }).pipe(Effect.scoped)

    const { attach } = model
    return ImageModel.fromGenerate({
      ...model,
      load,
      generate: (request, onEvent) =>
        recorded(request, onEvent, (hear) => model.generate(request, hear)),
      attach:
        attach &&
        ((job, request, onEvent) =>
          recorded(request, onEvent, (hear) => attach(job, request, hear)))
    })
  }
}

import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { loadEmbedded } from "@easel/core/ImageAsset"
import type { Warning } from "@easel/core/ImageEvent"
import * as ImageModel from "@easel/core/ImageModel"
import type { Cassette, Track } from "./Format.js"
import { givenOptions } from "./givenOptions.js"
import { makeChoose } from "./makeChoose.js"
import { play } from "./play.js"
import { replayedInfo } from "./replayedInfo.js"

export interface ReplayOptions {
  /** 1 is as recorded, 2 twice as fast; with 0 or `Infinity` nothing waits. Default 1. */
  readonly speed?: number | undefined
  /**
   * `"request"`: only what was recorded is answered; any other request is an `InvalidRequest` that
   * names the field. `"any"`: whatever the model takes is answered, with a `Warning` `Replayed`
   * when it is not what was recorded. Default `"request"`.
   */
  readonly match?: "request" | "any" | undefined
}

/** The options that the recorded requests had; the provider's own schema is not on a cassette. */
export const optionsSchema = ({
  tracks
}: Cassette): Schema.Schema<Readonly<Record<string, unknown>>> => {
  const names = tracks.flatMap(({ request }) => [
    ...Object.keys(request.givenOptions),
    ...Object.keys(request.options)
  ])
  return Schema.Struct(
    Object.fromEntries(names.map((name) => [name, Schema.optional(Schema.Unknown)]))
  )
}

/** Why pictures can't be loaded, by their address. */
const failuresOf = ({ tracks }: Cassette) =>
  new Map(
    tracks
      .flatMap(({ pictures }) => pictures)
      .flatMap((picture) =>
        picture._tag === "Lost" ? [[picture.url, picture.error] as const] : []
      )
  )

/** What was changed in this request, unless the recording says the same. */
const newWarnings = (
  { warnings }: ImageModel.Resolution<unknown>,
  { events }: Track
): ReadonlyArray<Warning> =>
  warnings.filter(
    ({ message }) =>
      !events.some(({ event }) => event._tag === "Warning" && event.message === message)
  )

/**
 * A model that gives what was recorded, offline: the same events at the same times, the same
 * pictures and receipt, or the same error. Generations of one request are played in the order of
 * the cassette, then from the first again.
 *
 * A request is checked against the recorded `ModelInfo`, and must resolve to what was recorded; a
 * size may be asked for in another way.
 */
export const replay = (
  cassette: Cassette,
  { match = "request", speed = 1 }: ReplayOptions = {}
): ImageModel.Service => {
  const { provider } = cassette.model
  const choose = makeChoose(cassette, match === "any")
  const failures = failuresOf(cassette)
  const model = ImageModel.make({
    info: replayedInfo(cassette.model),
    version: String(cassette.version),
    options: optionsSchema(cassette),
    // What was recorded has been through core's own checks, and has its receipt.
    generate: () => Effect.never,
    load: (image) => {
      const failure = image.source._tag === "Url" ? failures.get(image.source.url) : undefined
      return failure === undefined ? loadEmbedded(image) : Effect.fail(failure)
    }
  })
  return ImageModel.fromGenerate({
    ...model,
    generate: (request, onEvent = ImageModel.logChanges) =>
      Effect.gen(function* () {
        const resolution = yield* model.resolve(request)
        const { track, warning } = yield* choose({
          request: resolution.request,
          givenOptions: givenOptions(request, provider)
        })
        for (const due of newWarnings(resolution, track)) yield* onEvent(due)
        if (warning !== undefined) yield* onEvent(warning)
        return yield* play(track, speed, onEvent)
      })
  })
}

import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { type ImageError, ResponseError, ResponseParseError } from "@easel/core/ImageError"
import { completed, type Completed, type Emit, preview, warning } from "@easel/core/ProviderEvent"
import type { EventHandler } from "@easel/core/ServiceClient"
import { explainFailure } from "./explainFailure.js"
import type { SpaceAddress } from "./fileAddress.js"
import { findImages } from "./findImages.js"
import { parseJson } from "./parseJson.js"

/** What the meaning of an event depends on. */
export interface EventReader {
  readonly provider: string
  readonly address: SpaceAddress
  readonly seedOutput: number | undefined
  readonly tokenHint: string
  /** Removes the credentials that the Space may have echoed. */
  readonly scrub: (text: string) => string
  /** A text of the Space, fit for an error. */
  readonly words: (text: string) => string
  readonly emit: Emit
}

const goOn = Effect.succeedNone

/** What an event of the `/call` stream means. The first `complete` or `error` is the last word. */
export const readEvent =
  (reader: EventReader): EventHandler<Completed> =>
  ({ data, event }) => {
    switch (event) {
      case "generating":
        return Effect.zipRight(readPreview(reader, data), goOn)
      case "complete":
        return Effect.asSome(readResult(reader, data))
      case "error":
        return Effect.fail(readFailure(reader, data))
      case "heartbeat":
        return goOn
      default:
        return Effect.zipRight(Effect.logDebug(`unknown event "${reader.words(event)}"`), goOn)
    }
  }

/**
 * One preview for each intermediate result: its last picture, which is the newest where a gallery
 * grows. A broken one is passed over with a warning, since the result may still come.
 */
const readPreview = (reader: EventReader, data: string): Effect.Effect<void> => {
  const outputs = parseJson(data)
  if (Either.isLeft(outputs)) {
    const message = `the Space sent an unreadable preview: ${reader.words(data)}`
    return reader.emit(warning("BrokenPreview", message))
  }
  const image = findImages(outputs.right, reader.address, reader.scrub).at(-1)
  return image === undefined ? Effect.void : reader.emit(preview(image))
}

const readResult = (reader: EventReader, data: string): Effect.Effect<Completed, ImageError> => {
  const parsed = parseJson(data)
  if (Either.isLeft(parsed)) return unreadable(reader, "JSON in the `complete` event", data)
  const outputs = parsed.right
  if (outputs === null) return Effect.fail(cancelled(reader))
  if (!isList(outputs)) return unreadable(reader, "a list of outputs", data)
  const images = findImages(outputs, reader.address, reader.scrub)
  if (images.length === 0) return unreadable(reader, "a picture among the outputs", data)
  const seed = reader.seedOutput === undefined ? undefined : toSeed(outputs[reader.seedOutput])
  return Effect.succeed(completed({ images, seed }))
}

const isList = (value: unknown): value is ReadonlyArray<unknown> => Array.isArray(value)

const unreadable = (
  { provider, words }: EventReader,
  expected: string,
  data: string
): Effect.Effect<never, ResponseParseError> =>
  Effect.fail(new ResponseParseError({ provider, expected, excerpt: words(data) }))

/** Gradio ends a job that was cancelled with a success without outputs. */
const cancelled = ({ provider }: EventReader): ResponseError =>
  ResponseError.of({
    provider,
    reason: "Rejected",
    message: "the Space ended the job without a result; it was cancelled there"
  })

const readFailure = ({ provider, tokenHint, words }: EventReader, data: string): ResponseError =>
  ResponseError.of({
    provider,
    ...explainFailure(
      Either.getOrElse(parseJson(data), () => data),
      { tokenHint, words }
    )
  })

const toSeed = (output: unknown): number | undefined => {
  const seed = typeof output === "string" && output !== "" ? Number(output) : output
  return typeof seed === "number" && Number.isSafeInteger(seed) && seed >= 0 ? seed : undefined
}

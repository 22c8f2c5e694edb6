import * as Either from "effect/Either"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { type ImageError, ResponseError, ResponseParseError } from "@easel/core/ImageError"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import type { EventHandler } from "@easel/core/ServiceClient"
import { explainFailure } from "./explainFailure.js"
import type { SpaceAddress } from "./fileAddress.js"
import { findImages } from "./findImages.js"
import { parseJson } from "./parseJson.js"
import { progressOf, seconds } from "./progress.js"
import { Message } from "./wire.js"

/** What the meaning of a message depends on. */
export interface MessageReader {
  readonly provider: string
  readonly jobId: string
  readonly address: SpaceAddress
  readonly seedOutput: number | undefined
  readonly tokenHint: string
  /** Removes the credentials that the Space may have echoed. */
  readonly scrub: (text: string) => string
  /** A text of the Space, fit for an error. */
  readonly words: (text: string) => string
  readonly emit: ProviderEvent.Emit
}

type Reading = Effect.Effect<Option.Option<ProviderEvent.Completed>, ImageError>

/** What a message of the queue's stream means. The first that ends the job is the last word. */
export const readQueueMessage =
  (reader: MessageReader): EventHandler<ProviderEvent.Completed> =>
  ({ data }) => {
    const parsed = parseJson(data)
    return Either.isLeft(parsed)
      ? readBroken(reader, /"msg":\s*"(\w+)"/.exec(data)?.[1], data)
      : read(reader, parsed.right, data)
  }

/** The messages that the events of the `/call` stream stand for. */
const messageNames: Readonly<Record<string, string>> = {
  generating: "process_generating",
  complete: "process_completed",
  error: "unexpected_error"
}

/** What an event of the `/call` stream means. */
export const readCallEvent =
  (reader: MessageReader): EventHandler<ProviderEvent.Completed> =>
  ({ data, event }) => {
    const msg = messageNames[event]
    const parsed = parseJson(data)
    if (event === "error")
      return readFailure(
        reader,
        Either.getOrElse(parsed, () => data)
      )
    if (Either.isLeft(parsed)) return readBroken(reader, msg, data)
    const output = parsed.right === null ? {} : { data: parsed.right }
    return read(reader, { msg, output, success: true }, data)
  }

const decode = Schema.decodeUnknownOption(Message)

/** One that is not known, of another job or not to be read says nothing, since the result may come. */
const read = (reader: MessageReader, json: unknown, data: string): Reading => {
  const message = Option.getOrUndefined(decode(json))
  const id = Predicate.hasProperty(json, "event_id") ? json.event_id : undefined
  if (message === undefined || (typeof id === "string" && id !== reader.jobId)) {
    return Effect.succeedNone
  }
  if (message.msg === "process_completed") return readResult(reader, message, data)
  if (message.msg === "unexpected_error") return readFailure(reader, message.message ?? null)
  const event = eventOf(reader, message)
  return event === undefined ? Effect.succeedNone : Effect.as(reader.emit(event), Option.none())
}

type Meanwhile = Exclude<Message, { readonly msg: "process_completed" | "unexpected_error" }>

const eventOf = (
  { address, scrub, words }: MessageReader,
  message: Meanwhile
): ProviderEvent.ProviderEvent | undefined => {
  switch (message.msg) {
    case "estimation":
      return ProviderEvent.queued({
        position: message.rank ?? undefined,
        size: message.queue_size ?? undefined,
        eta: seconds(message.rank_eta)
      })
    case "process_starts":
      return ProviderEvent.progress({ eta: seconds(message.eta) })
    case "progress":
      return progressOf(message.progress_data, words)
    case "log":
      return message.level === "warning" || message.level === "error"
        ? ProviderEvent.warning("Space", words(message.log))
        : ProviderEvent.progress({ message: words(message.log) })
    case "process_generating": {
      // The newest, where a gallery grows.
      const image = findImages(message.output.data, address, scrub).at(-1)
      return image && ProviderEvent.preview(image)
    }
  }
}

/** A broken preview is passed over with a warning, since the result may still come. */
const readBroken = (reader: MessageReader, msg: string | undefined, data: string): Reading => {
  if (msg === "process_completed") return unreadable(reader, "JSON in the result", data)
  if (msg === "unexpected_error") return readFailure(reader, data)
  if (msg !== "process_generating") return Effect.succeedNone
  const message = `the Space sent an unreadable preview: ${reader.words(data)}`
  return Effect.as(reader.emit(ProviderEvent.warning("BrokenPreview", message)), Option.none())
}

const isList = (value: unknown): value is ReadonlyArray<unknown> => Array.isArray(value)

const readResult = (
  reader: MessageReader,
  { output, success }: Extract<Message, { readonly msg: "process_completed" }>,
  data: string
): Reading => {
  const { data: outputs, ...others } = Predicate.isRecord(output) ? output : {}
  if (success === false || (outputs === undefined && "error" in others)) {
    return readFailure(reader, output)
  }
  if (outputs === undefined || outputs === null) return Effect.fail(cancelled(reader))
  if (!isList(outputs)) return unreadable(reader, "a list of outputs", data)
  const images = findImages(outputs, reader.address, reader.scrub)
  if (images.length === 0) return unreadable(reader, "a picture among the outputs", data)
  const seed = reader.seedOutput === undefined ? undefined : toSeed(outputs[reader.seedOutput])
  return Effect.succeedSome(ProviderEvent.completed({ images, seed }))
}

const unreadable = ({ provider, words }: MessageReader, expected: string, data: string): Reading =>
  Effect.fail(new ResponseParseError({ provider, expected, excerpt: words(data) }))

/** Gradio ends a job that was cancelled with a success without outputs. */
const cancelled = ({ provider }: MessageReader): ResponseError =>
  ResponseError.of({
    provider,
    reason: "Rejected",
    message: "the Space ended the job without a result; it was cancelled there"
  })

const readFailure = (
  { provider, tokenHint, words }: MessageReader,
  payload: unknown
): Effect.Effect<never, ResponseError> =>
  Effect.fail(ResponseError.of({ provider, ...explainFailure(payload, { tokenHint, words }) }))

const toSeed = (output: unknown): number | undefined => {
  const seed = typeof output === "string" && output !== "" ? Number(output) : output
  return typeof seed === "number" && Number.isSafeInteger(seed) && seed >= 0 ? seed : undefined
}

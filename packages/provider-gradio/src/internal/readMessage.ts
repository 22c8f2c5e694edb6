import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { type ImageError, ResponseError, ResponseParseError } from "@easel/core/ImageError"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import type { EventHandler } from "@easel/core/ServiceClient"
import { explainFailure } from "./explainFailure.js"
import type { SpaceAddress } from "./fileAddress.js"
import { findImages } from "./findImages.js"
import { parseJson } from "./parseJson.js"
import { type Bar, Message } from "./wire.js"

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

const goOn: Reading = Effect.succeedNone

/** What a message of the queue's stream means. The first that ends the job is the last word. */
export const readQueueMessage =
  (reader: MessageReader): EventHandler<ProviderEvent.Completed> =>
  ({ data }) => {
    const parsed = parseJson(data)
    if (Either.isLeft(parsed)) return readBroken(reader, /"msg":\s*"(\w+)"/.exec(data)?.[1], data)
    const message = parsed.right
    if (!Predicate.isRecord(message)) return goOn
    const { event_id: id, msg } = message
    return typeof id === "string" && id !== reader.jobId
      ? goOn
      : read(reader, String(msg), message, data)
  }

/** What an event of the `/call` stream means, told as the queue would tell it. */
export const readCallEvent =
  (reader: MessageReader): EventHandler<ProviderEvent.Completed> =>
  ({ data, event }) => {
    const msg = { generating: "process_generating", complete: "process_completed" }[event]
    const parsed = parseJson(data)
    if (event === "error")
      return readFailure(
        reader,
        Either.getOrElse(parsed, () => data)
      )
    if (Either.isLeft(parsed)) return readBroken(reader, msg, data)
    const output = parsed.right === null ? {} : { data: parsed.right }
    return read(reader, msg ?? event, { output, success: true }, data)
  }

const read = (reader: MessageReader, msg: string, message: unknown, data: string): Reading => {
  const { emit } = reader
  /** Tells what a message says; one that can't be read says nothing, since the result may come. */
  const tell = <A, I>(
    schema: Schema.Schema<A, I>,
    event: (fields: A) => ProviderEvent.ProviderEvent | undefined
  ): Reading => {
    const fields = Schema.decodeUnknownEither(schema)(message)
    const told = Either.isRight(fields) ? event(fields.right) : undefined
    return told === undefined ? goOn : Effect.zipRight(emit(told), goOn)
  }
  switch (msg) {
    case "estimation":
      return tell(Message.estimation, ({ queue_size, rank, rank_eta }) =>
        ProviderEvent.queued({
          position: rank ?? undefined,
          size: queue_size ?? undefined,
          eta: seconds(rank_eta)
        })
      )
    case "process_starts":
      return tell(Message.process_starts, ({ eta }) =>
        ProviderEvent.progress({ eta: seconds(eta) })
      )
    case "progress":
      return tell(Message.progress, ({ progress_data }) => progressOf(reader, progress_data))
    case "log":
      return tell(Message.log, ({ level, log }) =>
        level === "warning" || level === "error"
          ? ProviderEvent.warning("Space", reader.words(log))
          : ProviderEvent.progress({ message: reader.words(log) })
      )
    case "process_generating":
      // The newest, where a gallery grows.
      return tell(Message.process_generating, ({ output }) => {
        const image = findImages(output.data, reader.address, reader.scrub).at(-1)
        return image && ProviderEvent.preview(image)
      })
    case "process_completed":
      return readResult(reader, message, data)
    case "unexpected_error":
      return readFailure(reader, Predicate.hasProperty(message, "message") ? message.message : null)
    default:
      return goOn
  }
}

/** A broken preview is passed over with a warning, since the result may still come. */
const readBroken = (reader: MessageReader, msg: string | undefined, data: string): Reading => {
  if (msg === "process_completed") return unreadable(reader, "JSON in the result", data)
  if (msg === "unexpected_error") return readFailure(reader, data)
  if (msg !== "process_generating") return goOn
  const message = `the Space sent an unreadable preview: ${reader.words(data)}`
  return Effect.zipRight(reader.emit(ProviderEvent.warning("BrokenPreview", message)), goOn)
}

const seconds = (amount: number | null | undefined): Duration.Duration | undefined =>
  typeof amount === "number" && amount >= 0 ? Duration.seconds(amount) : undefined

/** An outer bar counts what is whole, and the bar inside it a part of the next. */
const fractionOf = (inner: number, { index, length, progress }: Bar): number =>
  progress ?? (length ? ((index ?? 0) + inner) / length : inner)

const progressOf = (
  { words }: MessageReader,
  bars: ReadonlyArray<Bar>
): ProviderEvent.ProviderEvent | undefined => {
  const innermost = bars.at(-1)
  if (innermost === undefined) return undefined
  const { desc, index, length, unit } = innermost
  return ProviderEvent.progress({
    fraction: bars.reduceRight(fractionOf, 0),
    step: index ?? undefined,
    total: length ?? undefined,
    unit: unit ? words(unit) : undefined,
    message: desc ? words(desc) : undefined
  })
}

const isList = (value: unknown): value is ReadonlyArray<unknown> => Array.isArray(value)

const readResult = (reader: MessageReader, message: unknown, data: string): Reading => {
  const result = Schema.decodeUnknownEither(Message.process_completed)(message)
  if (Either.isLeft(result)) return unreadable(reader, "a result", data)
  const { output, success } = result.right
  const fields = Predicate.isRecord(output) ? output : {}
  const outputs = fields["data"]
  if (success === false || (outputs === undefined && "error" in fields)) {
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

import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { type ImageError, ResponseParseError } from "@easel/core/ImageError"
import { type Emit, preview, warning } from "@easel/core/ProviderEvent"
import { decodeJson, type ServerSentEvent } from "@easel/core/ServerSentEvents"
import { clean, type ServiceClient, type ServiceRequest } from "@easel/core/ServiceClient"
import { imageOf } from "./pictures.js"
import { failureOf, saysNoJob } from "./refusals.js"
import { Answer, easelEventOf, Event, type Picture } from "./wire.js"

const readEvent = decodeJson(Event)

/** What was completed before a failure is kept, since it was paid. */
const keep = (answer: Answer, error: ImageError, emit: Emit): Effect.Effect<Answer, ImageError> =>
  answer.data?.length
    ? Effect.as(emit(warning("EndedEarly", `what was finished is kept: ${error.message}`)), answer)
    : Effect.fail(error)

export interface Following {
  readonly client: ServiceClient
  /** Pictures that were asked for. */
  readonly count: number
  readonly emit: Emit
  /** Tells that the host has taken the job, and gives its id. */
  readonly accept: Effect.Effect<string>
}

/** Reads events until each picture that was asked for is complete, or JSON where the host sent it. */
export const follow = (
  call: ServiceRequest,
  { accept, client, count, emit }: Following
): Effect.Effect<Answer, ImageError> =>
  Effect.suspend(() => {
    const data: Array<Picture> = []
    let refused = false
    let usage: unknown
    const unreadable = (event: ServerSentEvent) =>
      new ResponseParseError({
        expected: "an event in JSON",
        excerpt: clean(client.scrub(event.data))
      })
    const handle = (read: ServerSentEvent): Effect.Effect<Option.Option<Answer>, ImageError> =>
      Effect.gen(function* () {
        const found = yield* Effect.either(readEvent(read))
        if (Either.isLeft(found))
          return read.data === "[DONE]" ? Option.none() : yield* unreadable(read)
        const event = found.right
        const type = event.type ?? ""
        if (event.error) {
          refused = saysNoJob(event.error)
          return yield* failureOf(event.error, client, refused ? undefined : yield* accept)
        }
        if (/^easel\.progress$|\.(partial_image|completed)$/.test(type)) yield* accept
        if (type.startsWith("easel.")) {
          yield* Option.match(easelEventOf(event), { onNone: () => Effect.void, onSome: emit })
        } else if (type.endsWith(".partial_image")) {
          const image = Option.map(imageOf(event, client), preview)
          yield* Option.match(image, { onNone: () => Effect.void, onSome: emit })
        } else if (type.endsWith(".completed")) {
          data.push(event)
          usage = event.usage
        }
        return data.length < count ? Option.none() : Option.some({ data, usage })
      })
    return client.followEvents(call, handle, Answer).pipe(
      Effect.tapError(() => (refused ? Effect.void : accept)),
      Effect.catchAll((error) => keep({ data, usage }, error, emit))
    )
  })

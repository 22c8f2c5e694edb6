import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import {
  GenerationTimeout,
  ResponseError,
  ResponseParseError,
  TransportError
} from "@easel/core/ImageError"
import * as ServerSentEvents from "@easel/core/ServerSentEvents"
import { clean } from "@easel/core/ServiceClient"
import type { GatewayError } from "../../GatewayError.js"
import { GenerationEvent } from "../../GenerationEvent.js"
import { type Connection, broken } from "./Connection.js"
import { imageErrorOf } from "./imageErrorOf.js"
import { mayPass } from "./mayPass.js"

/** Heartbeats come more often than this. */
const patience = Duration.seconds(60)

/** How long the gateway may take to hear of a cancellation. */
const cancelTimeout = Duration.seconds(5)

export interface Resuming {
  /** Connections in a row that bring no event, before the stream fails. */
  readonly retries: number
  /** Before the first of them; doubled for each one after. */
  readonly backoff: Duration.Duration
}

/** How far a generation has been followed. */
interface Followed {
  id: string | undefined
  last: number
  ended: boolean
}

/** The connection is lost, and the generation goes on: another connection can bring the rest. */
class Lost extends Data.TaggedError("Lost")<{ readonly error: GatewayError }> {}

const tags = new Set<string>(GenerationEvent.members.map(({ _tag }) => _tag))

const isLast = ({ _tag }: GenerationEvent): boolean =>
  _tag === "ImageResponse" || _tag === "GenerationFailed" || _tag === "GenerationCancelled"

const decode = Schema.decode(Schema.parseJson(GenerationEvent))

/** An event and its number. One of a kind that is not known here is left out. */
const read = ({ data, event, id }: ServerSentEvents.ServerSentEvent) =>
  tags.has(event)
    ? Effect.mapBoth(decode(data), {
        onSuccess: (decoded) => Option.some({ id: Number(id), event: decoded }),
        onFailure: () =>
          new ResponseParseError({ expected: `an event ${event}`, excerpt: clean(data) })
      })
    : Effect.succeedNone

const idOf = ({ headers }: HttpClientResponse.HttpClientResponse): string | undefined =>
  /\/api\/generations\/([\w-]+)$/.exec(headers["location"] ?? "")?.[1]

const isEvents = ({ headers }: HttpClientResponse.HttpClientResponse): boolean =>
  (headers["content-type"] ?? "").includes("text/event-stream")

/**
 * Starts the generation of a request and follows it to its end, over as many connections as it
 * takes. Whoever stops listening before the end cancels it.
 */
export const followGeneration = (
  connection: Connection,
  { backoff, retries }: Resuming,
  body: unknown
): Stream.Stream<GenerationEvent, GatewayError> =>
  Stream.suspend(() => {
    const followed: Followed = { id: undefined, last: -1, ended: false }
    const resuming = Schedule.exponential(backoff).pipe(
      Schedule.jittered,
      Schedule.intersect(Schedule.recurs(retries)),
      Schedule.whileInput((error: Lost | GatewayError) => error._tag === "Lost")
    )
    const open = Effect.suspend(() =>
      followed.id === undefined ? submit(connection, body, followed) : resume(connection, followed)
    )
    return Stream.unwrapScoped(Effect.map(open, (response) => eventsOf(response, followed))).pipe(
      Stream.retry(resuming),
      Stream.mapError((error) => (error._tag === "Lost" ? error.error : error)),
      Stream.ensuring(cancel(connection, followed))
    )
  })

/**
 * Hands the request in. Who gives up meanwhile waits a little for the gateway's answer, since only
 * that says what to cancel.
 */
const submit = (connection: Connection, body: unknown, followed: Followed) =>
  Effect.flatMap(Effect.scope, (scope) =>
    connection.scoped
      .execute(HttpClientRequest.bodyUnsafeJson(HttpClientRequest.post("/api/generations"), body))
      .pipe(
        Effect.tap((response) => {
          followed.id = idOf(response)
        }),
        Effect.provideService(Scope.Scope, scope),
        inBackground
      )
  )

const inBackground = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(Effect.forkDaemon(restore(effect)), (fiber) =>
      Effect.onInterrupt(restore(Fiber.join(fiber)), () =>
        Effect.zipRight(brief(Fiber.await(fiber)), Fiber.interrupt(fiber))
      )
    )
  )

/** In a fiber of its own, since one that is interrupted can't give up waiting. */
const brief = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<void> =>
  effect.pipe(
    Effect.timeout(cancelTimeout),
    Effect.catchAllCause((cause) => Effect.logDebug("the gateway did not answer", cause)),
    Effect.interruptible,
    Effect.forkDaemon,
    Effect.flatMap(Fiber.await),
    Effect.asVoid
  )

/** Whatever is between here and the generation says no: it has begun all the same. */
const withJob = (error: GatewayError, jobId: string): GatewayError => {
  switch (error._tag) {
    case "TransportError":
      return new TransportError({ ...error, jobId })
    case "ResponseError":
      return new ResponseError({ ...error, message: error.message, jobId, retryable: false })
    case "TooManyRequests":
    case "ShuttingDown":
      return imageErrorOf(error, jobId)
    default:
      return error
  }
}

/**
 * A connection that failed while the generation goes on. Without an id nothing can be resumed, and to
 * ask again would begin another one.
 */
const lost = (error: GatewayError, { id }: Followed): Lost | GatewayError =>
  id === undefined ? error : new Lost({ error: withJob(error, id) })

const resume = (connection: Connection, followed: Followed) =>
  connection.scoped
    .execute(
      HttpClientRequest.get(`/api/generations/${followed.id}/events`, {
        headers: followed.last < 0 ? {} : { "last-event-id": String(followed.last) }
      })
    )
    .pipe(Effect.mapError((error) => (mayPass(error) ? lost(error, followed) : error)))

const timeout = ({ id }: Followed) =>
  new GenerationTimeout({ deadline: "Idle", duration: patience, jobId: id })

const eventsOf = (
  response: HttpClientResponse.HttpClientResponse,
  followed: Followed
): Stream.Stream<GenerationEvent, Lost | GatewayError> => {
  if (!isEvents(response)) {
    const excerpt = response.headers["content-type"] ?? "no content type"
    return Stream.fail(new ResponseParseError({ expected: "an event stream", excerpt }))
  }
  const endedEarly = new TransportError({
    phase: "Wait",
    reason: "EndedEarly",
    description: "the stream of events ended before its result came"
  })
  return response.stream.pipe(
    Stream.mapError((error) => lost(broken(error, "Wait"), followed)),
    Stream.timeoutFail(() => lost(timeout(followed), followed), patience),
    ServerSentEvents.decode(),
    Stream.mapEffect(read),
    Stream.filterMap((numbered) => numbered),
    Stream.filter(({ id }) => id > followed.last),
    Stream.map(({ event, id }) => {
      if (event._tag === "GenerationCreated") followed.id ??= event.id
      followed.last = id
      followed.ended = isLast(event)
      return event
    }),
    Stream.concat(
      Stream.suspend(() =>
        followed.ended ? Stream.empty : Stream.fail(lost(endedEarly, followed))
      )
    ),
    Stream.takeUntil(isLast)
  )
}

const cancel = ({ client }: Connection, followed: Followed): Effect.Effect<void> =>
  Effect.suspend(() =>
    followed.id === undefined || followed.ended
      ? Effect.void
      : brief(client.execute(HttpClientRequest.del(`/api/generations/${followed.id}`)))
  )

import type { HttpClientResponse } from "@effect/platform/HttpClientResponse"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { ImageError } from "../ImageError.js"
import type { ServiceRequest } from "../ServiceClient.js"
import * as ServerSentEvents from "../ServerSentEvents.js"
import type { Door } from "./Door.js"
import { boundedBody } from "./boundedBody.js"
import { isHtml } from "./classifyAnswer.js"
import { watchIdle } from "./watchIdle.js"

export interface EventLimits {
  /** Characters of one event. */
  readonly maximumLength: number
  /** The longest silence. */
  readonly idleTimeout: Duration.Duration
}

/** A page or a JSON answer where events were due is read this far. */
const maximumAnswerBytes = 64 * 1024

/**
 * Sends a request and reads the answer as server-sent events. Opening the stream is repeated as
 * the request allows; once it is open, a break is an error, since events may be lost.
 */
export const readEvents = (
  door: Door,
  request: ServiceRequest,
  { idleTimeout, maximumLength }: EventLimits
): Stream.Stream<ServerSentEvents.ServerSentEvent, ImageError> =>
  Stream.unwrapScoped(
    Effect.gen(function* () {
      const { response, socket } = yield* door.repeat(
        open(yield* Effect.scope, door.send(request, "text/event-stream")),
        request.repeat
      )
      const contentType = response.headers["content-type"] ?? "no content type"
      if (!contentType.includes("text/event-stream")) {
        return yield* notEvents(door, response, contentType, request)
      }
      const watch = yield* watchIdle(socket, idleTimeout)
      return response.stream.pipe(
        Stream.mapChunks((chunk) => {
          watch.alive()
          return chunk
        }),
        Stream.mapError((error) => watch.expired() ?? door.broken(error, request.phase)),
        ServerSentEvents.decode({ maximumLength })
      )
    })
  )

interface Open {
  readonly response: HttpClientResponse
  /** Closing it closes the socket. */
  readonly socket: Scope.CloseableScope
}

/** Gives each attempt a scope of its own, so that a failed one leaves nothing open. */
const open = (
  parent: Scope.Scope,
  attempt: Effect.Effect<HttpClientResponse, ImageError, Scope.Scope>
): Effect.Effect<Open, ImageError> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(Scope.fork(parent, parent.strategy), (socket) =>
      restore(Scope.extend(attempt, socket)).pipe(
        Effect.map((response) => ({ response, socket })),
        Effect.onExit((exit) => (Exit.isFailure(exit) ? Scope.close(socket, exit) : Effect.void))
      )
    )
  )

const notEvents = (
  door: Door,
  response: HttpClientResponse,
  contentType: string,
  { phase }: ServiceRequest
): Effect.Effect<never, ImageError> =>
  Effect.gen(function* () {
    const bytes = yield* boundedBody(response, maximumAnswerBytes).pipe(
      // Its content type alone says enough when the answer is long or breaks off.
      Effect.orElseSucceed(() => new Uint8Array())
    )
    const text = new TextDecoder().decode(bytes)
    return yield* isHtml({ headers: response.headers, text })
      ? Effect.flatMap(door.explain(response, text, phase), Effect.fail)
      : door.unreadable("an event stream", `${contentType}: ${text}`)
  })

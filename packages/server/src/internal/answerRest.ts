import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerError from "@effect/platform/HttpServerError"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"

/**
 * What no route has answered becomes an answer as any other, with its headers and its line in the
 * log, which also tells of a defect.
 */
export const answerRest = <R>(app: HttpApp.Default<never, R>): HttpApp.Default<never, R> =>
  Effect.catchAllCause(app, (cause) =>
    Cause.isInterrupted(cause)
      ? Effect.failCause(cause)
      : Effect.zipRight(
          Cause.isDie(cause) ? Effect.logError("a request failed", cause) : Effect.void,
          Effect.map(HttpServerError.causeResponse(cause), ([response]) => response)
        )
  )

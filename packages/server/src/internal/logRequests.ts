import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerError from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import * as HashMap from "effect/HashMap"
import * as Scope from "effect/Scope"
import * as RequestRecord from "./RequestRecord.js"

const idHeader = "x-request-id"

/** Without the query, which has signatures in it. */
const pathOf = (url: string): string => (url.split("?")[0] ?? "").slice(0, 300)

/** For all that is logged from here on. The fiber is the request's own: nothing has to be put back. */
const annotate = (fields: Readonly<Record<string, unknown>>): Effect.Effect<void> =>
  FiberRef.update(FiberRef.currentLogAnnotations, (known) =>
    HashMap.union(known, HashMap.fromIterable(Object.entries(fields)))
  )

/**
 * Gives each request an id, which its answer names, and writes one line of it when its answer is
 * written, a stream to its end.
 */
export const logRequests = <R>(
  app: HttpApp.Default<never, R>
): HttpApp.Default<never, R | Scope.Scope> =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const clock = yield* Effect.clock
    const { method, url } = request
    const started = clock.unsafeCurrentTimeMillis()
    const record = RequestRecord.begin(request)
    let status = 0
    const tell = Effect.suspend(() =>
      Effect.zipRight(
        annotate({
          method,
          path: pathOf(url),
          status,
          milliseconds: clock.unsafeCurrentTimeMillis() - started,
          caller: record.caller ?? "unknown"
        }),
        Effect.logInfo(`${method} ${pathOf(url)} ${status}`)
      )
    )
    // Not `Effect.addFinalizer`, which compares the fiber's whole context of then and now.
    yield* Scope.addFinalizer(yield* Effect.scope, tell)
    yield* annotate({ requestId: record.id })
    const response = yield* Effect.tapErrorCause(app, (cause) =>
      Effect.map(HttpServerError.causeResponse(cause), ([answer]) => {
        status = answer.status
      })
    )
    status = response.status
    return HttpServerResponse.setHeader(response, idHeader, record.id)
  })

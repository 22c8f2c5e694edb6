import { randomBytes } from "node:crypto"
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerError from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import { RequestRecord } from "./RequestRecord.js"

const idHeader = "x-request-id"

/** Without the query, which has signatures in it. */
const pathOf = (url: string): string => (url.split("?")[0] ?? "").slice(0, 300)

/**
 * Gives each request an id, which its answer names, and writes one line of it when its answer is
 * written, a stream to its end.
 */
export const logRequests = (
  app: HttpApp.Default<never, RequestRecord>
): HttpApp.Default<never, Scope.Scope> =>
  Effect.gen(function* () {
    const { method, url } = yield* HttpServerRequest.HttpServerRequest
    const started = yield* Clock.currentTimeMillis
    const record: typeof RequestRecord.Service = {
      id: `req_${randomBytes(16).toString("hex")}`,
      caller: undefined
    }
    let status = 0
    // Not `Effect.addFinalizer`, which compares the fiber's whole context of then and now.
    yield* Scope.addFinalizer(
      yield* Effect.scope,
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        Effect.logInfo(`${method} ${pathOf(url)} ${status}`).pipe(
          Effect.annotateLogs({
            method,
            path: pathOf(url),
            status,
            milliseconds: now - started,
            caller: record.caller ?? "unknown",
            requestId: record.id
          })
        )
      )
    )
    const response = yield* app.pipe(
      Effect.provideService(RequestRecord, record),
      Effect.annotateLogs("requestId", record.id),
      Effect.tapErrorCause((cause) =>
        Effect.map(HttpServerError.causeResponse(cause), ([answer]) => {
          status = answer.status
        })
      )
    )
    status = response.status
    return HttpServerResponse.setHeader(response, idHeader, record.id)
  })

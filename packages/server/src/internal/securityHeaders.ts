import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"

const usual = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
  "content-security-policy": "frame-ancestors 'none'"
}

/** On every answer, unless its route says something else. */
export const securityHeaders = <R>(app: HttpApp.Default<never, R>): HttpApp.Default<never, R> =>
  Effect.map(app, (response) =>
    HttpServerResponse.setHeaders(response, { ...usual, ...response.headers })
  )

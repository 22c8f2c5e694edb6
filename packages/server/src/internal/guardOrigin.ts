import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import { ForbiddenOrigin } from "../GatewayError.js"
import { answerError } from "./answerError.js"
import { isSafe } from "./isSafe.js"
import type { Origins } from "./Origins.js"

export interface Options {
  readonly origins: Origins
  /** Whether a request under another host name than the gateway's own is refused. */
  readonly ownHostOnly: boolean
}

type Request = HttpServerRequest.HttpServerRequest

/** The host that the client asked for; without a socket it is in the address. */
const hostOf = ({ headers, originalUrl }: Request): string =>
  headers["host"] ?? (URL.canParse(originalUrl) ? new URL(originalUrl).host : "")

/** What a browser says when it leaves `Origin` out. */
const isOfAnotherSite = ({ headers }: Request): boolean =>
  headers["sec-fetch-site"] === "cross-site" || headers["sec-fetch-site"] === "same-site"

/** Asks whether a page may send what a form could not. */
const isPreflight = ({ headers, method }: Request): boolean =>
  method === "OPTIONS" && headers["access-control-request-method"] !== undefined

const refuse = (origin: string) =>
  answerError(new ForbiddenOrigin({ origin: origin.slice(0, 300) }))

const exposed = [
  "Location",
  "Mcp-Session-Id",
  "Retry-After",
  "Retry-After-Ms",
  "X-Request-Id",
  "X-Should-Retry"
].join(", ")

const invitation = (origin: string) => ({
  "access-control-allow-origin": origin,
  "access-control-expose-headers": exposed,
  vary: "Origin"
})

const answerPreflight = (origin: string, { headers }: Request) =>
  HttpServerResponse.empty({
    status: 204,
    headers: {
      ...invitation(origin),
      "access-control-allow-methods": "GET, POST, DELETE",
      "access-control-allow-headers": headers["access-control-request-headers"] ?? "",
      "access-control-max-age": "600"
    }
  })

/**
 * Keeps web pages out that nobody has invited. A browser sends a form, or text, to any address
 * without asking there first, so that it is not enough to leave its questions unanswered: what would
 * start something is refused.
 */
export const guardOrigin =
  ({ origins, ownHostOnly }: Options) =>
  <R>(app: HttpApp.Default<never, R>): HttpApp.Default<never, R> =>
    Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
      const host = hostOf(request)
      if (ownHostOnly && !origins.isOwnHost(host)) return refuse(host)
      const { origin } = request.headers
      if (origin === undefined) {
        return !isSafe(request.method) && isOfAnotherSite(request) ? refuse("another site") : app
      }
      if (origins.isInvited(origin)) {
        return isPreflight(request)
          ? Effect.succeed(answerPreflight(origin, request))
          : Effect.map(app, HttpServerResponse.setHeaders(invitation(origin)))
      }
      const isHarmless = isSafe(request.method) && !isPreflight(request)
      return isHarmless || origins.isAllowed(origin, host) ? app : refuse(origin)
    })

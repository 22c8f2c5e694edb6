/** The page of a gateway. */
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { Studio } from "@easel/studio"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"

const { etag, mediaType, text } = Studio.page

const headers = {
  etag,
  // Asked for each time, and answered with nothing new as long as it is the same.
  "cache-control": "no-cache",
  "content-security-policy": Studio.contentSecurityPolicy
}

const answer = Effect.map(HttpServerRequest.HttpServerRequest, (request) =>
  request.headers["if-none-match"] === etag
    ? HttpServerResponse.empty({ status: 304, headers })
    : HttpServerResponse.text(text, { contentType: mediaType, headers })
)

/** The studio at `/`; it needs no key itself, and asks for one when the gateway has some. */
export const layer: Layer.Layer<never> = HttpApiBuilder.Router.use((router) =>
  router.get("/", answer)
)

import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import { type BodyTooLarge, MalformedBody } from "../GatewayError.js"

const isJson = (contentType: string): boolean => /^application\/json\s*(;|$)/i.test(contentType)

/** The JSON that was sent, not yet held against a schema. */
export const readJson: Effect.Effect<
  unknown,
  BodyTooLarge | MalformedBody,
  HttpServerRequest.HttpServerRequest
> = Effect.gen(function* () {
  const request = yield* HttpServerRequest.HttpServerRequest
  if (!isJson(request.headers["content-type"] ?? "")) {
    return yield* new MalformedBody({
      reason: "MediaType",
      description: "the body must be JSON, and its content type say so"
    })
  }
  const syntax = new MalformedBody({ reason: "Syntax", description: "the body is no JSON" })
  return yield* Effect.flatMap(request.text, (text) =>
    Effect.try((): unknown => JSON.parse(text))
  ).pipe(Effect.mapError(() => syntax))
})

/** The body of a request, read within `BodyLimits`. */
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { MalformedBody } from "../GatewayError.js"
import { type BodyRefusal, bodyBytes } from "./bodyBytes.js"
import { BodyLimits } from "./BodyLimits.js"
import { type Form, type FormFile, parseForm } from "./parseForm.js"

export type { Form, FormFile }

const mediaTypeRefused = (description: string) =>
  new MalformedBody({ reason: "MediaType", description })

const syntax = (description: string) => new MalformedBody({ reason: "Syntax", description })

/**
 * The body when it is of the type. Strict, since a browser sends the types that forms have, and
 * bodies without one, to any address without asking there first.
 */
const bodyOf = (expected: string, isExpected: (mediaType: string) => boolean) =>
  Effect.gen(function* () {
    const { headers } = yield* HttpServerRequest.HttpServerRequest
    const contentType = headers["content-type"] ?? ""
    const [mediaType = ""] = contentType.split(";")
    if (!isExpected(mediaType.trim().toLowerCase())) {
      return yield* mediaTypeRefused(`the body must be ${expected}, and its content type say so`)
    }
    const encoding = headers["content-encoding"] ?? "identity"
    if (encoding.toLowerCase() !== "identity") {
      return yield* mediaTypeRefused("compressed bodies are not taken")
    }
    return { contentType, bytes: yield* bodyBytes }
  })

const isJson = (mediaType: string): boolean =>
  mediaType === "application/json" || /^application\/[\w.-]+\+json$/.test(mediaType)

/** The JSON that was sent, not yet held against a schema. */
export const readJson: Effect.Effect<unknown, BodyRefusal, HttpServerRequest.HttpServerRequest> =
  Effect.flatMap(bodyOf("JSON", isJson), ({ bytes }) =>
    Effect.try({
      try: (): unknown => JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)),
      catch: () => syntax(bytes.length === 0 ? "the body is empty" : "the body is no JSON")
    })
  )

/** The multipart form that was sent. */
export const readForm: Effect.Effect<
  Form,
  BodyRefusal,
  HttpServerRequest.HttpServerRequest | Scope.Scope
> = Effect.gen(function* () {
  const { bytes, contentType } = yield* bodyOf(
    "a multipart form",
    (mediaType) => mediaType === "multipart/form-data"
  )
  return yield* parseForm(bytes, contentType, yield* BodyLimits)
})

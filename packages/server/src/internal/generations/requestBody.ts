import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { InvalidRequest } from "@easel/core/ImageError"
import { ImageRequest, type Input } from "@easel/core/ImageRequest"
import { invalidField } from "./invalidField.js"

/** A field that the schema does not know stays: core refuses it, and knows what was meant. */
const decode = Schema.decodeUnknown(Schema.Struct(ImageRequest.fields), {
  onExcessProperty: "preserve"
})

const encode = Schema.encodeUnknown(Schema.Struct(ImageRequest.fields), {
  onExcessProperty: "preserve"
})

/** The request that a JSON body asks for. */
export const requestOf = (body: unknown): Effect.Effect<Input, InvalidRequest> =>
  Predicate.isRecord(body)
    ? Effect.mapError(decode(body), invalidField)
    : new InvalidRequest({ option: "request", reason: "is no JSON object" })

/** The JSON body that asks for it. */
export const bodyOf = (request: Input): Effect.Effect<unknown, InvalidRequest> =>
  Effect.mapError(encode(request), invalidField)

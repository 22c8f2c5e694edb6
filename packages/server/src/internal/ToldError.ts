import * as Schema from "effect/Schema"
import { GatewayError } from "../GatewayError.js"

const Encoded = Schema.extend(
  Schema.encodedSchema(GatewayError),
  Schema.Struct({ message: Schema.String.annotations({ description: "for people" }) })
).annotations({ identifier: "GatewayError" })

/** An error as it is told over HTTP: its fields, and its message beside them. */
export const ToldError = Schema.transform(Encoded, GatewayError, {
  strict: true,
  decode: (told) => told,
  encode: (encoded, error) => ({ ...encoded, message: error.message })
})

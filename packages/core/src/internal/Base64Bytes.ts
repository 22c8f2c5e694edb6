import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { decodeBase64 } from "./decodeBase64.js"
import { bufferFrom } from "./platformBuffer.js"

/** The platform's encoder, where there is one, is much faster than the one in JavaScript. */
const encodeBase64 = (bytes: Uint8Array): string => {
  const buffer = bufferFrom?.(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return isBuffer(buffer) ? buffer.toString("base64") : Encoding.encodeBase64(bytes)
}

const isBuffer = (value: unknown): value is { readonly toString: (encoding: "base64") => string } =>
  value instanceof Uint8Array

/** No subclass of the platform, which would show in comparisons and in JSON. */
const plain = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** As `Schema.Uint8ArrayFromBase64`, fast enough for pictures. */
export const Base64Bytes: Schema.Schema<Uint8Array, string> = Schema.transformOrFail(
  Schema.String.annotations({ description: "base64" }),
  Schema.Uint8ArrayFromSelf,
  {
    strict: true,
    decode: (text, _, ast) =>
      Either.mapBoth(decodeBase64(text), {
        onLeft: () => new ParseResult.Type(ast, text, "not base64"),
        onRight: plain
      }),
    encode: (bytes) => ParseResult.succeed(encodeBase64(bytes))
  }
).annotations({ identifier: "Base64Bytes" })

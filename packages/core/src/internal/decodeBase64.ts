import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import { decodeText } from "./decodeText.js"
import { bufferFrom } from "./platformBuffer.js"

const padding = (text: string): number => (text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0)

/** Base64 as a text, where it came as the bytes of one. */
export const base64Text = (base64: string | Uint8Array): string =>
  typeof base64 === "string" ? base64 : decodeText(base64)

/** Bytes of base64, which may itself come as the bytes of its text; `Left` when it is none. */
export const decodeBase64 = (base64: string | Uint8Array): Either.Either<Uint8Array, unknown> => {
  const text = base64Text(base64)
  const bytes = bufferFrom?.(text, "base64")
  // The platform skips what is no base64; then the length is wrong and the strict decoder judges.
  // No base64 has one character beyond a group of four, where what was skipped would not show.
  const digits = text.length - padding(text)
  const expected = digits % 4 === 1 ? undefined : Math.floor((digits * 3) / 4)
  return bytes instanceof Uint8Array && bytes.length === expected
    ? Either.right(bytes)
    : Encoding.decodeBase64(text)
}

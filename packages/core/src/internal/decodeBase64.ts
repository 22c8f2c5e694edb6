import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Predicate from "effect/Predicate"

type Decode = (text: string) => unknown

/** Node's own decoder, eight times as fast as one in JavaScript; missing elsewhere. */
const platformDecoder = (): Decode | undefined => {
  const buffer: unknown = Reflect.get(globalThis, "Buffer")
  if (!Predicate.hasProperty(buffer, "from")) return undefined
  const { from } = buffer
  return typeof from === "function" ? (text) => from.call(buffer, text, "base64") : undefined
}

const decodeNatively = platformDecoder()

const padding = (text: string): number => (text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0)

/** Bytes of base64; `Left` when it is none. */
export const decodeBase64 = (text: string): Either.Either<Uint8Array, unknown> => {
  const bytes = decodeNatively?.(text)
  // The platform skips what is no base64; then the length is wrong and the strict decoder judges.
  const expected = Math.floor(((text.length - padding(text)) * 3) / 4)
  return bytes instanceof Uint8Array && bytes.length === expected
    ? Either.right(bytes)
    : Encoding.decodeBase64(text)
}

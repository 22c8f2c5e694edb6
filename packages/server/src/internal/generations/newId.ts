import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"

/** The id of a new generation; 128 random bits, so that nobody can guess it. */
export const newId: Effect.Effect<string> = Effect.sync(
  () => `gen_${Encoding.encodeHex(crypto.getRandomValues(new Uint8Array(16)))}`
)

import type { UnknownException } from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"

/** The hash in hexadecimal digits. Fails where the platform has no `crypto.subtle`. */
export const sha256 = (bytes: Uint8Array): Effect.Effect<string, UnknownException> =>
  Effect.map(
    // A copy, since memory that is shared with another thread can't be hashed.
    Effect.tryPromise(() => crypto.subtle.digest("SHA-256", Uint8Array.from(bytes))),
    (digest) => Encoding.encodeHex(new Uint8Array(digest))
  )

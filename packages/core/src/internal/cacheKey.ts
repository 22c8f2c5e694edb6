import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type { UnknownException } from "effect/Cause"
import type { Resolution } from "./resolveRequest.js"

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")

const sha256 = (bytes: Uint8Array<ArrayBuffer>): Effect.Effect<string, UnknownException> =>
  Effect.map(
    Effect.tryPromise(() => crypto.subtle.digest("SHA-256", bytes)),
    (digest) => hex(new Uint8Array(digest))
  )

/** A copy, since a buffer that is shared with another thread can't be hashed. */
const digestOf = (picture: Uint8Array): Effect.Effect<string, UnknownException> =>
  Effect.suspend(() => sha256(Uint8Array.from(picture)))

/** JSON with the keys of every record in order; what is undefined is left out. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, field: unknown) =>
    Predicate.isRecord(field) && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)))
      : field
  )

const encoder = new TextEncoder()

/** The same for requests that the same provider would be asked in the same way. */
export const cacheKey = (
  provider: string,
  namespace: string | undefined,
  { encodedOptions, request, version }: Resolution<unknown>
): Effect.Effect<string, UnknownException> => {
  const { images, mask, options: _, ...fields } = request
  return Effect.all({
    images: Effect.forEach(images, digestOf),
    mask: mask === undefined ? Effect.succeedNone : Effect.asSome(digestOf(mask))
  }).pipe(
    Effect.flatMap((pictures) =>
      sha256(
        encoder.encode(
          canonical({
            easelCache: 1,
            provider,
            version,
            namespace,
            request: { ...fields, images: pictures.images },
            mask: Option.getOrUndefined(pictures.mask),
            options: encodedOptions
          })
        )
      )
    )
  )
}

import type { UnknownException } from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import type { Resolution } from "./resolveRequest.js"
import { sha256 } from "./sha256.js"

/** JSON with the keys of every record in order; what is undefined is left out. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, field: unknown) =>
    Predicate.isRecord(field) && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)))
      : field
  )

/** The same for requests that the same provider would be asked in the same way. */
export const cacheKey = (
  provider: string,
  namespace: string | undefined,
  { encodedOptions, request, version }: Resolution<unknown>
): Effect.Effect<string, UnknownException> => {
  const { images, mask, options: _, ...fields } = request
  const key = (pictures: ReadonlyArray<string>) =>
    canonical({
      easelCache: 1,
      provider,
      version,
      namespace,
      ...fields,
      images: pictures.slice(0, images.length),
      mask: pictures[images.length],
      options: encodedOptions
    })
  const given = mask === undefined ? images : [...images, mask]
  return given.length === 0
    ? Effect.sync(() => key([]))
    : Effect.map(Effect.forEach(given, sha256), key)
}

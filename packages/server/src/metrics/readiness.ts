/** Whether a gateway takes work. */
import { ImageAsset } from "@easel/core/ImageAsset"
import { ProviderRegistry } from "@easel/core/ProviderRegistry"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as Either from "effect/Either"
import { Admission } from "../Admission.js"
import { PictureStore } from "../PictureStore.js"
import { Readiness } from "../api/OperationsGroup.js"

/** The smallest PNG, one grey pixel. */
const sample = new ImageAsset({
  bytes: Either.getOrThrow(
    Encoding.decodeBase64(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
    )
  ),
  mediaType: "image/png"
})

/** How long an answer of the picture store is good for. */
const trust = "10 seconds"

/** Asks everything that work depends on. Pictures are kept by their content: one sample stays. */
export const make = Effect.gen(function* () {
  const admission = yield* Admission
  const registry = yield* ProviderRegistry
  const store = yield* PictureStore
  const storeProblem = yield* store.put(sample).pipe(
    Effect.as(undefined),
    Effect.catchAll((error) =>
      Effect.as(Effect.logWarning("the picture store fails", error), "pictures can't be kept")
    ),
    Effect.cachedWithTTL(trust)
  )
  return Effect.gen(function* () {
    const isOpen = yield* admission.isOpen
    const problems = [
      isOpen ? undefined : "the gateway is shutting down",
      registry.list.length > 0 ? undefined : "there is no provider",
      yield* storeProblem
    ].filter((problem) => problem !== undefined)
    return new Readiness({ status: problems.length === 0 ? "ready" : "unavailable", problems })
  })
})

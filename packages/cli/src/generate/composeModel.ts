/** The model of a run: the one that was chosen, with what the flags lay around it. */
import type { CacheStore } from "@easel/core/CacheStore"
import type { Service } from "@easel/core/ImageModel"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import * as Policy from "@easel/core/Policy"
import { type Found, type Registry, ProviderRegistry } from "@easel/core/ProviderRegistry"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { type Timeout, eachWithin } from "./deadline.js"
import { cacheFor } from "./pictureCache.js"

export interface PolicyFlags {
  readonly fallback: Option.Option<ReadonlyArray<string>>
  /** Further attempts. */
  readonly retries: Option.Option<number>
  readonly timeout: Timeout
}

export interface Composed {
  readonly model: Service
  /** Of every model that may be asked, the chosen one first. */
  readonly plugins: readonly [ImagePlugin, ...ReadonlyArray<ImagePlugin>]
  /** For the run as a whole; none when each attempt has its own. */
  readonly timeout: Timeout
}

const build = (registry: Registry, { model, plugin }: Found) =>
  registry.resolve(`${plugin.id}:${model.name}`)

/**
 * Each model is cached and tried again by itself; only then the next one is asked. Without flags the
 * model is as the registry gives it.
 */
export const composeModel = (
  found: Found,
  flags: PolicyFlags,
  store: Option.Option<CacheStore> = Option.none()
) =>
  Effect.gen(function* () {
    const registry = yield* ProviderRegistry
    const names = Option.getOrElse(flags.fallback, (): ReadonlyArray<string> => [])
    const retries = Option.getOrElse(flags.retries, () => 0)
    const others = yield* Effect.forEach(names, registry.find)
    const several = retries > 0 || others.length > 0

    const prepare = (candidate: Found) =>
      Effect.gen(function* () {
        const bare = yield* build(registry, candidate)
        const limited = several ? eachWithin(flags.timeout, candidate.plugin)(bare) : bare
        const patient = retries > 0 ? Policy.retry({ retries })(limited) : limited
        if (Option.isNone(store)) return patient
        return (yield* cacheFor(candidate.plugin, store.value))(patient)
      })

    const first = yield* prepare(found)
    const next = yield* Effect.forEach(others, prepare)
    return {
      model: next.length === 0 ? first : Policy.fallback(next)(first),
      plugins: [found.plugin, ...others.map(({ plugin }) => plugin)],
      timeout: several ? Option.none() : flags.timeout
    } satisfies Composed
  })

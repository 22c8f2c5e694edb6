/** Which model makes the picture. */
import type { ModelNotFound, ProviderNotFound } from "@easel/core/ImageError"
import { type Found, ProviderRegistry } from "@easel/core/ProviderRegistry"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"

export interface Selection extends Found {
  /** Nobody chose: the embedded provider was taken. */
  readonly byDefault: boolean
}

const environmentProvider = Config.withDefault(Config.nonEmptyString("EASEL_PROVIDER"), undefined)

/**
 * `provider` and `model` may each be given alone. A model's name is looked for with the provider of
 * `EASEL_PROVIDER` first, then everywhere.
 */
export const select = (
  provider: string | undefined,
  model: string | undefined
): Effect.Effect<
  Selection,
  ModelNotFound | ProviderNotFound | ConfigError.ConfigError,
  ProviderRegistry
> =>
  Effect.gen(function* () {
    const registry = yield* ProviderRegistry
    const standard = yield* environmentProvider
    const chosen = (found: Found): Selection => ({ ...found, byDefault: false })
    if (provider !== undefined || (model === undefined && standard !== undefined)) {
      const plugin = yield* registry.get(provider ?? standard ?? "")
      return chosen(yield* registry.find(`${plugin.id}:${model ?? plugin.id}`))
    }
    if (model !== undefined) {
      const anywhere = registry.find(model)
      return chosen(
        yield* standard === undefined
          ? anywhere
          : Effect.orElse(registry.find(`${standard}:${model}`), () => anywhere)
      )
    }
    const [first] = registry.list
    return { ...(yield* registry.find(first?.id ?? "")), byDefault: true }
  })

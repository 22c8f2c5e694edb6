import type { ProviderNotFound } from "@easel/core/ImageError"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import type { PluginError } from "@easel/core/ProviderRegistry"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import { findProvider } from "../listing/catalogue.js"

const environmentProvider = Config.withDefault(Config.nonEmptyString("EASEL_PROVIDER"), undefined)

/** The providers, that of `EASEL_PROVIDER` first: it makes what is asked for without a model. */
export const chosenFirst = (
  plugins: ReadonlyArray<ImagePlugin>
): Effect.Effect<
  ReadonlyArray<ImagePlugin>,
  ProviderNotFound | PluginError | ConfigError.ConfigError
> =>
  Effect.gen(function* () {
    const id = yield* environmentProvider
    if (id === undefined) return plugins
    const first = yield* findProvider(plugins, id)
    return [first, ...plugins.filter((plugin) => plugin !== first)]
  })

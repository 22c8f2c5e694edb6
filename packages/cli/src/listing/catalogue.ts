import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ProviderNotFound } from "@easel/core/ImageError"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import * as ProviderRegistry from "@easel/core/ProviderRegistry"

/** A registry to look things up in. Nothing is built with it, so its connection is never used. */
export const catalogue = (
  plugins: ReadonlyArray<ImagePlugin>
): Layer.Layer<ProviderRegistry.ProviderRegistry, ProviderRegistry.PluginError> =>
  Layer.provide(ProviderRegistry.layer(plugins), FetchHttpClient.layer)

/** The provider with that id. */
export const findProvider = (
  plugins: ReadonlyArray<ImagePlugin>,
  id: string
): Effect.Effect<ImagePlugin, ProviderNotFound | ProviderRegistry.PluginError> =>
  Effect.flatMap(ProviderRegistry.ProviderRegistry, (registry) => registry.get(id)).pipe(
    Effect.provide(catalogue(plugins))
  )

/** Plugins, their settings, and the registry. Compiled, never run. */
import type * as HttpClient from "@effect/platform/HttpClient"
import { expectTypeOf } from "vitest"
import type * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { ModelNotFound, ProviderNotFound } from "@easel/core/ImageError"
import type * as ImageModel from "@easel/core/ImageModel"
import * as ImagePlugin from "@easel/core/ImagePlugin"
import type { ModelInfo } from "@easel/core/ModelInfo"
import * as PluginConfig from "@easel/core/PluginConfig"
import * as ProviderRegistry from "@easel/core/ProviderRegistry"

declare const model: ModelInfo
declare const service: ImageModel.Service
const definition = {
  id: "lantern",
  version: "1.0.0",
  label: "Lantern",
  homepage: "https://lantern.example",
  url: "https://api.lantern.example",
  apiEndpoint: "https://api.lantern.example/jobs",
  models: [model],
  settings: {},
  options: Schema.Struct({}),
  make: () => Effect.succeed(service)
} satisfies ImagePlugin.Definition

const plugin = ImagePlugin.define(definition)
expectTypeOf(plugin.layer).toEqualTypeOf<
  Layer.Layer<ImageModel.ImageModel, ConfigError.ConfigError, HttpClient.HttpClient>
>()

const { models: _models, ...withoutModels } = definition
// @ts-expect-error -- a provider has a model
ImagePlugin.define(withoutModels)
// @ts-expect-error -- and at least one
ImagePlugin.define({ ...definition, models: [] })
// @ts-expect-error -- core fills it in
ImagePlugin.define({ ...definition, contractVersion: "0.1" })
// @ts-expect-error -- a schema, not the type of the options
ImagePlugin.define({ ...definition, options: { glow: 1 } })
// @ts-expect-error -- only the configuration may be wrong
ImagePlugin.define({ ...definition, make: () => Effect.fail("no service") })

class Studio extends Context.Tag("Studio")<Studio, ImageModel.Service>() {}
// @ts-expect-error -- the application knows nothing of it
ImagePlugin.define({ ...definition, make: () => Studio })

/** A table of settings keeps the type of each. */
const settings = {
  baseUrl: PluginConfig.url("EASEL_LANTERN_BASE_URL", "https://lantern.example", "Address"),
  apiKey: PluginConfig.secret("EASEL_LANTERN_API_KEY", "Key"),
  style: PluginConfig.text("EASEL_LANTERN_STYLE", "Style"),
  deadline: PluginConfig.duration("EASEL_LANTERN_DEADLINE", Duration.minutes(1), "Deadline")
}
expectTypeOf(PluginConfig.toConfig(settings)).toEqualTypeOf<
  Config.Config<{
    readonly baseUrl: URL
    readonly apiKey: Redacted.Redacted | undefined
    readonly style: string | undefined
    readonly deadline: Duration.Duration
  }>
>()

expectTypeOf(ProviderRegistry.layer([plugin])).toEqualTypeOf<
  Layer.Layer<
    ProviderRegistry.ProviderRegistry,
    ProviderRegistry.PluginError,
    HttpClient.HttpClient
  >
>()
expectTypeOf(ProviderRegistry.make([plugin])).toEqualTypeOf<
  Effect.Effect<
    ProviderRegistry.Registry,
    ProviderRegistry.PluginError,
    HttpClient.HttpClient | Scope.Scope
  >
>()
// @ts-expect-error -- a definition is no plugin yet
ProviderRegistry.layer([definition])

declare const registry: ProviderRegistry.Registry
expectTypeOf(registry.resolve("lantern")).toEqualTypeOf<
  Effect.Effect<
    ImageModel.Service,
    ModelNotFound | ProviderNotFound | ProviderRegistry.PluginError | ConfigError.ConfigError
  >
>()

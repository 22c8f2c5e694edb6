/**
 * What a provider package exports by default: one value that says who it is, what its models can
 * do, how it is configured, and how it is built. It registers nothing when it is imported.
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { PluginFake } from "./Fake.js"
import type { ImageError } from "./ImageError.js"
import { ImageModel, type Service } from "./ImageModel.js"
import type { ModelInfo } from "./ModelInfo.js"
import type { Settings } from "./PluginConfig.js"
import { compareContracts } from "./internal/compareContracts.js"

/** Version of this contract; `isCompatible` says which others work here. */
export const contractVersion = "0.1"

/**
 * Whether a plugin of that contract works here: in 0.x one of the same minor version, later one of
 * the same major version.
 */
export const isCompatible = (version: string): boolean =>
  compareContracts(version, contractVersion) === 0

/** What a provider's author writes. */
export interface Definition {
  /** Short and unique, such as `"sd35"`; also the key of its `providerOptions`. */
  readonly id: string
  /** Version of the package. */
  readonly version: string
  /** For people. */
  readonly label: string
  /** Where to read about the service. */
  readonly homepage: string
  /** Address of the service. */
  readonly url: string
  /** Where a job is submitted, as an address. */
  readonly apiEndpoint: string
  /** The first model is the default. */
  readonly models: readonly [ModelInfo, ...ReadonlyArray<ModelInfo>]
  /** Something that must be said wherever the provider is offered. */
  readonly note?: string | undefined
  readonly settings: Settings
  /** Schema of the provider's own options. */
  readonly options: Schema.Schema.AnyNoContext
  /** Builds the service for one of the models, configured from the environment. */
  readonly make: (
    model: ModelInfo
  ) => Effect.Effect<Service, ConfigError.ConfigError, HttpClient.HttpClient | Scope.Scope>
  /**
   * What the service says about the account of the key that is configured, for people, such as what is
   * left of a quota; `undefined` where it says nothing.
   */
  readonly account?:
    | Effect.Effect<
        string | undefined,
        ConfigError.ConfigError | ImageError,
        HttpClient.HttpClient | Scope.Scope
      >
    | undefined
  /** The stand-in server of its wire; loaded only when wanted. */
  readonly fake?: Effect.Effect<PluginFake> | undefined
}

/** A provider, ready to be registered. */
export interface ImagePlugin extends Definition {
  readonly contractVersion: string
  /** Full name of the default model. */
  readonly defaultModel: string
  /** The same, under the seed documents' name. */
  readonly defaultImageModel: string
  /** Full names. */
  readonly imageModels: ReadonlyArray<string>
  /** Full name by alias. */
  readonly modelAliases: Readonly<Record<string, string>>
  /** The default model, configured from the environment. */
  readonly layer: Layer.Layer<ImageModel, ConfigError.ConfigError, HttpClient.HttpClient>
}

/** Completes a provider's definition. */
export const define = (definition: Definition): ImagePlugin => {
  const [first] = definition.models
  return {
    ...definition,
    contractVersion,
    defaultModel: first.name,
    defaultImageModel: first.name,
    imageModels: definition.models.map((model) => model.name),
    modelAliases: Object.fromEntries(
      definition.models.flatMap((model) => model.aliases.map((alias) => [alias, model.name]))
    ),
    layer: Layer.scoped(
      ImageModel,
      Effect.suspend(() => definition.make(first))
    )
  }
}

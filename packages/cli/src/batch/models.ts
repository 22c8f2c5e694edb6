/** The models of batches: as `easel generate` composes them, from the plugins of this program. */
import {
  type ImageError,
  InvalidRequest,
  type ModelNotFound,
  ProviderDefect,
  type ProviderNotFound
} from "@easel/core/ImageError"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import * as PluginConfig from "@easel/core/PluginConfig"
import { type PluginError, ProviderRegistry } from "@easel/core/ProviderRegistry"
import { BatchModels } from "@easel/batch/BatchModels"
import type { BatchSettings } from "@easel/batch/BatchSettings"
import * as ConfigError from "effect/ConfigError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import { composeModel } from "../generate/composeModel.js"
import { eachWithin } from "../generate/deadline.js"
import { settingsLayer } from "../generate/settingsLayer.js"

/** The model of a batch, with the policies of its settings around it. */
export const compose = (settings: BatchSettings) =>
  Effect.gen(function* () {
    const registry = yield* ProviderRegistry
    const [first, ...others] = settings.models
    const found = yield* registry.find(first)
    const { model, timeout } = yield* composeModel(found, {
      fallback: Option.some(others),
      retries: Option.some(settings.retries),
      timeout: Option.fromNullable(settings.timeout)
    })
    return eachWithin(timeout, found.plugin)(model)
  })

type NotBuilt = ModelNotFound | ProviderNotFound | PluginError | ConfigError.ConfigError

/** What a program that can't build a model says of an item: nothing was sent. */
const toImageError =
  (provider: string) =>
  (error: NotBuilt): ImageError => {
    if (ConfigError.isConfigError(error)) {
      return new InvalidRequest({
        provider,
        option: "provider",
        reason: PluginConfig.describeError(error)
      })
    }
    return error._tag === "PluginError"
      ? new ProviderDefect({ provider: error.id, description: error.reason })
      : error
  }

export interface Source {
  readonly plugins: ReadonlyArray<ImagePlugin>
  readonly proxy: Option.Option<string>
}

const millisOf = (duration: Duration.Duration | undefined): number | undefined =>
  duration === undefined ? undefined : Duration.toMillis(duration)

/**
 * Batches of one deadline share a registry: some providers take the deadline as a setting of their
 * own.
 */
const make = ({ plugins, proxy }: Source) =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    const runtimeFor = yield* Effect.cachedFunction((timeout: number | undefined) =>
      Layer.toRuntime(
        settingsLayer(plugins, {
          proxy,
          timeout: Option.map(Option.fromNullable(timeout), Duration.millis)
        })
      ).pipe(Scope.extend(scope))
    )
    return BatchModels.of({
      compose: (settings) =>
        Effect.flatMap(runtimeFor(millisOf(settings.timeout)), (runtime) =>
          Effect.provide(compose(settings), runtime)
        ).pipe(Effect.mapError(toImageError(settings.models[0].replace(/:.*/s, "")))),
      member: (provider, model) =>
        Effect.flatMap(runtimeFor(undefined), (runtime) =>
          Effect.flatMap(ProviderRegistry, (registry) =>
            registry.resolve(`${provider}:${model}`)
          ).pipe(Effect.provide(runtime))
        ).pipe(Effect.mapError(toImageError(provider)))
    })
  })

export const layer = (source: Source): Layer.Layer<BatchModels> =>
  Layer.scoped(BatchModels, make(source))

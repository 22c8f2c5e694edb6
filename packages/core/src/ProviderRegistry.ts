/**
 * The providers of a program: looked up by id, or found by the name of a model. Each model is
 * built when it is first asked for, once, and lives as long as the registry.
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Predicate from "effect/Predicate"
import * as RcMap from "effect/RcMap"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { ModelNotFound, ProviderNotFound } from "./ImageError.js"
import type { Service } from "./ImageModel.js"
import { type ImagePlugin, contractVersion, isCompatible } from "./ImagePlugin.js"
import type { ModelInfo } from "./ModelInfo.js"
import { compareContracts } from "./internal/compareContracts.js"
import { nearMatches } from "./internal/nearMatches.js"
import { readPlugin } from "./internal/pluginShape.js"

/** A model and the plugin that offers it. */
export class Found extends Data.Class<{
  readonly plugin: ImagePlugin
  readonly model: ModelInfo
}> {}

/** A plugin that can't take part. */
export class PluginError extends Schema.TaggedError<PluginError>("@easel/core/PluginError")(
  "PluginError",
  {
    /** Empty when it does not say. */
    id: Schema.String,
    reason: Schema.String
  }
) {
  override get message(): string {
    return `${this.id === "" ? "a plugin" : `the plugin "${this.id}"`} ${this.reason}`
  }
}

export interface Registry {
  /** The providers, in the order of registration; the first is the default. */
  readonly list: ReadonlyArray<ImagePlugin>
  /** The provider with that id. */
  readonly get: (id: string) => Effect.Effect<ImagePlugin, ProviderNotFound>
  /**
   * A model by name or alias, `"provider:model"`, or the id of a provider, which stands for its
   * default model. A name that several providers offer goes to the first of them.
   */
  readonly find: (name: string) => Effect.Effect<Found, ModelNotFound | ProviderNotFound>
  /** The same, built. A plugin that throws meanwhile, or builds something else, is a `PluginError`. */
  readonly resolve: (
    name: string
  ) => Effect.Effect<
    Service,
    ModelNotFound | ProviderNotFound | PluginError | ConfigError.ConfigError
  >
}

export class ProviderRegistry extends Context.Tag("@easel/core/ProviderRegistry")<
  ProviderRegistry,
  Registry
>() {}

const modelOf = (plugin: ImagePlugin, name: string): ModelInfo | undefined =>
  plugin.models.find((model) => model.names.includes(name))

const findIn = (
  plugins: ReadonlyArray<ImagePlugin>,
  name: string
): Effect.Effect<Found, ModelNotFound> => {
  for (const plugin of plugins) {
    const model = plugin.id === name ? plugin.models[0] : modelOf(plugin, name)
    if (model !== undefined) return Effect.succeed(new Found({ plugin, model }))
  }
  const names = plugins.flatMap((plugin) => [
    plugin.id,
    ...plugin.models.flatMap((model) => model.names)
  ])
  return Effect.fail(new ModelNotFound({ name, near: nearMatches(name, names) }))
}

/** What a value says about itself, whatever else it is. */
const textOf = (candidate: unknown, key: string): string | undefined => {
  const value = Predicate.hasProperty(candidate, key) ? candidate[key] : undefined
  return typeof value === "string" ? value : undefined
}

const foreignContract = (version: string): string => {
  const order = compareContracts(version, contractVersion)
  const remedy = order > 0 ? "update Easel" : "update the plugin"
  return `was built for contract ${version}, and this is ${contractVersion}: ${remedy}`
}

/**
 * Decides whether a value, which may come from anywhere, is a plugin that can take part beside the
 * others: its contract, its shape, its id.
 */
export const check = (
  candidate: unknown,
  others: ReadonlyArray<ImagePlugin>
): Either.Either<ImagePlugin, PluginError> => {
  const refuse = (reason: string) =>
    Either.left(new PluginError({ id: textOf(candidate, "id") ?? "", reason }))
  const contract = textOf(candidate, "contractVersion")
  // First, since another contract may have another shape.
  if (contract !== undefined && !isCompatible(contract)) return refuse(foreignContract(contract))
  const plugin = readPlugin(candidate)
  if (Either.isLeft(plugin)) {
    return refuse(`is none that ImagePlugin.define made: ${plugin.left}`)
  }
  return others.some(({ id }) => id === plugin.right.id)
    ? refuse("has the id of another one")
    : Either.right(plugin.right)
}

/** Those that can take part, in order, and why the others can't. */
export interface Acceptance {
  readonly accepted: ReadonlyArray<ImagePlugin>
  readonly refused: ReadonlyArray<PluginError>
}

/**
 * Sorts values that may be plugins, for programs that go on with those that can be used. Of two
 * with the same id the first is accepted.
 */
export const accept = (candidates: Iterable<unknown>): Acceptance => {
  const accepted: Array<ImagePlugin> = []
  const refused: Array<PluginError> = []
  for (const candidate of candidates) {
    const checked = check(candidate, accepted)
    if (Either.isRight(checked)) accepted.push(checked.right)
    else refused.push(checked.left)
  }
  return { accepted, refused }
}

const isService = (value: unknown): value is Service =>
  Predicate.hasProperty(value, "info") &&
  ["resolve", "generate", "stream", "load"].every((name) =>
    Predicate.isFunction(Object(value)[name])
  )

/** The model; what its plugin throws names the plugin. */
const build = ({ model, plugin }: Found) => {
  const refuse = (reason: string) => new PluginError({ id: plugin.id, reason })
  const cannot = (cause: unknown) =>
    refuse(
      `can't build its model ${model.name}: ${cause instanceof Error ? cause.message : String(cause)}`
    )
  return Effect.suspend(() => plugin.make(model)).pipe(
    Effect.catchAllDefect(cannot),
    // What TypeScript rules out, a plugin in JavaScript can still fail with.
    Effect.mapError((error) =>
      error instanceof PluginError || ConfigError.isConfigError(error) ? error : cannot(error)
    ),
    Effect.filterOrFail(isService, () =>
      refuse(`builds no image model for ${model.name}, see ImageModel.make`)
    )
  )
}

/** Builds a registry in a scope that owns every model it builds; fails for the first bad plugin. */
export const make = (
  plugins: ReadonlyArray<ImagePlugin>
): Effect.Effect<Registry, PluginError, HttpClient.HttpClient | Scope.Scope> =>
  Effect.gen(function* () {
    const [refused] = accept(plugins).refused
    if (refused !== undefined) return yield* refused
    const models = yield* RcMap.make({
      lookup: build,
      idleTimeToLive: Duration.infinity
    })
    // One at a time, so that who comes while a build fails does not use it, and makes no second one.
    const locks = new Map<ModelInfo, Effect.Semaphore>()
    const lockOf = ({ model }: Found): Effect.Semaphore => {
      const lock = locks.get(model) ?? Effect.unsafeMakeSemaphore(1)
      locks.set(model, lock)
      return lock
    }
    const get = (id: string) => {
      const plugin = plugins.find((candidate) => candidate.id === id)
      if (plugin !== undefined) return Effect.succeed(plugin)
      const ids = plugins.map((candidate) => candidate.id)
      return Effect.fail(new ProviderNotFound({ name: id, near: nearMatches(id, ids) }))
    }
    const find = (name: string) => {
      const colon = name.indexOf(":")
      return colon < 0 || plugins.some((plugin) => modelOf(plugin, name) !== undefined)
        ? findIn(plugins, name)
        : Effect.flatMap(get(name.slice(0, colon)), (plugin) =>
            findIn([plugin], name.slice(colon + 1))
          )
    }
    return {
      list: plugins,
      get,
      find,
      resolve: (name) =>
        Effect.flatMap(find(name), (found) =>
          Effect.scoped(RcMap.get(models, found)).pipe(
            // A configuration that failed is read again the next time.
            Effect.tapErrorCause(() => RcMap.invalidate(models, found)),
            lockOf(found).withPermits(1)
          )
        )
    }
  })

/** A registry of these plugins. */
export const layer = (
  plugins: ReadonlyArray<ImagePlugin>
): Layer.Layer<ProviderRegistry, PluginError, HttpClient.HttpClient> =>
  Layer.scoped(ProviderRegistry, make(plugins))

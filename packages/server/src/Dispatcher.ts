/**
 * Makes pictures for callers: finds the model, waits for its turn, generates, and loads what was
 * made. Every route and tool of a gateway goes through it.
 */
import * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ImageAsset } from "@easel/core/ImageAsset"
import type { OnEvent, Resolution, Service as Model } from "@easel/core/ImageModel"
import type { ImageResponse } from "@easel/core/ImageEvent"
import { ImageRequest, type Input } from "@easel/core/ImageRequest"
import type { TellPosition } from "@easel/core/Line"
import type { ModelInfo } from "@easel/core/ModelInfo"
import * as PluginConfig from "@easel/core/PluginConfig"
import { queued } from "@easel/core/ProviderEvent"
import type { Receipt } from "@easel/core/Receipt"
import { type Found, type PluginError, ProviderRegistry } from "@easel/core/ProviderRegistry"
import { Admission } from "./Admission.js"
import type { Service as Caller } from "./Caller.js"
import { type GatewayError, ProviderUnavailable } from "./GatewayError.js"
import { isTraced } from "./internal/isTraced.js"
import { tellable } from "./internal/tellable.js"
import { withLoadedPreview } from "./internal/withLoadedPreview.js"

/** What a generation ended with. */
export interface Finished {
  readonly response: ImageResponse
  /** The receipt of the response as it is told in JSON. */
  readonly receipt: typeof Receipt.Encoded
  /** The pictures of the response in its order, loaded. */
  readonly pictures: readonly [ImageAsset, ...ReadonlyArray<ImageAsset>]
}

export interface Options {
  /**
   * Hears what happens before the response; generations wait until it is done. The picture of an
   * `ImagePreview` is here already, and no address.
   */
  readonly onEvent: OnEvent
  /** Runs when its turn has come and its request is known to be good, before anything is sent. */
  readonly onStart?: Effect.Effect<void> | undefined
  /** False: previews are neither loaded nor told. */
  readonly previews: boolean
}

export interface Service {
  /** The model that a request names, by itself or as `provider:model`; without, the default one. */
  readonly find: (model: string | undefined) => Effect.Effect<Found, GatewayError>
  /**
   * Checks a request against its model; sends nothing. `generate` does not check the same object
   * again, so that it must stay as it is.
   */
  readonly resolve: (request: Input) => Effect.Effect<Resolution<unknown>, GatewayError>
  /** Interrupting it closes the sockets and cancels the job. */
  readonly generate: (
    caller: Caller,
    request: Input,
    options: Options
  ) => Effect.Effect<Finished, GatewayError>
}

export class Dispatcher extends Context.Tag("@easel/server/Dispatcher")<Dispatcher, Service>() {}

/** A span costs as much as forty steps of a fiber, so that none is opened for nobody. */
const spanned = <A, E>(generation: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.flatMap(isTraced, (traced) =>
    traced
      ? Effect.withSpan(generation, "Dispatcher.generate", { captureStackTrace: false })
      : generation
  )

/** A request that is good. */
interface Checked {
  readonly model: Model
  /** Under the model's own name. */
  readonly request: ImageRequest
  readonly resolution: Resolution<unknown>
}

/** What is wrong with a provider's setup, in words that name the setting and no secret. */
const unavailable =
  ({ plugin }: Found) =>
  (error: PluginError | ConfigError.ConfigError): ProviderUnavailable =>
    new ProviderUnavailable({
      provider: plugin.id,
      reason: ConfigError.isConfigError(error) ? PluginConfig.describeError(error) : error.reason
    })

/** The pictures of a response, loaded; one alone, as most are, without further fibers. */
const loadAll = (
  { load }: Model,
  [first, ...others]: ImageResponse["images"]
): Effect.Effect<Finished["pictures"], GatewayError> =>
  others.length === 0
    ? Effect.map(load(first), (picture) => [picture])
    : Effect.map(
        Effect.all([load(first), Effect.forEach(others, load, { concurrency: 4 })], {
          concurrency: 2
        }),
        ([picture, pictures]) => [picture, ...pictures]
      )

/** A dispatcher over the providers of the registry. */
export const layer: Layer.Layer<Dispatcher, never, ProviderRegistry | Admission> = Layer.effect(
  Dispatcher,
  Effect.gen(function* () {
    const registry = yield* ProviderRegistry
    const admission = yield* Admission

    const find = (name: string | undefined) => registry.find(name ?? registry.list[0]?.id ?? "")

    /** The registry builds a model once, and keeps it as long as itself. */
    const built = new Map<ModelInfo, Model>()

    const build = (found: Found) =>
      registry.resolve(`${found.plugin.id}:${found.model.name}`).pipe(
        Effect.tap((model) => Effect.sync(() => built.set(found.model, model))),
        Effect.catchTags({ PluginError: unavailable(found), ConfigError: unavailable(found) })
      )

    const checked = new WeakMap<Input, Checked>()

    const check = (input: Input) =>
      Effect.gen(function* () {
        const found = yield* find(input.model)
        const model = built.get(found.model) ?? (yield* build(found))
        const fields = { ...input, model: found.model.name }
        const resolution = yield* model.resolve(fields)
        const request = new ImageRequest(fields, { disableValidation: true })
        const result = { model, request, resolution }
        checked.set(input, result)
        return result
      })

    /** Once for each request, since it is the largest part of the work before anything is sent. */
    const open = (input: Input): Effect.Effect<Checked, GatewayError> => {
      const known = checked.get(input)
      return known === undefined ? check(input) : Effect.succeed(known)
    }

    const make = (model: Model, request: Input, { onEvent, onStart, previews }: Options) =>
      Effect.gen(function* () {
        if (onStart !== undefined) yield* onStart
        const response = yield* model.generate(request, withLoadedPreview(model, previews, onEvent))
        const receipt = yield* tellable(response.receipt)
        const pictures = yield* loadAll(model, response.images)
        return { response, receipt, pictures } satisfies Finished
      })

    const generate: Service["generate"] = (caller, input, options) =>
      Effect.gen(function* () {
        // What will be refused does not wait to hear it.
        const { model, request } = yield* open(input)
        const tell: TellPosition = (position, size) => options.onEvent(queued({ position, size }))
        return yield* admission.run(caller, make(model, request, options), tell)
      }).pipe(spanned)

    return {
      find,
      resolve: (input) => Effect.map(open(input), ({ resolution }) => resolution),
      generate
    }
  })
)

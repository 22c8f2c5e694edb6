/**
 * fal: a job waits in the queue of a model, is asked about until it is done, and names its pictures.
 *
 * ```ts
 * const program = ImageModel.generate({ prompt: "A cat in space" }).pipe(
 *   Effect.provide(Fal.layer({ model: "fal-ai/flux/dev", apiKey: Redacted.make("…") }))
 * )
 * ```
 */
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as ImageModel from "@easel/core/ImageModel"
import * as ImagePlugin from "@easel/core/ImagePlugin"
import type { ModelInfo } from "@easel/core/ModelInfo"
import * as PluginConfig from "@easel/core/PluginConfig"
import * as ServiceClient from "@easel/core/ServiceClient"
import { FalOptions } from "./FalOptions.js"
import { attach, cancel, generate, type Maker } from "./internal/generate.js"
import { models } from "./internal/models.js"
import { explain } from "./internal/refusals.js"

/** The models that Easel knows; the first is the default. */
export { models }

/** Id of the provider. */
export const id = "fal"

/** Address of the queue. */
export const url = "https://queue.fal.run"

const version = "0.1.0"

const defaultPollInterval = Duration.millis(500)

const defaultDeadline = Duration.minutes(10)

/** What can be configured. */
const settings = {
  baseUrl: PluginConfig.url("EASEL_FAL_BASE_URL", url, "Address of the queue"),
  apiKey: PluginConfig.secret(
    "EASEL_FAL_API_KEY",
    "Key of your account at fal; at fal's own address FAL_KEY counts too"
  ),
  proxy: PluginConfig.proxy("EASEL_FAL_PROXY", "Proxy for this provider alone"),
  pollInterval: PluginConfig.duration(
    "EASEL_FAL_POLL_INTERVAL",
    defaultPollInterval,
    "Pause between two questions about a job"
  ),
  deadline: PluginConfig.duration(
    "EASEL_FAL_DEADLINE",
    defaultDeadline,
    "For a whole generation, the queue included"
  )
} satisfies PluginConfig.Settings

const config: Config.Config<Options> = Config.map(
  Config.all([PluginConfig.toConfig(settings), PluginConfig.sharedSecret("FAL_KEY", url)]),
  ([options, shared]) => ({ ...options, apiKey: options.apiKey ?? shared(options.baseUrl) })
)

export interface Options {
  /** Full name of one of `models`, or its alias. Default: the first. */
  readonly model?: string | undefined
  /** Default `https://queue.fal.run`. The addresses that the queue names must lie there too. */
  readonly baseUrl?: URL | undefined
  /** Sent to the origin of `baseUrl` and nowhere else. */
  readonly apiKey?: Redacted.Redacted | undefined
  /** Proxy of this provider alone; needs a `ProxyHttpClient`, as `@easel/node` has one. */
  readonly proxy?: string | undefined
  /** Between two polls. Default 500 ms. */
  readonly pollInterval?: Duration.DurationInput | undefined
  /** For the whole generation. Default 10 minutes. */
  readonly deadline?: Duration.DurationInput | undefined
}

const findModel = (name: string): ModelInfo | ConfigError.ConfigError =>
  models.find(({ names }) => names.includes(name)) ??
  ConfigError.InvalidData(["model"], `fal has no model "${name}" that Easel knows`)

/** Builds the image model. Fails when there is no such model. */
export const make = (options: Options = {}): ReturnType<ImagePlugin.Definition["make"]> =>
  Effect.gen(function* () {
    const info = findModel(options.model ?? models[0].name)
    if (ConfigError.isConfigError(info)) return yield* Effect.fail(info)
    const baseUrl = options.baseUrl ?? new URL(url)
    const { apiKey } = options
    const client = yield* ServiceClient.make({
      provider: id,
      baseUrl: new URL(baseUrl.origin),
      secretHeaders: { authorization: apiKey && Redacted.make(`Key ${Redacted.value(apiKey)}`) },
      proxy: options.proxy,
      explain
    })
    const maker: Maker = {
      client,
      info,
      prefix: baseUrl.pathname.replace(/\/+$/, ""),
      pollInterval: options.pollInterval ?? defaultPollInterval
    }
    return ImageModel.make({
      info,
      version,
      options: FalOptions,
      deadline: options.deadline ?? defaultDeadline,
      generate: (request, emit) => generate(maker, request, emit),
      attach: (jobId, request, emit) => attach(maker, jobId, request, emit),
      cancel: (jobId) => cancel(maker, jobId),
      load: client.load
    })
  })

/** The image model as a layer. */
export const layer = (options: Options = {}): ImagePlugin.ImagePlugin["layer"] =>
  Layer.scoped(ImageModel.ImageModel, make(options))

/** The same, with options that are read from the configuration. */
export const layerConfig = (
  options: Config.Config.Wrap<Options>
): ImagePlugin.ImagePlugin["layer"] =>
  Layer.scoped(ImageModel.ImageModel, Effect.flatMap(Config.unwrap(options), make))

/** The plugin: configured by the variables `EASEL_FAL_…`, and `FAL_KEY` at fal's own address. */
export const plugin: ImagePlugin.ImagePlugin = ImagePlugin.define({
  id,
  version,
  label: "fal",
  homepage: "https://fal.ai/models",
  url,
  apiEndpoint: `${url}/${models[0].name}`,
  models,
  settings,
  options: FalOptions,
  make: (model) => Effect.flatMap(config, (options) => make({ ...options, model: model.name })),
  fake: Effect.promise(() => import("./fake/FalFake.js"))
})

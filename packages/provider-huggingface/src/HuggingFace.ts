/**
 * Hugging Face Inference Providers: one token, and the hub says which provider serves a model.
 *
 * ```ts
 * const program = ImageModel.generate({ prompt: "A cat in space" }).pipe(
 *   Effect.provide(HuggingFace.layer({ token: Redacted.make("hf_…") }))
 * )
 * ```
 */
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import type * as Redacted from "effect/Redacted"
import * as ImageModel from "@easel/core/ImageModel"
import * as ImagePlugin from "@easel/core/ImagePlugin"
import type { ModelInfo } from "@easel/core/ModelInfo"
import * as PluginConfig from "@easel/core/PluginConfig"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import * as ServiceClient from "@easel/core/ServiceClient"
import { HuggingFaceOptions } from "./HuggingFaceOptions.js"
import { throughFal } from "./internal/falQueue.js"
import { findProvider } from "./internal/findProvider.js"
import { models } from "./internal/models.js"
import { inOneCall } from "./internal/oneCall.js"
import { explain } from "./internal/refusals.js"

/** The models that Easel knows; the first is the default. */
export { models }

/** Id of the provider. */
export const id = "huggingface"

/** Address of the router, which hands requests on to the providers. */
export const url = "https://router.huggingface.co"

/** Address of the hub, which says who serves a model. */
export const hubUrl = "https://huggingface.co"

const version = "0.1.0"

const defaultPollInterval = Duration.millis(500)

const defaultDeadline = Duration.minutes(10)

const settings = {
  baseUrl: PluginConfig.url("EASEL_HUGGINGFACE_BASE_URL", url, "Address of the router"),
  hubUrl: PluginConfig.url("EASEL_HUGGINGFACE_HUB_URL", hubUrl, "Address of the hub"),
  token: PluginConfig.secret(
    "EASEL_HUGGINGFACE_TOKEN",
    "Token of your account; at Hugging Face's own router HF_TOKEN counts too"
  ),
  billTo: PluginConfig.text(
    "EASEL_HUGGINGFACE_BILL_TO",
    "Organisation that pays, in place of the account"
  ),
  proxy: PluginConfig.proxy("EASEL_HUGGINGFACE_PROXY", "Proxy for this provider alone"),
  pollInterval: PluginConfig.duration(
    "EASEL_HUGGINGFACE_POLL_INTERVAL",
    defaultPollInterval,
    "Pause between two questions about a job"
  ),
  deadline: PluginConfig.duration(
    "EASEL_HUGGINGFACE_DEADLINE",
    defaultDeadline,
    "For a whole generation, the loading of the model included"
  )
} satisfies PluginConfig.Settings

const config: Config.Config<Options> = Config.map(
  Config.all([PluginConfig.toConfig(settings), PluginConfig.sharedSecret("HF_TOKEN", url)]),
  ([options, shared]) => ({ ...options, token: options.token ?? shared(options.baseUrl) })
)

export interface Options {
  /** Full name of one of `models`, or its alias. Default: the first. */
  readonly model?: string | undefined
  /** The router. Default `https://router.huggingface.co`. */
  readonly baseUrl?: URL | undefined
  /** The hub. Default `https://huggingface.co`; it is not sent the token. */
  readonly hubUrl?: URL | undefined
  /** Sent to the origin of `baseUrl` and nowhere else. */
  readonly token?: Redacted.Redacted | undefined
  /** Organisation that pays. Default: the account of the token. */
  readonly billTo?: string | undefined
  /** Proxy of this provider alone; needs a `ProxyHttpClient`, as `@easel/node` has one. */
  readonly proxy?: string | undefined
  /** Between two polls of a job. Default 500 ms. */
  readonly pollInterval?: Duration.DurationInput | undefined
  /** For the whole generation. Default 10 minutes. */
  readonly deadline?: Duration.DurationInput | undefined
}

const findModel = (name: string): ModelInfo | ConfigError.ConfigError =>
  models.find(({ names }) => names.includes(name)) ??
  ConfigError.InvalidData(["model"], `huggingface has no model "${name}" that Easel knows`)

/** Builds the image model. Fails when there is no such model. */
export const make = (options: Options = {}): ReturnType<ImagePlugin.Definition["make"]> =>
  Effect.gen(function* () {
    const { billTo, pollInterval = defaultPollInterval, proxy, token } = options
    const info = findModel(options.model ?? models[0].name)
    if (ConfigError.isConfigError(info)) return yield* Effect.fail(info)
    const hub = yield* ServiceClient.make({
      provider: id,
      baseUrl: options.hubUrl ?? new URL(hubUrl),
      proxy,
      explain
    })
    const router: ServiceClient.Options = {
      provider: id,
      baseUrl: options.baseUrl ?? new URL(url),
      token,
      headers: billTo === undefined ? {} : { "x-hf-bill-to": billTo },
      proxy,
      explain
    }
    const client = yield* ServiceClient.make(router)
    // Its calls wait for a model that is loaded, and say so.
    const patient = yield* ServiceClient.make({ ...router, retries: 0 })
    return ImageModel.make({
      info,
      version,
      options: HuggingFaceOptions,
      deadline: options.deadline ?? defaultDeadline,
      generate: (request, emit) =>
        Effect.gen(function* () {
          const served = yield* findProvider(hub, info.name, request.options.provider)
          const seed = request.seed ?? (yield* Random.nextIntBetween(0, 2 ** 32))
          const order = { served, request, seed }
          const completed = yield* served.provider === "fal-ai"
            ? throughFal(client, pollInterval, order, emit)
            : inOneCall(patient, order, emit)
          return ProviderEvent.completed({ ...completed, note: `made by ${served.provider}` })
        }),
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

/** The plugin: configured by the variables `EASEL_HUGGINGFACE_…`, and `HF_TOKEN` at its own router. */
export const plugin: ImagePlugin.ImagePlugin = ImagePlugin.define({
  id,
  version,
  label: "Hugging Face Inference Providers",
  homepage: "https://huggingface.co/docs/inference-providers",
  url,
  apiEndpoint: `${url}/hf-inference/models/${models[0].name}`,
  models,
  settings,
  options: HuggingFaceOptions,
  make: (model) => Effect.flatMap(config, (options) => make({ ...options, model: model.name })),
  fake: Effect.promise(() => import("./fake/HuggingFaceFake.js"))
})

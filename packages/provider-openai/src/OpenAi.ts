/**
 * Any host of the OpenAI Images API: OpenAI, LocalAI, vLLM-Omni, SGLang, stable-diffusion.cpp,
 * Together, and gateways.
 *
 * ```ts
 * const program = ImageModel.generate({ prompt: "A cat in space" }).pipe(
 *   Effect.provide(OpenAi.layer({ apiKey: Redacted.make("sk-…") }))
 * )
 * ```
 */
import * as Config from "effect/Config"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as ImageModel from "@easel/core/ImageModel"
import * as ImagePlugin from "@easel/core/ImagePlugin"
import { ModelInfo } from "@easel/core/ModelInfo"
import * as ServiceClient from "@easel/core/ServiceClient"
import { openai, type OpenAiHost } from "./OpenAiHost.js"
import { OpenAiOptions } from "./OpenAiOptions.js"
import { generate } from "./internal/generate.js"
import { id, modelOf, names } from "./internal/models.js"
import { explain } from "./internal/refusals.js"
import * as Settings from "./internal/settings.js"

export { id, modelOf }

/** Address of OpenAI. */
export const url = Settings.serviceUrl

const version = "0.1.0"

const [defaultName, ...otherNames] = names

/** OpenAI's default model. */
export const defaultModel = defaultName

export interface Options {
  /** Default `https://api.openai.com/v1`. */
  readonly baseUrl?: URL | undefined
  /** Sent to the origin of `baseUrl` and nowhere else. */
  readonly apiKey?: Redacted.Redacted | undefined
  /** What answers there, see `OpenAiHost`. Default OpenAI. */
  readonly host?: OpenAiHost | undefined
  /**
   * Name of the model, or all that is known of it; its `provider` is the key of the options, and
   * what errors and receipts say. Default `gpt-image-2`.
   */
  readonly model?: string | ModelInfo | undefined
  /** Proxy of this provider alone; needs a `ProxyHttpClient`, as `@easel/node` has one. */
  readonly proxy?: string | undefined
  /** For the whole generation, silence included. Default 10 minutes. */
  readonly deadline?: Duration.DurationInput | undefined
}

/** Builds the image model. */
export const make = (options: Options = {}): ReturnType<ImagePlugin.Definition["make"]> =>
  Effect.gen(function* () {
    const { host = openai, model = defaultModel } = options
    const info = typeof model === "string" ? modelOf(model, host) : model
    const deadline = options.deadline ?? Settings.defaultDeadline
    const client = yield* ServiceClient.make({
      provider: info.provider,
      baseUrl: options.baseUrl ?? new URL(url),
      token: options.apiKey,
      proxy: options.proxy,
      // All pictures come in one answer, in base64; a string of Node holds 512 MiB.
      maximumJsonBytes: Math.min(info.takes.count * 64, 480) * 2 ** 20,
      // A model that plans says nothing for minutes.
      idleTimeout: deadline,
      explain
    })
    const takesSeed = info.takes.seed !== undefined
    return ImageModel.make({
      info,
      version,
      options: OpenAiOptions,
      deadline,
      generate: (request, emit) => generate(host, client, request, takesSeed, emit),
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

/** The model of the host stands in for OpenAI's default one, and is reached by its name too. */
const configured = (asked: ModelInfo): ReturnType<ImagePlugin.Definition["make"]> =>
  Effect.flatMap(Settings.config, ({ host = openai, model, ...options }) => {
    const name = asked.name === defaultModel ? (model ?? asked.name) : asked.name
    const info = modelOf(name, host)
    const aliases = name === asked.name ? [] : [asked.name]
    return make({ ...options, host, model: new ModelInfo({ ...info, aliases }) })
  })

/** The plugin: configured by the variables `EASEL_OPENAI_…`. */
export const plugin: ImagePlugin.ImagePlugin = ImagePlugin.define({
  id,
  version,
  label: "OpenAI",
  homepage: "https://developers.openai.com/api/docs/guides/image-generation",
  url,
  apiEndpoint: `${url}/images/generations`,
  models: [modelOf(defaultModel), ...otherNames.map((name) => modelOf(name))],
  settings: Settings.settings,
  options: OpenAiOptions,
  make: configured,
  fake: Effect.promise(() => import("./fake/OpenAiFake.js"))
})

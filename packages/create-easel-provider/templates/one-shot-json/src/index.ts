/** Magic Lantern: one call is answered by the picture. */
import {
  GeneratedImage,
  ImageModel,
  ImagePlugin,
  ModelInfo,
  PluginConfig,
  ProviderEvent,
  ServiceClient
} from "@easel/core"
import { Effect, Layer, Random, type Redacted, Schema } from "effect"
import { Answer, type Submission } from "./wire.js"

const id = "magiclantern"
const version = "0.1.0"
const url = "https://api.magic-lantern.example"

/** What the model takes and gives; core refuses every request that does not fit. */
export const model = new ModelInfo.ModelInfo({
  provider: id,
  name: "magic-lantern-1",
  label: "Magic Lantern 1",
  aliases: [],
  working: true,
  supportsStream: false,
  supportsSystemMessage: false,
  supportsMessageHistory: false,
  takes: {
    size: {
      _tag: "SizeList",
      default: { width: 1024, height: 1024 },
      sizes: [
        { width: 1024, height: 1024 },
        { width: 1536, height: 1024 },
        { width: 1024, height: 1536 }
      ]
    },
    negativePrompt: false,
    seed: { minimum: 0, maximum: 2 ** 32 - 1, step: 1 },
    count: 1,
    images: 0,
    mask: false,
    strength: false,
    outputFormats: []
  },
  gives: { queue: false, progress: "None", previews: false, seed: true, cancel: false }
})

/** Parameters that only this service has; an unknown one is refused. */
export const ProviderOptions = Schema.Struct({
  /** How strongly the picture glows, 0 to 1. Default 0.5. */
  glow: Schema.optional(Schema.Number.pipe(Schema.between(0, 1)))
})

declare module "@easel/core/ProviderOptions" {
  interface ProviderOptions {
    readonly magiclantern?: typeof ProviderOptions.Type | undefined
  }
}

/** One table: the `Config`, and what people are shown. */
const settings = {
  baseUrl: PluginConfig.url("EASEL_MAGIC_LANTERN_BASE_URL", url, "Address of the service"),
  apiKey: PluginConfig.secret("EASEL_MAGIC_LANTERN_API_KEY", "Key of your account")
}

/** What can be configured. */
export interface Options {
  /** Default: the address of the service. */
  readonly baseUrl?: URL | undefined
  readonly apiKey?: Redacted.Redacted | undefined
}

/** Builds the image model from plain values. */
export const make = (options: Options = {}): ReturnType<ImagePlugin.Definition["make"]> =>
  Effect.gen(function* () {
    const client = yield* ServiceClient.make({
      provider: id,
      baseUrl: options.baseUrl ?? new URL(url),
      token: options.apiKey
    })
    return ImageModel.make({
      info: model,
      version,
      options: ProviderOptions,
      generate: (request) =>
        Effect.gen(function* () {
          const json: typeof Submission.Type = {
            prompt: request.prompt,
            width: request.width,
            height: request.height,
            seed: request.seed ?? (yield* Random.nextIntBetween(0, 2 ** 32)),
            glow: request.options.glow ?? 0.5
          }
          // The call itself makes the picture: once it may have been made, it is not sent again.
          const { image, seed } = yield* client.json(
            { method: "POST", path: "/images", json, phase: "Submit", repeat: "WhenRefused" },
            Answer
          )
          const picture = yield* GeneratedImage.fromBase64(image, seed)
          return ProviderEvent.completed({ images: [picture], seed })
        }),
      load: client.load
    })
  })

/** The image model as a layer, from plain values. */
export const layer = (options: Options = {}): ImagePlugin.ImagePlugin["layer"] =>
  Layer.scoped(ImageModel.ImageModel, make(options))

/** The plugin: configured by the variables `EASEL_MAGIC_LANTERN_…`. */
export const plugin: ImagePlugin.ImagePlugin = ImagePlugin.define({
  id,
  version,
  label: "Magic Lantern",
  homepage: "https://magic-lantern.example",
  url,
  apiEndpoint: `${url}/images`,
  models: [model],
  settings,
  options: ProviderOptions,
  make: () => Effect.flatMap(PluginConfig.toConfig(settings), make),
  fake: Effect.promise(() => import("./fake/index.js"))
})

export default plugin

/**
 * Stable Diffusion 3.5 Large on the public Hugging Face Space of Stability AI.
 *
 * The Space is a Gradio app on a shared GPU (ZeroGPU): free, with a daily quota for each caller.
 * What is Gradio about it is `@easel/provider-gradio`; here are its inputs and its limits.
 *
 * ```ts
 * const program = ImageModel.generate({ prompt: "A cat wearing a hat" }).pipe(
 *   Effect.provide(Sd35.layer())
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
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import * as GradioSpace from "@easel/provider-gradio/GradioSpace"
import * as HuggingFaceHub from "@easel/provider-gradio/HuggingFaceHub"
import * as Settings from "./internal/settings.js"
import { Sd35Options } from "./Sd35Options.js"

/** Id of the provider. */
export const id = "sd35"

/** For people. */
export const label = "StabilityAI SD-3.5-Large"

/** Address of the Space. */
export const url = Settings.spaceUrl

const api = "infer"

/** Where a job is submitted, below the address. */
export const apiEndpoint = `${GradioSpace.defaultPrefix}/call/${api}`

/** The only model. */
export const defaultModel = "stabilityai-stable-diffusion-3-5-large"

const version = "0.1.0"

/**
 * What the model takes and gives, from the sliders of the Space. Its own page starts with 40 steps;
 * 50 is the default of the seed document, and the most that the Space allows.
 */
export const model = new ModelInfo({
  provider: id,
  name: defaultModel,
  label,
  aliases: ["sd-3.5", "sd-3.5-large"],
  working: true,
  supportsStream: false,
  supportsSystemMessage: false,
  supportsMessageHistory: false,
  takes: {
    size: {
      _tag: "SizeRange",
      default: { width: 1024, height: 1024 },
      minimum: 512,
      maximum: 1024,
      multiple: 32
    },
    negativePrompt: true,
    seed: { minimum: 0, maximum: 2_147_483_647, step: 1 },
    steps: { minimum: 1, maximum: 50, step: 1, default: 50 },
    guidanceScale: { minimum: 0, maximum: 7.5, step: 0.1, default: 4.5 },
    count: 1,
    images: 0,
    mask: false,
    strength: false,
    outputFormats: []
  },
  gives: { queue: true, progress: "Fraction", previews: true, seed: true, cancel: true }
})

export interface Options extends Omit<
  Partial<GradioSpace.Options>,
  "provider" | "token" | "tokenHint"
> {
  /** Hugging Face token; sent to the origin of `baseUrl` and nowhere else. */
  readonly apiKey?: Redacted.Redacted | undefined
  /** For the whole generation. Default 5 minutes. */
  readonly deadline?: Duration.DurationInput | undefined
}

/** The inputs of the Space's `infer`, in the order of its components. */
const inputs = (request: ResolvedRequest<Sd35Options>): ReadonlyArray<unknown> => [
  request.prompt,
  request.negativePrompt ?? "",
  request.seed ?? 0,
  request.options.randomizeSeed ?? request.seed === undefined,
  request.width,
  request.height,
  request.guidanceScale,
  request.steps
]

/** Its outputs are the picture and the seed. */
const seedOutput = 1

const isOriginal = ({ origin }: URL): boolean => origin === new URL(url).origin

/** Builds the image model. */
export const make = (options: Options = {}): ReturnType<ImagePlugin.Definition["make"]> =>
  Effect.gen(function* () {
    const baseUrl = options.baseUrl ?? new URL(url)
    const { apiKey: token, proxy } = options
    // The hub knows whether the Space itself sleeps; of a copy only its own pages tell.
    const isOriginal = baseUrl.origin === new URL(url).origin
    const hub = isOriginal ? yield* HuggingFaceHub.make({ provider: id, token, proxy }) : undefined
    const space = yield* GradioSpace.make({
      stage: hub?.stage(Settings.spaceId),
      ...options,
      provider: id,
      baseUrl,
      token,
      tokenHint: Settings.tokenHint
    })
    return ImageModel.make({
      info: model,
      version,
      options: Sd35Options,
      deadline: options.deadline ?? Settings.defaultDeadline,
      generate: (request, emit) => space.generate({ api, data: inputs(request), seedOutput }, emit),
      cancel: (jobId) => space.cancel(api, jobId),
      load: space.load
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

/** The plugin: configured by the variables `EASEL_SD35_…`. */
export const plugin: ImagePlugin.ImagePlugin = ImagePlugin.define({
  id,
  version,
  label,
  homepage: "https://huggingface.co/spaces/stabilityai/stable-diffusion-3.5-large",
  url,
  apiEndpoint: url + apiEndpoint,
  models: [model],
  settings: Settings.settings,
  options: Sd35Options,
  make: () => Effect.flatMap(Settings.config, make),
  // A copy may spend another's.
  account: Effect.flatMap(Settings.config, ({ apiKey, baseUrl, proxy }) =>
    isOriginal(baseUrl)
      ? HuggingFaceHub.account({ provider: id, token: apiKey, proxy })
      : Effect.succeed(undefined)
  ),
  fake: Effect.promise(() => import("./fake/Sd35Fake.js"))
})

/**
 * ComfyUI: a workflow is put into the queue of a server of one's own, a web socket tells of its steps
 * and previews, the pictures are fetched.
 *
 * ```ts
 * const program = ImageModel.generate({ prompt: "A cat in space" }).pipe(
 *   Effect.provide(ComfyUi.layer({ checkpoint: "sd_xl_base_1.0.safetensors" }))
 * )
 * ```
 */
import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as ImageModel from "@easel/core/ImageModel"
import * as ImagePlugin from "@easel/core/ImagePlugin"
import { ModelInfo } from "@easel/core/ModelInfo"
import * as ServiceClient from "@easel/core/ServiceClient"
import { ComfyUiOptions } from "./ComfyUiOptions.js"
import { explain } from "./internal/explain.js"
import { cancel } from "./internal/follow.js"
import { attach, generate, type Maker } from "./internal/generate.js"
import { makeFindCheckpoint } from "./internal/prepare.js"
import * as Settings from "./internal/settings.js"

/** Id of the provider. */
export const id = "comfyui"

/** Where a server of one's own listens. */
export const url = Settings.localUrl

/** Where a job is submitted. */
export const apiEndpoint = `${url}/prompt`

/** The only model: what it can do depends on the workflow. */
export const defaultModel = "comfyui-workflow"

const version = "0.1.0"

/**
 * What a workflow takes and gives. What a workflow of one's own has no input for is refused by name;
 * steps and guidance scale are the workflow's own unless a request says otherwise.
 */
export const model = new ModelInfo({
  provider: id,
  name: defaultModel,
  label: "ComfyUI workflow",
  aliases: [],
  working: true,
  supportsStream: false,
  supportsSystemMessage: false,
  supportsMessageHistory: false,
  takes: {
    size: {
      _tag: "SizeRange",
      default: { width: 1024, height: 1024 },
      minimum: 64,
      maximum: 4096,
      multiple: 8
    },
    negativePrompt: true,
    seed: { minimum: 0, maximum: Number.MAX_SAFE_INTEGER, step: 1 },
    steps: { minimum: 1, maximum: 1000, step: 1 },
    guidanceScale: { minimum: 0, maximum: 100 },
    count: 16,
    images: 1,
    mask: true,
    strength: true,
    outputFormats: []
  },
  gives: {
    queue: true,
    progress: "Fraction",
    previews: true,
    seed: true,
    cancel: true,
    attach: true
  }
})

export interface Options {
  /** Default `http://127.0.0.1:8188`. */
  readonly baseUrl?: URL | undefined
  /** Sent to the origin of `baseUrl` and nowhere else. */
  readonly token?: Redacted.Redacted | undefined
  /** For requests that name none. Default: the first that the server has. */
  readonly checkpoint?: string | undefined
  /** Between two questions, where the web socket says nothing. Default 1 second. */
  readonly pollInterval?: Duration.DurationInput | undefined
  /** For the whole generation. Default 30 minutes. */
  readonly deadline?: Duration.DurationInput | undefined
}

/** Builds the image model. */
export const make = (options: Options = {}): ReturnType<ImagePlugin.Definition["make"]> =>
  Effect.gen(function* () {
    const baseUrl = options.baseUrl ?? new URL(url)
    const client = yield* ServiceClient.make({
      provider: id,
      baseUrl,
      token: options.token,
      explain
    })
    const pause = Duration.decode(options.pollInterval ?? "1 second")
    const findCheckpoint =
      options.checkpoint === undefined
        ? makeFindCheckpoint(client)
        : Effect.succeed(options.checkpoint)

    const maker: Maker = { client, findCheckpoint, pause }
    return ImageModel.make({
      info: model,
      version,
      options: ComfyUiOptions,
      deadline: options.deadline ?? Settings.defaultDeadline,
      generate: (request, emit) => generate(maker, request, emit),
      attach: (jobId, request, emit) => attach(maker, jobId, request, emit),
      cancel: (jobId) => cancel(client, jobId),
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

/** The plugin: configured by the variables `EASEL_COMFYUI_…`. */
export const plugin: ImagePlugin.ImagePlugin = ImagePlugin.define({
  id,
  version,
  label: "ComfyUI",
  homepage: "https://github.com/Comfy-Org/ComfyUI",
  url,
  apiEndpoint,
  models: [model],
  settings: Settings.settings,
  options: ComfyUiOptions,
  make: () => Effect.flatMap(Settings.config, make),
  fake: Effect.promise(() => import("./fake/ComfyUiFake.js"))
})

/**
 * The sdapi interface of AUTOMATIC1111, Forge, SD.Next and stable-diffusion.cpp: one call makes the
 * picture; beside it the server is asked how the task is doing, by an id of one's own.
 *
 * ```ts
 * const program = ImageModel.generate({ prompt: "A cat in space" }).pipe(
 *   Effect.provide(SdApi.layer())
 * )
 * ```
 */
import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import type { ImageError } from "@easel/core/ImageError"
import * as ImageModel from "@easel/core/ImageModel"
import * as ImagePlugin from "@easel/core/ImagePlugin"
import { ModelInfo } from "@easel/core/ModelInfo"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import * as ServiceClient from "@easel/core/ServiceClient"
import { checkNames } from "./internal/checkNames.js"
import { explain } from "./internal/explain.js"
import * as Settings from "./internal/settings.js"
import { submission } from "./internal/submission.js"
import { cancel, makeAsk } from "./internal/Task.js"
import { watch } from "./internal/watch.js"
import { Answer, Info } from "./internal/wire.js"
import { SdApiOptions } from "./SdApiOptions.js"

/** Id of the provider. */
export const id = "sdapi"

/** Where a server of one's own listens. */
export const url = Settings.localUrl

/** Where a job is submitted. */
export const apiEndpoint = `${url}/sdapi/v1/txt2img`

/** The only model: the checkpoint that the server has loaded, or the one that a request names. */
export const defaultModel = "sdapi-checkpoint"

const version = "0.1.0"

/** What a server takes and gives. Steps and guidance scale are its own unless a request says otherwise. */
export const model = new ModelInfo({
  provider: id,
  name: defaultModel,
  label: "Checkpoint of a Stable Diffusion web UI",
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
      maximum: 2048,
      multiple: 8
    },
    negativePrompt: true,
    seed: { minimum: 0, maximum: 2 ** 32 - 1, step: 1 },
    steps: { minimum: 1, maximum: 150, step: 1 },
    guidanceScale: { minimum: 0, maximum: 30 },
    count: 8,
    images: 1,
    mask: true,
    strength: true,
    outputFormats: []
  },
  gives: { queue: true, progress: "Fraction", previews: true, seed: true, cancel: true }
})

export interface Options {
  /** Default `http://127.0.0.1:7860`. */
  readonly baseUrl?: URL | undefined
  /** User name, where the server has `--api-auth`. */
  readonly user?: string | undefined
  /** Sent to the origin of `baseUrl` and nowhere else. */
  readonly password?: Redacted.Redacted | undefined
  /** Between two questions about progress. Default 500 milliseconds. */
  readonly pollInterval?: Duration.DurationInput | undefined
  /** For the whole generation. Default 30 minutes. */
  readonly deadline?: Duration.DurationInput | undefined
}

/** The credential of HTTP Basic. */
const basic = ({ password, user = "" }: Options): Redacted.Redacted | undefined =>
  password === undefined
    ? undefined
    : Redacted.make(`Basic ${Encoding.encodeBase64(`${user}:${Redacted.value(password)}`)}`)

const chooseNumber = Random.nextIntBetween(0, 2 ** 32)

/** Builds the image model. */
export const make = (options: Options = {}): ReturnType<ImagePlugin.Definition["make"]> =>
  Effect.gen(function* () {
    const client = yield* ServiceClient.make({
      provider: id,
      baseUrl: options.baseUrl ?? new URL(url),
      secretHeaders: { authorization: basic(options) },
      // All pictures come in one answer, in base64; a string of Node holds 512 MiB.
      maximumJsonBytes: Math.min(model.takes.count * 64, 480) * 2 ** 20,
      explain
    })
    const interval = Duration.decode(options.pollInterval ?? "500 millis")

    const generate = (
      request: ResolvedRequest<SdApiOptions>,
      emit: ProviderEvent.Emit
    ): Effect.Effect<ProviderEvent.Completed, ImageError> =>
      Effect.gen(function* () {
        const options = yield* checkNames(client, request.options)
        const seed = request.seed ?? (yield* chooseNumber)
        const name = [yield* chooseNumber, yield* chooseNumber].map((each) => each.toString(36))
        const taskId = `task(easel-${name.join("")})`
        // The call itself makes the picture: once it may have been made, it is not sent again.
        const call = client.json(
          {
            method: "POST",
            ...submission({ ...request, options }, seed, taskId),
            phase: "Submit",
            repeat: "WhenRefused"
          },
          Answer
        )
        const { images, info } = yield* watch(call, taskId, makeAsk(client), interval, emit)
        const used = Option.getOrUndefined(Schema.decodeUnknownOption(Info)(info))
        const pictures = yield* Effect.forEach(images ?? [], (picture, index) =>
          GeneratedImage.fromBase64(picture, used?.all_seeds[index])
        )
        return ProviderEvent.completed({ images: pictures, seed: used?.seed ?? seed })
      })

    return ImageModel.make({
      info: model,
      version,
      options: SdApiOptions,
      deadline: options.deadline ?? Settings.defaultDeadline,
      generate,
      cancel: (taskId) => cancel(client, taskId),
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

/** The plugin: configured by the variables `EASEL_SDAPI_…`. */
export const plugin: ImagePlugin.ImagePlugin = ImagePlugin.define({
  id,
  version,
  label: "Stable Diffusion web UI",
  homepage: "https://github.com/AUTOMATIC1111/stable-diffusion-webui/wiki/API",
  url,
  apiEndpoint,
  models: [model],
  settings: Settings.settings,
  options: SdApiOptions,
  make: () => Effect.flatMap(Settings.config, make),
  fake: Effect.promise(() => import("./fake/SdApiFake.js"))
})

/**
 * ImageLabs: submit a prompt, ask each second how the job is doing, fetch the picture.
 *
 * The service has one model and no published interface; what is sent and read here was seen in its
 * public clients.
 *
 * ```ts
 * const program = ImageModel.generate({ prompt: "A cat in space" }).pipe(
 *   Effect.provide(ImageLabs.layer())
 * )
 * ```
 */
import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type { GeneratedImage } from "@easel/core/GeneratedImage"
import { AssetError, type ImageError } from "@easel/core/ImageError"
import * as ImageModel from "@easel/core/ImageModel"
import * as ImagePlugin from "@easel/core/ImagePlugin"
import { ModelInfo } from "@easel/core/ModelInfo"
import * as ServiceClient from "@easel/core/ServiceClient"
import { ImageLabsOptions } from "./ImageLabsOptions.js"
import { checkBrowser, checkInterval } from "./internal/checkOptions.js"
import { attach, generate } from "./internal/generate.js"
import { blockedHint, explain } from "./internal/refusals.js"
import * as Settings from "./internal/settings.js"

/** Id of the provider. */
export const id = "imagelabs"

/** Address of the service. */
export const url = Settings.serviceUrl

/** Where a job is submitted. */
export const apiEndpoint = `${url}/txt2img`

/** The only model. */
export const defaultModel = "sdxl-turbo"

/**
 * The model that the service uses, whatever was asked for. `ImageModel` is stricter: a request for
 * another model is a `ModelNotFound`, or a `Warning` when the caller is lenient.
 */
export const getModel = (_model: string): typeof defaultModel => defaultModel

const version = "0.1.0"

/**
 * What the model takes and gives. The service documents no limits: the sizes are multiples of 8, as
 * models of this family need them, and the bounds are Easel's own.
 */
export const model = new ModelInfo({
  provider: id,
  name: defaultModel,
  label: "ImageLabs SDXL Turbo",
  aliases: [],
  working: true,
  supportsStream: false,
  supportsSystemMessage: false,
  supportsMessageHistory: false,
  takes: {
    size: {
      _tag: "SizeRange",
      default: { width: 1152, height: 896 },
      minimum: 64,
      maximum: 2048,
      multiple: 8
    },
    negativePrompt: true,
    seed: { minimum: 0, maximum: Number.MAX_SAFE_INTEGER, step: 1 },
    count: 1,
    images: 0,
    mask: false,
    strength: false,
    outputFormats: []
  },
  gives: {
    queue: false,
    progress: "Fraction",
    previews: false,
    seed: true,
    cancel: false,
    attach: true
  }
})

/**
 * What a browser showed to Cloudflare. The two are one unit: a clearance cookie counts only with
 * the user agent under which it was issued.
 */
export interface Browser {
  /** The cookie header: `session`, `cf_clearance` and `__ga`. */
  readonly cookie: Redacted.Redacted
  readonly userAgent: Redacted.Redacted
}

export interface Options {
  /** Default `https://editor.imagelabs.net`. */
  readonly baseUrl?: URL | undefined
  /** Sent to the origin of `baseUrl` and nowhere else. Default: a browser without cookies. */
  readonly browser?: Browser | undefined
  /** Proxy of this provider alone; needs a `ProxyHttpClient`, as `@easel/node` has one. */
  readonly proxy?: string | undefined
  /** Between two polls. Default 1 second, and not less than `pollFloor`. */
  readonly pollInterval?: Duration.DurationInput | undefined
  /** The shortest `pollInterval`. Default 1 second; lower it for a stand-in server only. */
  readonly pollFloor?: Duration.DurationInput | undefined
  /** For one poll; one that takes longer counts as failed. Default 30 seconds. */
  readonly pollTimeout?: Duration.DurationInput | undefined
  /** For the whole generation. Default 10 minutes. */
  readonly deadline?: Duration.DurationInput | undefined
}

const plainUserAgent =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"

/** The headers that public clients of the service send. */
const headersOf = (baseUrl: URL) => {
  const everywhere = {
    origin: baseUrl.origin,
    referer: baseUrl.href.replace(/\/+$/, ""),
    "user-agent": plainUserAgent
  }
  const home = {
    ...everywhere,
    "accept-language": "en-US,en;q=0.9",
    "cache-control": "no-cache",
    "x-requested-with": "XMLHttpRequest"
  }
  return { everywhere, home }
}

/** Says what can be done about a picture that the service keeps back, unless it lies elsewhere. */
const withHint = (error: ImageError, { source }: GeneratedImage, baseUrl: URL): ImageError =>
  error._tag === "AssetError" &&
  error.reason === "Forbidden" &&
  source._tag === "Url" &&
  new URL(source.url, baseUrl).origin === baseUrl.origin
    ? new AssetError({
        ...error,
        description: `${error.description}; if Cloudflare blocks it, ${blockedHint}`
      })
    : error

/** Builds the image model. Fails when the options contradict each other. */
export const make = (options: Options = {}): ReturnType<ImagePlugin.Definition["make"]> =>
  Effect.gen(function* () {
    const baseUrl = options.baseUrl ?? new URL(url)
    const headers = headersOf(baseUrl)
    const following = {
      interval: yield* checkInterval(options),
      timeout: Duration.decode(options.pollTimeout ?? "30 seconds")
    }
    const client = yield* ServiceClient.make({
      provider: id,
      baseUrl,
      headers: headers.home,
      pictureHeaders: headers.everywhere,
      secretHeaders: yield* checkBrowser(options),
      proxy: options.proxy,
      explain,
      blockedHint
    })
    return ImageModel.make({
      info: model,
      version,
      options: ImageLabsOptions,
      deadline: options.deadline ?? Settings.defaultDeadline,
      generate: (request, emit) => generate(client, following, request, emit),
      attach: (jobId, request, emit) => attach(client, following, jobId, request, emit),
      load: (image) =>
        Effect.mapError(client.load(image), (error) => withHint(error, image, baseUrl))
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

/** The plugin: configured by the variables `EASEL_IMAGELABS_…`. */
export const plugin: ImagePlugin.ImagePlugin = ImagePlugin.define({
  id,
  version,
  label: "ImageLabs",
  homepage: url,
  url,
  apiEndpoint,
  models: [model],
  settings: Settings.settings,
  options: ImageLabsOptions,
  make: () => Effect.flatMap(Settings.config, make),
  fake: Effect.promise(() => import("./fake/ImageLabsFake.js"))
})

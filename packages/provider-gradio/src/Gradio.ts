/**
 * Any Gradio Space by its name or address: what it offers is asked, arguments are checked against it,
 * and its queue, steps and intermediate pictures are told.
 *
 * ```ts
 * const program = ImageModel.generate({ prompt: "A cat in space" }).pipe(
 *   Effect.provide(Gradio.layer({ space: "owner/name", api: "infer" }))
 * )
 * ```
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { HostResolver } from "@easel/core/AddressPolicy"
import { type ImageError, InvalidRequest } from "@easel/core/ImageError"
import * as ImageModel from "@easel/core/ImageModel"
import * as ImagePlugin from "@easel/core/ImagePlugin"
import { ModelInfo } from "@easel/core/ModelInfo"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import { GradioOptions } from "./GradioOptions.js"
import * as GradioSpace from "./GradioSpace.js"
import * as HuggingFaceHub from "./HuggingFaceHub.js"
import { chooseEndpoint } from "./internal/chooseEndpoint.js"
import { fillInputs } from "./internal/fillInputs.js"
import { addressOf, findSpace, type Place } from "./internal/findSpace.js"
import { pictureValue } from "./internal/placePictures.js"
import * as Settings from "./internal/settings.js"

/** Id of the provider. */
export const id = "gradio"

/** Where Spaces are found by name. */
export const url = "https://huggingface.co/spaces"

/** The only model: what it can do depends on the Space. */
export const defaultModel = "gradio-space"

const version = "0.1.0"

const usualSize = { width: 1024, height: 1024 }

/**
 * What a Space takes and gives. What the function that is called has no input for is refused by name;
 * steps and guidance scale are the Space's own unless a request says otherwise.
 */
export const model = new ModelInfo({
  provider: id,
  name: defaultModel,
  label: "Gradio Space",
  aliases: [],
  working: true,
  supportsStream: false,
  supportsSystemMessage: false,
  supportsMessageHistory: false,
  takes: {
    size: { _tag: "SizeRange", default: usualSize, minimum: 64, maximum: 4096, multiple: 8 },
    negativePrompt: true,
    seed: { minimum: 0, maximum: Number.MAX_SAFE_INTEGER, step: 1 },
    steps: { minimum: 1, maximum: 1000, step: 1 },
    guidanceScale: { minimum: 0, maximum: 100 },
    count: 16,
    images: 16,
    mask: true,
    strength: true,
    outputFormats: []
  },
  gives: { queue: true, progress: "Fraction", previews: true, seed: true, cancel: true }
})

export interface Options {
  /** For requests that name none: `"owner/name"`, or an address, also one in a private network. */
  readonly space?: string | undefined
  /** Function of that Space, where it has several that make pictures. */
  readonly api?: string | undefined
  /** Hugging Face token; sent to the hub, to Spaces on `hf.space`, and to the Space above. */
  readonly token?: Redacted.Redacted | undefined
  /** The same for the hub and Spaces on `hf.space` alone. */
  readonly sharedToken?: Redacted.Redacted | undefined
  /** The hub. Default `https://huggingface.co`. */
  readonly hubUrl?: URL | undefined
  /** Proxy of this provider alone; needs a `ProxyHttpClient`, as `@easel/node` has one. */
  readonly proxy?: string | undefined
  /** Between two visits to a Space that wakes. Default 5 seconds. */
  readonly wakeInterval?: Duration.DurationInput | undefined
  /** For the whole generation. Default 10 minutes. */
  readonly deadline?: Duration.DurationInput | undefined
}

/** Characters of what a Space offers, in an error. */
const longest = 900

const isOfHuggingFace = ({ hostname, protocol }: URL): boolean =>
  protocol === "https:" && hostname.endsWith(".hf.space")

const isConfigured = ({ origin }: URL, { space = "" }: Options): boolean =>
  origin === addressOf(space)?.origin

/** Where pictures of Spaces may need the token. */
const isTrusted = (address: URL, options: Options): boolean =>
  isOfHuggingFace(address) || isConfigured(address, options)

/** The token, as far as the server at an address is meant to have it. */
const credentials = (address: URL, options: Options) => {
  const { hubUrl, sharedToken, token } = options
  const known = token ?? sharedToken
  if (isOfHuggingFace(address)) {
    // Unlike `authorization`, this header ends at Hugging Face, and the Space's program never sees it.
    const header = known && Redacted.make(`Bearer ${Redacted.value(known)}`)
    return { secretHeaders: { "x-hf-authorization": header } }
  }
  if (address.origin === hubUrl?.origin) return { token: known }
  return isConfigured(address, options) ? { token } : {}
}

/** Builds the image model. */
export const make = (options: Options = {}): ReturnType<ImagePlugin.Definition["make"]> =>
  Effect.gen(function* () {
    const hubUrl = options.hubUrl ?? new URL(HuggingFaceHub.url)
    const { proxy } = options
    const hub = yield* HuggingFaceHub.make({
      provider: id,
      baseUrl: hubUrl,
      token: options.token ?? options.sharedToken,
      proxy
    })
    // A proxy looks names up by itself.
    const resolver = proxy === undefined ? yield* Effect.serviceOption(HostResolver) : Option.none()
    const finder = { hub, hubUrl, configured: options.space, resolver }
    const context = yield* Effect.context<HttpClient.HttpClient>()

    /** A Space, as long as the scope is open. What its building could fail with has failed the hub's. */
    const open = ({ id: name, url: address }: Place) => {
      const baseUrl = new URL(address)
      return GradioSpace.make({
        provider: id,
        baseUrl,
        ...credentials(baseUrl, { ...options, hubUrl }),
        proxy,
        tokenHint: Settings.tokenHint,
        wakeInterval: options.wakeInterval,
        stage: name === undefined ? undefined : hub.stage(name)
      }).pipe(
        Effect.orDie,
        Effect.mapInputContext((scope: Context.Context<Scope.Scope>) =>
          Context.merge(context, scope)
        )
      )
    }
    const generate = (
      request: ResolvedRequest<GradioOptions>,
      emit: ProviderEvent.Emit
    ): Effect.Effect<ProviderEvent.Completed, ImageError> =>
      Effect.gen(function* () {
        const place = yield* findSpace(finder, request.options.space)
        const space = yield* open(place)
        const { endpoints, prefix } = yield* space.describe(emit)
        /** A refusal names what the Space offers, in its words. */
        const allow = <A>(checked: Either.Either<A, InvalidRequest>) =>
          Effect.mapError(
            checked,
            ({ legal, option, reason }) =>
              new InvalidRequest({
                option,
                reason: space.scrub(reason).slice(0, longest),
                legal: legal && space.scrub(legal).slice(0, longest)
              })
          )
        // The setting's function belongs to the setting's Space.
        const configuredApi = request.options.space === undefined ? options.api : undefined
        const endpoint = yield* allow(
          chooseEndpoint(endpoints, request.options.api ?? configuredApi)
        )
        // Refuses before anything is uploaded.
        const chance = yield* Random.next
        const filled = yield* allow(fillInputs(endpoint, { request, usualSize, chance }))
        const { changes, data, pictures, seed } = filled
        const upload = (bytes: Uint8Array) => space.upload(bytes, prefix)
        for (const { images, layers, place: input } of pictures) {
          const uploaded = yield* Effect.forEach(images, upload)
          const above = yield* Effect.forEach(layers, upload)
          data[input.position] = pictureValue(input, uploaded, above)
        }
        if (changes.length > 0) {
          yield* emit(ProviderEvent.warning("Unsupported", space.scrub(changes.join("; "))))
        }
        const { api, seedOutput } = endpoint
        /** Outlives this scope, as the job does. */
        const stop = (jobId: string) =>
          Effect.scoped(Effect.flatMap(open(place), ({ cancel }) => cancel(api, jobId)))
        const tell: ProviderEvent.Emit = (event) =>
          emit(
            event._tag === "Accepted"
              ? ProviderEvent.accepted(event.jobId, stop(event.jobId))
              : event
          )
        const completed = yield* space.generate({ api, data, prefix, seedOutput }, tell)
        return ProviderEvent.completed({ ...completed, seed: completed.seed ?? seed ?? "unknown" })
      }).pipe(Effect.scoped)

    return ImageModel.make({
      info: model,
      version,
      options: GradioOptions,
      deadline: options.deadline ?? Settings.defaultDeadline,
      generate,
      // What lies at no Space that is trusted is public, and fetched without credentials.
      load: (image) => {
        const { source } = image
        const address =
          source._tag === "Url" && URL.canParse(source.url) ? new URL(source.url) : hubUrl
        return isTrusted(address, options)
          ? Effect.scoped(
              Effect.flatMap(open({ url: address.origin, id: undefined }), ({ load }) =>
                load(image)
              )
            )
          : hub.load(image)
      }
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

/** The plugin: configured by the variables `EASEL_GRADIO_…`, and `HF_TOKEN` at Hugging Face. */
export const plugin: ImagePlugin.ImagePlugin = ImagePlugin.define({
  id,
  version,
  label: "Gradio Space",
  homepage: url,
  url,
  apiEndpoint: `https://owner-name.hf.space${GradioSpace.defaultPrefix}/call/{api}`,
  models: [model],
  settings: Settings.settings,
  options: GradioOptions,
  make: () => Effect.flatMap(Settings.config, make),
  account: Effect.flatMap(Settings.config, ({ hubUrl, proxy, sharedToken, token = sharedToken }) =>
    HuggingFaceHub.account({ provider: id, baseUrl: hubUrl, token, proxy })
  ),
  fake: Effect.promise(() => import("./fake/GradioFake.js"))
})

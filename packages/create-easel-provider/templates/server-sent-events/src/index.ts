/** Magic Lantern: one call, answered by events that end with the picture. */
import {
  GeneratedImage,
  ImageError,
  ImageModel,
  ImagePlugin,
  ModelInfo,
  PluginConfig,
  ProviderEvent,
  ServerSentEvents,
  ServiceClient
} from "@easel/core"
import { Effect, Layer, Option, Random, type Redacted, Schema } from "effect"
import { events, type Submission } from "./wire.js"

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
      _tag: "SizeRange",
      default: { width: 1024, height: 1024 },
      minimum: 256,
      maximum: 1536,
      multiple: 16
    },
    negativePrompt: false,
    seed: { minimum: 0, maximum: 2 ** 32 - 1, step: 1 },
    count: 1,
    images: 0,
    mask: false,
    strength: false,
    outputFormats: []
  },
  gives: { queue: true, progress: "Fraction", previews: true, seed: true, cancel: false }
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

    const text = (words: string) => ServiceClient.clean(client.scrub(words))

    /** The data of an event by its schema. */
    const read = <A, I>(schema: Schema.Schema<A, I>, event: ServerSentEvents.ServerSentEvent) =>
      Effect.mapError(
        ServerSentEvents.decodeJson(schema)(event),
        () =>
          new ImageError.ResponseParseError({
            expected: "an event of this service",
            excerpt: text(event.data)
          })
      )

    /** Tells what an event means; the last one gives the result. */
    const handle = (
      event: ServerSentEvents.ServerSentEvent,
      emit: ProviderEvent.Emit
    ): Effect.Effect<Option.Option<ProviderEvent.Completed>, ImageError.ImageError> =>
      Effect.gen(function* () {
        switch (event.event) {
          case "accepted": {
            const { id } = yield* read(events.accepted, event)
            yield* emit(ProviderEvent.accepted(id))
            return Option.none()
          }
          case "queued":
            yield* emit(ProviderEvent.queued(yield* read(events.queued, event)))
            return Option.none()
          case "step": {
            const { step, total } = yield* read(events.step, event)
            yield* emit(ProviderEvent.progress({ fraction: step / total, step, total }))
            return Option.none()
          }
          case "preview": {
            const { image } = yield* read(events.preview, event)
            yield* emit(ProviderEvent.preview(GeneratedImage.fromEncoded(image)))
            return Option.none()
          }
          case "finished": {
            const { image, seed } = yield* read(events.finished, event)
            const picture = GeneratedImage.fromEncoded(image, seed)
            return Option.some(ProviderEvent.completed({ images: [picture], seed }))
          }
          case "failed": {
            const message = text((yield* read(events.failed, event)).error)
            return yield* ImageError.ResponseError.of({ reason: "Server", message })
          }
          default:
            return Option.none()
        }
      })

    return ImageModel.make({
      info: model,
      version,
      options: ProviderOptions,
      generate: (request, emit) =>
        Effect.gen(function* () {
          const json: typeof Submission.Type = {
            prompt: request.prompt,
            width: request.width,
            height: request.height,
            seed: request.seed ?? (yield* Random.nextIntBetween(0, 2 ** 32)),
            glow: request.options.glow ?? 0.5
          }
          // The call itself makes the picture: once it may have begun, it is not sent again.
          return yield* client.followEvents(
            { method: "POST", path: "/generate", json, phase: "Wait", repeat: "WhenRefused" },
            (event) => handle(event, emit)
          )
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
  apiEndpoint: `${url}/generate`,
  models: [model],
  settings,
  options: ProviderOptions,
  make: () => Effect.flatMap(PluginConfig.toConfig(settings), make),
  fake: Effect.promise(() => import("./fake/index.js"))
})

export default plugin

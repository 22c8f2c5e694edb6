/** Magic Lantern: submit a job, ask how it is doing, fetch its picture. */
import {
  GeneratedImage,
  ImageError,
  ImageModel,
  ImagePlugin,
  ModelInfo,
  PluginConfig,
  Polling,
  ProviderEvent,
  ServiceClient
} from "@easel/core"
import { Duration, Effect, Layer, Option, Random, type Redacted, Schema } from "effect"
import { JobState, type Submission, Submitted } from "./wire.js"

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
  gives: { queue: true, progress: "Fraction", previews: false, seed: true, cancel: true }
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
  apiKey: PluginConfig.secret("EASEL_MAGIC_LANTERN_API_KEY", "Key of your account"),
  pollInterval: PluginConfig.duration(
    "EASEL_MAGIC_LANTERN_POLL_INTERVAL",
    Duration.seconds(1),
    "Pause between two questions about a job"
  )
}

/** What can be configured. */
export interface Options {
  /** Default: the address of the service. */
  readonly baseUrl?: URL | undefined
  readonly apiKey?: Redacted.Redacted | undefined
  /** Default 1 second. */
  readonly pollInterval?: Duration.DurationInput | undefined
}

/** Builds the image model from plain values. */
export const make = (options: Options = {}): ReturnType<ImagePlugin.Definition["make"]> =>
  Effect.gen(function* () {
    const client = yield* ServiceClient.make({
      provider: id,
      baseUrl: options.baseUrl ?? new URL(url),
      token: options.apiKey
    })
    const path = (jobId: string) => `/jobs/${encodeURIComponent(jobId)}`

    /** Asks until the job names its picture, and tells how it is doing meanwhile. */
    const follow = (jobId: string, emit: ProviderEvent.Emit) =>
      Polling.until(
        client.json({ method: "GET", path: path(jobId), phase: "Wait", repeat: "Never" }, JobState),
        (job) => {
          switch (job.state) {
            case "waiting":
              return Effect.as(
                emit(ProviderEvent.queued({ position: job.position })),
                Option.none()
              )
            case "working":
              return Effect.as(emit(ProviderEvent.progress({ fraction: job.done })), Option.none())
            case "finished":
              return Effect.succeedSome(job.url)
            case "failed":
              return Effect.fail(
                ImageError.ResponseError.of({
                  reason: "Server",
                  message: ServiceClient.clean(client.scrub(job.error))
                })
              )
          }
        },
        { interval: options.pollInterval }
      )

    return ImageModel.make({
      info: model,
      version,
      options: ProviderOptions,
      generate: (request, emit) =>
        Effect.gen(function* () {
          const seed = request.seed ?? (yield* Random.nextIntBetween(0, 2 ** 32))
          const json: typeof Submission.Type = {
            prompt: request.prompt,
            width: request.width,
            height: request.height,
            seed,
            glow: request.options.glow ?? 0.5
          }
          const submitted = yield* client.json(
            { method: "POST", path: "/jobs", json, phase: "Submit", repeat: "UntilAccepted" },
            Submitted
          )
          // From here on the job is never submitted again, and it can be cancelled.
          yield* emit(ProviderEvent.accepted(submitted.id))
          const picture = yield* follow(submitted.id, emit)
          return ProviderEvent.completed({ images: [GeneratedImage.fromUrl(picture)], seed })
        }),
      cancel: (jobId) =>
        Effect.asVoid(
          client.json(
            { method: "DELETE", path: path(jobId), phase: "Wait", repeat: "Always" },
            Schema.Unknown
          )
        ),
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
  apiEndpoint: `${url}/jobs`,
  models: [model],
  settings,
  options: ProviderOptions,
  make: () => Effect.flatMap(PluginConfig.toConfig(settings), make),
  fake: Effect.promise(() => import("./fake/index.js"))
})

export default plugin

import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import { type ImageError, ResponseError } from "@easel/core/ImageError"
import * as ImageModel from "@easel/core/ImageModel"
import * as ImagePlugin from "@easel/core/ImagePlugin"
import { ModelInfo } from "@easel/core/ModelInfo"
import * as PluginConfig from "@easel/core/PluginConfig"
import * as Polling from "@easel/core/Polling"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import * as ServiceClient from "@easel/core/ServiceClient"
import { fake } from "./lanternFake.js"

export const id = "lantern"

export const info = {
  provider: id,
  name: "lantern-1",
  label: "Lantern 1",
  aliases: ["lantern"],
  working: true,
  supportsStream: false,
  supportsSystemMessage: false,
  supportsMessageHistory: false,
  takes: {
    size: {
      _tag: "SizeRange",
      default: { width: 128, height: 128 },
      minimum: 64,
      maximum: 256,
      multiple: 16
    },
    negativePrompt: true,
    seed: { minimum: 0, maximum: 2 ** 32 - 1, step: 1 },
    count: 1,
    images: 0,
    mask: false,
    strength: false,
    outputFormats: []
  },
  gives: {
    queue: true,
    progress: "Fraction",
    previews: false,
    seed: true,
    cancel: true,
    attach: true
  }
} satisfies ConstructorParameters<typeof ModelInfo>[0]

export const settings = {
  baseUrl: PluginConfig.url("LANTERN_BASE_URL", "https://lantern.example", "Address"),
  apiKey: PluginConfig.secret("LANTERN_API_KEY", "Key of your account")
}

/** What a mutant knows of the plugin that it spoils. */
export interface Inside {
  readonly service: ImageModel.Service
  readonly baseUrl: URL
  readonly key: string
}

/** Where a mutant differs; what it leaves out is right. */
export interface Changes {
  readonly info?: Partial<ConstructorParameters<typeof ModelInfo>[0]> | undefined
  readonly definition?: Partial<ImagePlugin.Definition> | undefined
  readonly client?: Partial<ServiceClient.Options> | undefined
  /** What is sent. */
  readonly body?: ((request: ResolvedRequest, seed: number) => object) | undefined
  readonly submitRepeat?: ServiceClient.Repeat | undefined
  /** What the receipt is told of the seed. */
  readonly seed?: ((used: number) => number) | undefined
  /** The message of a job that failed. */
  readonly failure?: ((text: string, key: string) => string) | undefined
  readonly cancels?: boolean | undefined
  readonly service?: ((inside: Inside) => ImageModel.Service) | undefined
  /** Runs when the plugin is built. */
  readonly built?: ((inside: Inside) => Effect.Effect<void>) | undefined
}

const Submitted = Schema.Struct({ id: Schema.NonEmptyString })

const Job = Schema.Union(
  Schema.Struct({ state: Schema.Literal("waiting"), position: Schema.Int }),
  Schema.Struct({ state: Schema.Literal("working"), done: Schema.Number }),
  Schema.Struct({ state: Schema.Literal("finished"), url: Schema.NonEmptyString }),
  Schema.Struct({ state: Schema.Literal("failed"), error: Schema.String })
)
type Job = typeof Job.Type

const judge =
  (emit: ProviderEvent.Emit, failure: (text: string) => string) =>
  (job: Job): Effect.Effect<Option.Option<string>, ImageError> => {
    switch (job.state) {
      case "waiting":
        return Effect.as(emit(ProviderEvent.queued({ position: job.position })), Option.none())
      case "working":
        return Effect.as(emit(ProviderEvent.progress({ fraction: job.done })), Option.none())
      case "finished":
        return Effect.succeedSome(job.url)
      case "failed":
        return Effect.fail(ResponseError.of({ reason: "Server", message: failure(job.error) }))
    }
  }

/** What is sent to submit a job. */
export const bodyOf = (request: ResolvedRequest, seed: number) => ({
  prompt: request.prompt,
  negative: request.negativePrompt ?? "",
  width: request.width,
  height: request.height,
  seed
})

const make = (
  changes: Changes,
  model: ModelInfo,
  baseUrl: URL,
  apiKey: Redacted.Redacted | undefined
): ReturnType<ImagePlugin.Definition["make"]> =>
  Effect.gen(function* () {
    const { body = bodyOf, failure = (text) => text, seed: told = (used) => used } = changes
    const key = apiKey === undefined ? "" : Redacted.value(apiKey)
    const client = yield* ServiceClient.make({
      provider: id,
      baseUrl,
      token: apiKey,
      ...changes.client
    })
    const follow = (jobId: string, seed: number | undefined, emit: ProviderEvent.Emit) =>
      Effect.map(
        Polling.until(
          client.json(
            { method: "GET", path: `/jobs/${jobId}`, phase: "Wait", repeat: "Never" },
            Job
          ),
          judge(emit, (text) => failure(text, key))
        ),
        (picture) =>
          ProviderEvent.completed({
            images: [GeneratedImage.fromUrl(picture)],
            seed: seed === undefined ? "unknown" : told(seed)
          })
      )
    const service = ImageModel.make({
      info: model,
      version: "1.0.0",
      options: Schema.Struct({}),
      generate: (request, emit) =>
        Effect.gen(function* () {
          const seed = request.seed ?? (yield* Random.nextIntBetween(0, 2 ** 32))
          const { id: jobId } = yield* client.json(
            {
              method: "POST",
              path: "/jobs",
              json: body(request, seed),
              phase: "Submit",
              repeat: changes.submitRepeat ?? "UntilAccepted"
            },
            Submitted
          )
          yield* emit(ProviderEvent.accepted(jobId))
          return yield* follow(jobId, seed, emit)
        }),
      attach: (jobId, request, emit) => follow(jobId, request.seed, emit),
      cancel:
        changes.cancels === false
          ? undefined
          : (jobId) =>
              Effect.asVoid(
                client.json(
                  { method: "DELETE", path: `/jobs/${jobId}`, phase: "Wait", repeat: "Always" },
                  Schema.Unknown
                )
              ),
      load: client.load
    })
    const inside = { service, baseUrl, key }
    yield* changes.built?.(inside) ?? Effect.void
    return changes.service?.(inside) ?? service
  })

/** A plugin that keeps every rule, except where it is changed. */
export const lantern = (changes: Changes = {}): ImagePlugin.ImagePlugin =>
  ImagePlugin.define({
    id,
    version: "1.0.0",
    label: "Lantern",
    homepage: "https://lantern.example",
    url: "https://lantern.example",
    apiEndpoint: "https://lantern.example/jobs",
    models: [new ModelInfo({ ...info, ...changes.info })],
    settings,
    options: Schema.Struct({}),
    make: (model) =>
      Effect.flatMap(PluginConfig.toConfig(settings), ({ apiKey, baseUrl }) =>
        make(changes, model, baseUrl, apiKey)
      ),
    fake: Effect.succeed(fake),
    ...changes.definition
  })

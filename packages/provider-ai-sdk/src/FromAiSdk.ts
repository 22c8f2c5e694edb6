/**
 * An image model of the AI SDK as an image model of Easel.
 *
 * ```ts
 * const model = fromAiSdk(fal.image("fal-ai/flux/schnell"))
 * const program = model.generate({ prompt: "A cat in space" })
 * ```
 */
import type * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as ImageAsset from "@easel/core/ImageAsset"
import * as ImageModel from "@easel/core/ImageModel"
import { ModelInfo, type Takes } from "@easel/core/ModelInfo"
import type { AiSdkImageModel } from "./AiSdkImageModel.js"
import { generate } from "./internal/generate.js"

/** Version of the package, for receipts. */
export const version = "0.1.0"

export interface Options<A, I = A> {
  /**
   * Id of the provider for receipts, errors, and as the key of `providerOptions`. Default: the AI
   * SDK's own word behind `ai-sdk-`, such as `"ai-sdk-fal"`.
   */
  readonly provider?: string | undefined
  /** For people. Default: the id of the model. */
  readonly label?: string | undefined
  /**
   * What the model takes, where it is known: Easel then refuses what it can't do before it is paid.
   * By default all that the AI SDK can say: any size from 64 to 4096, a seed, 10 pictures, and from
   * specification v3 on 16 pictures to edit, with a mask.
   */
  readonly takes?: Partial<Takes> | undefined
  /** How the model is told the size. Default `"Size"`. */
  readonly sizing?: "Size" | "AspectRatio" | undefined
  /** Schema of the model's own options. By default they are sent as they are, and nobody checks them. */
  readonly options?: Schema.Schema<A, I> | undefined
  /** The key of the model's own options in the AI SDK. Default: the beginning of its `provider`. */
  readonly optionsKey?: string | undefined
  /** Sent by the model with its requests. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Calls at the same time, where one makes fewer pictures than were asked for. Default 4. */
  readonly concurrency?: number | undefined
  /** What must not be seen in errors, such as the model's key, which services like to quote. */
  readonly secrets?: ReadonlyArray<Redacted.Redacted> | undefined
  /** For the whole generation. Default 10 minutes. */
  readonly deadline?: Duration.DurationInput | undefined
}

const anyOptions = Schema.Record({ key: Schema.String, value: Schema.Unknown })

const wordOf = ({ provider }: AiSdkImageModel): string => provider.split(".")[0] ?? provider

const takesOf = ({ specificationVersion }: AiSdkImageModel): Takes => ({
  size: {
    _tag: "SizeRange",
    default: { width: 1024, height: 1024 },
    minimum: 64,
    maximum: 4096,
    multiple: 1
  },
  negativePrompt: false,
  seed: { minimum: 0, maximum: 2 ** 32 - 1, step: 1 },
  count: 10,
  images: specificationVersion === "v2" ? 0 : 16,
  mask: specificationVersion !== "v2",
  strength: false,
  outputFormats: []
})

/** What Easel knows of a model of the AI SDK. */
export const infoOf = <A, I>(model: AiSdkImageModel, options: Options<A, I> = {}): ModelInfo =>
  new ModelInfo({
    provider: options.provider ?? `ai-sdk-${wordOf(model)}`,
    name: model.modelId,
    label: options.label ?? model.modelId,
    aliases: [],
    working: true,
    supportsStream: false,
    supportsSystemMessage: false,
    supportsMessageHistory: false,
    takes: { ...takesOf(model), ...options.takes },
    // The AI SDK tells nothing between the call and its result.
    gives: { queue: false, progress: "None", previews: false, seed: false, cancel: false }
  })

const scrubber =
  (secrets: ReadonlyArray<Redacted.Redacted>) =>
  (text: string): string =>
    secrets
      .map(Redacted.value)
      .filter((secret) => secret !== "")
      .reduce((scrubbed, secret) => scrubbed.replaceAll(secret, "<redacted>"), text)

/** Makes an Easel model of one of the AI SDK: specification v2, v3 or v4. */
export const fromAiSdk = <A extends object = Readonly<Record<string, unknown>>, I = A>(
  model: AiSdkImageModel,
  options: Options<A, I> = {}
): ImageModel.Service => {
  const { concurrency = 4, headers, secrets = [], sizing = "Size" } = options
  const settings = {
    concurrency,
    headers,
    sizing,
    optionsKey: options.optionsKey ?? wordOf(model),
    scrub: scrubber(secrets)
  }
  const definition = { info: infoOf(model, options), version, deadline: options.deadline }
  const load = ImageAsset.loadEmbedded
  return options.options === undefined
    ? ImageModel.make({
        ...definition,
        load,
        options: anyOptions,
        generate: (request, emit) => generate(model, settings, request, emit)
      })
    : ImageModel.make({
        ...definition,
        load,
        options: options.options,
        generate: (request, emit) => generate(model, settings, request, emit)
      })
}

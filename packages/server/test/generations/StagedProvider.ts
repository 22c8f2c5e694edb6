/** A provider that does what the test tells it to, when the test tells it to. */
import type * as GeneratedImage from "@easel/core/GeneratedImage"
import { loadEmbedded } from "@easel/core/ImageAsset"
import type { ImageError } from "@easel/core/ImageError"
import * as ImageModel from "@easel/core/ImageModel"
import * as ImagePlugin from "@easel/core/ImagePlugin"
import { ModelInfo } from "@easel/core/ModelInfo"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"

declare module "@easel/core/ProviderOptions" {
  interface ProviderOptions {
    readonly staged?: { readonly style?: "oil" | "ink" | undefined } | undefined
  }
}

type Step = Effect.Effect<ProviderEvent.Completed | undefined, ImageError>

export interface Stage {
  readonly plugin: ImagePlugin.ImagePlugin
  readonly emit: (event: ProviderEvent.ProviderEvent) => Effect.Effect<void>
  readonly preview: (image: GeneratedImage.GeneratedImage) => Effect.Effect<void>
  readonly finish: (
    images: ReadonlyArray<GeneratedImage.GeneratedImage>,
    fields?: Omit<ConstructorParameters<typeof ProviderEvent.Completed>[0], "images">
  ) => Effect.Effect<void>
  readonly fail: (error: ImageError) => Effect.Effect<void>
  readonly die: (defect: unknown) => Effect.Effect<void>
  /** Jobs that the service was told to cancel. */
  readonly cancelled: ReadonlyArray<string>
  /** Prompts that were submitted. */
  readonly submitted: ReadonlyArray<string>
}

const model = new ModelInfo({
  provider: "staged",
  name: "staged-1",
  label: "Staged",
  aliases: ["one"],
  working: true,
  supportsStream: false,
  supportsSystemMessage: false,
  supportsMessageHistory: false,
  takes: {
    size: {
      _tag: "SizeRange",
      default: { width: 64, height: 64 },
      minimum: 16,
      maximum: 1024,
      multiple: 16
    },
    negativePrompt: true,
    seed: { minimum: 0, maximum: 1000 },
    count: 4,
    images: 2,
    mask: true,
    strength: true,
    outputFormats: ["image/png"]
  },
  gives: { queue: true, progress: "Fraction", previews: true, seed: true, cancel: true }
})

/** A stage whose steps are taken in order, by whichever generation comes first. */
export const make: Effect.Effect<Stage> = Effect.gen(function* () {
  const steps = yield* Queue.unbounded<(emit: ProviderEvent.Emit) => Step>()
  const cancelled: Array<string> = []
  const submitted: Array<string> = []

  const generate = (prompt: string, emit: ProviderEvent.Emit) =>
    Effect.gen(function* () {
      submitted.push(prompt)
      yield* emit(ProviderEvent.accepted(`job of ${prompt}`))
      for (;;) {
        const step = yield* Queue.take(steps)
        const completed = yield* step(emit)
        if (completed !== undefined) return completed
      }
    })

  const service = ImageModel.make({
    info: model,
    version: "1.2.3",
    options: Schema.Struct({ style: Schema.optional(Schema.Literal("oil", "ink")) }),
    generate: ({ prompt }, emit) => generate(prompt, emit),
    cancel: (jobId) =>
      Effect.sync(() => {
        cancelled.push(jobId)
      }),
    load: loadEmbedded
  })

  const play = (step: (emit: ProviderEvent.Emit) => Step) => Effect.asVoid(Queue.offer(steps, step))
  const emit = (event: ProviderEvent.ProviderEvent) =>
    play((emit) => Effect.as(emit(event), undefined))

  return {
    plugin: ImagePlugin.define({
      id: "staged",
      version: "1.2.3",
      label: "Staged",
      homepage: "https://example.com",
      url: "https://example.com",
      apiEndpoint: "/jobs",
      models: [model],
      note: "only for tests",
      settings: {},
      options: Schema.Struct({ style: Schema.optional(Schema.Literal("oil", "ink")) }),
      make: () => Effect.succeed(service)
    }),
    emit,
    preview: (image) => emit(ProviderEvent.preview(image)),
    finish: (images, fields = {}) =>
      play(() => Effect.succeed(ProviderEvent.completed({ images, ...fields }))),
    fail: (error) => play(() => Effect.fail(error)),
    die: (defect) => play(() => Effect.die(defect)),
    cancelled,
    submitted
  }
})

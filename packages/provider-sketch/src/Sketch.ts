/**
 * The embedded provider: it draws by rule, offline, at no cost, and is no AI model. It is what
 * answers until a real provider is chosen, and what stand-in servers draw their pictures with.
 *
 * ```ts
 * const program = ImageModel.generate({ prompt: "A cat wearing a hat", seed: 2 }).pipe(
 *   Effect.provide(Sketch.layer)
 * )
 * ```
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Runtime from "effect/Runtime"
import * as Schema from "effect/Schema"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import { loadEmbedded } from "@easel/core/ImageAsset"
import * as ImageModel from "@easel/core/ImageModel"
import * as ImagePlugin from "@easel/core/ImagePlugin"
import { ModelInfo } from "@easel/core/ModelInfo"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import * as Drawing from "./Drawing.js"

export const id = "sketch"

export const label = "Sketch (drawn by rule, no AI model)"

/** Said wherever the provider is offered, and in every receipt. */
export const note = "an offline drawing made by rule; no AI model was involved"

const version = "0.1.0"

const largestSeed = 2 ** 32 - 1

export const model = new ModelInfo({
  provider: id,
  name: "sketch",
  label,
  aliases: [],
  working: true,
  supportsStream: false,
  supportsSystemMessage: false,
  supportsMessageHistory: false,
  takes: {
    size: {
      _tag: "SizeRange",
      default: { width: 1024, height: 1024 },
      minimum: Drawing.smallestSide,
      maximum: Drawing.largestSide,
      multiple: 1
    },
    negativePrompt: false,
    seed: { minimum: 0, maximum: largestSeed, step: 1 },
    count: 1,
    images: 0,
    mask: false,
    strength: false,
    outputFormats: ["image/png"]
  },
  gives: { queue: false, progress: "Fraction", previews: true, seed: true, cancel: true }
})

/** Previews before the finished picture, coarse to fine. */
const previews = 3

const stages: ReadonlyArray<Drawing.RenderOptions> = [
  ...Array.from({ length: previews }, (_, index) => Drawing.preview(index + 1, previews)),
  {}
]

/** The work of a stage, as its share of the full picture's pixels. */
const work = ({ scale = 1 }: Drawing.RenderOptions): number => scale ** 2

const allWork = stages.reduce((sum, stage) => sum + work(stage), 0)

const generate = (
  request: ResolvedRequest,
  emit: ProviderEvent.Emit
): Effect.Effect<ProviderEvent.Completed> =>
  Effect.gen(function* () {
    const seed = request.seed ?? (yield* Random.nextIntBetween(0, largestSeed))
    const run = Runtime.runPromiseExit(yield* Effect.runtime())
    const plan = Drawing.plan(request.prompt, seed)
    let before = 0
    const draw = (stage: Drawing.RenderOptions) =>
      Effect.promise(async (signal) => {
        let end: Cause.Cause<never> | undefined
        const onProgress = async (done: number): Promise<void> => {
          const fraction = (before + done * work(stage)) / allWork
          const heard = await run(emit(ProviderEvent.progress({ fraction })), { signal })
          if (Exit.isSuccess(heard)) return
          end = heard.cause
          throw new Error("nobody listens any more")
        }
        const drawn = Drawing.draw(plan, request, { ...stage, signal, onProgress })
        // Ends as the listener did, not as the promise that broke off.
        return drawn.then(Effect.succeed, (error: unknown) =>
          Effect.failCause(end ?? Cause.die(error))
        )
      }).pipe(
        Effect.flatten,
        Effect.tap(() => {
          before += work(stage)
        }),
        Effect.map((bytes) => GeneratedImage.fromBytes(bytes, seed))
      )
    for (const stage of stages.slice(0, -1)) yield* emit(ProviderEvent.preview(yield* draw(stage)))
    return ProviderEvent.completed({ images: [yield* draw({})], seed, note })
  })

/** The image model; it needs no connection. */
export const make = (): ImageModel.Service =>
  ImageModel.make({
    info: model,
    version,
    options: Schema.Struct({}),
    generate,
    load: loadEmbedded
  })

/** The image model as a layer. */
export const layer: Layer.Layer<ImageModel.ImageModel> = Layer.sync(ImageModel.ImageModel, make)

/** A plugin whose layer needs nothing and can't fail. */
export interface SketchPlugin extends ImagePlugin.ImagePlugin {
  readonly layer: typeof layer
}

/** The plugin; it has no settings. */
export const plugin: SketchPlugin = {
  ...ImagePlugin.define({
    id,
    version,
    label,
    homepage: "embedded",
    url: "embedded",
    apiEndpoint: "embedded",
    models: [model],
    note,
    settings: {},
    options: Schema.Struct({}),
    make: () => Effect.sync(make)
  }),
  layer
}

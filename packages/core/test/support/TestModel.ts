/** A model and a provider for tests: what a test says, and plain defaults for the rest. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import { type ImageError, TransportError } from "@easel/core/ImageError"
import { ImagePreview, Progress, Queued } from "@easel/core/ImageEvent"
import * as ImageModel from "@easel/core/ImageModel"
import { loadEmbedded } from "@easel/core/ImageAsset"
import { type Gives, ModelInfo, type Takes } from "@easel/core/ModelInfo"
import { Accepted, Completed, type ProviderEvent } from "@easel/core/ProviderEvent"
import * as Png from "@easel/core/Png"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"

const takesEverything: Takes = {
  size: {
    _tag: "SizeRange",
    default: { width: 1024, height: 1024 },
    minimum: 256,
    maximum: 2048,
    multiple: 16
  },
  negativePrompt: true,
  seed: { minimum: 0, maximum: 1000 },
  steps: { minimum: 1, maximum: 50, default: 20 },
  guidanceScale: { minimum: 0, maximum: 10, default: 4.5 },
  count: 4,
  images: 2,
  mask: true,
  strength: true,
  outputFormats: ["image/png", "image/webp"]
}

export const takesNothing: Partial<Takes> = {
  negativePrompt: false,
  seed: undefined,
  steps: undefined,
  guidanceScale: undefined,
  count: 1,
  images: 0,
  mask: false,
  strength: false,
  outputFormats: []
}

const gives: Gives = {
  queue: true,
  progress: "Fraction",
  previews: true,
  seed: true,
  cancel: true
}

export const makeInfo = (takes: Partial<Takes> = {}, name = "test-model-1.0"): ModelInfo =>
  new ModelInfo({
    provider: "test",
    name,
    label: "Test Model",
    aliases: name === "test-model-1.0" ? ["test-model", "tm"] : [],
    working: true,
    supportsStream: false,
    supportsSystemMessage: true,
    supportsMessageHistory: true,
    takes: { ...takesEverything, ...takes },
    gives
  })

export const Options = Schema.Struct({
  style: Schema.optional(Schema.Literal("photo", "drawing")),
  boost: Schema.optional(Schema.NumberFromString)
})
export type Options = typeof Options.Type

export type TestEvent = ProviderEvent | Completed

/** What a provider says, in order; `Completed` ends it. */
export type Generate = (request: ResolvedRequest<Options>) => Stream.Stream<TestEvent, ImageError>

type Definition = ImageModel.Definition<Options, typeof Options.Encoded>

type Rest = Partial<
  Pick<Definition, "info" | "version" | "attach" | "cancel" | "deadline" | "load">
>

/** A model of a provider as it is. */
export const makeEmittingModel = (
  generate: Definition["generate"],
  definition: Rest = {}
): ImageModel.Service =>
  ImageModel.make({
    info: makeInfo(),
    version: "1.2.3",
    options: Options,
    generate,
    load: loadEmbedded,
    ...definition
  })

/** A model of a provider that says what a stream says. */
export const makeModel = (generate: Generate, definition: Rest = {}): ImageModel.Service =>
  makeEmittingModel(
    (request, emit) =>
      generate(request).pipe(
        Stream.mapEffect((event) =>
          event._tag === "Completed"
            ? Effect.succeedSome(event)
            : Effect.as(emit(event), Option.none<Completed>())
        ),
        Stream.filterMap((completed) => completed),
        Stream.runHead,
        Effect.flatMap(
          Option.match({ onNone: () => Effect.fail(endedEarly), onSome: Effect.succeed })
        )
      ),
    definition
  )

const endedEarly = new TransportError({ phase: "Wait", reason: "EndedEarly", description: "" })

/** A whole PNG of one grey pixel. */
export const pngBytes: Uint8Array = Png.encode([
  { type: "IHDR", data: Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0) },
  {
    type: "IDAT",
    data: Uint8Array.of(0x78, 0x01, 0x63, 0x68, 0x00, 0x00, 0x00, 0x82, 0x00, 0x81)
  },
  { type: "IEND", data: new Uint8Array() }
])

export const picture = GeneratedImage.fromBytes(pngBytes)

export const accepted = new Accepted({ jobId: "job-1" })
export const queued = (position: number) => new Queued({ position })
export const progress = (fraction: number) => new Progress({ fraction })
export const preview = (index: number) => new ImagePreview({ index, image: picture })
export const completed = (fields: { readonly seed?: number; readonly note?: string } = {}) =>
  new Completed({ images: [picture], ...fields })

/** Runs a service as the image model of a program. */
export const provide = (service: ImageModel.Service) =>
  Effect.provideService(ImageModel.ImageModel, service)

/** A provider with edits, several pictures, options of its own and previews of every kind. */
import * as GeneratedImage from "@easel/core/GeneratedImage"
import * as ImageModel from "@easel/core/ImageModel"
import * as ImagePlugin from "@easel/core/ImagePlugin"
import { ModelInfo } from "@easel/core/ModelInfo"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import * as ServiceClient from "@easel/core/ServiceClient"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

export const id = "atelier"

const model = (name: string, aliases: ReadonlyArray<string>) =>
  new ModelInfo({
    provider: id,
    name,
    label: "Atelier",
    aliases,
    working: true,
    supportsStream: false,
    supportsSystemMessage: false,
    supportsMessageHistory: false,
    takes: {
      size: {
        _tag: "SizeRange",
        default: { width: 512, height: 512 },
        minimum: 64,
        maximum: 2048,
        multiple: 8
      },
      negativePrompt: true,
      seed: { minimum: 0, maximum: 2 ** 32 - 1 },
      steps: { minimum: 1, maximum: 50, default: 20 },
      guidanceScale: { minimum: 0, maximum: 20, default: 5 },
      count: 4,
      images: 3,
      mask: true,
      strength: true,
      outputFormats: ["image/png", "image/webp"]
    },
    gives: { queue: true, progress: "Fraction", previews: true, seed: true, cancel: true }
  })

export const models = [
  model("atelier-1", ["at-1"]),
  model("house/atelier-pro", []),
  model("sketch", [])
] as const

export const Options = Schema.Struct({
  glow: Schema.optional(Schema.Number),
  safeMode: Schema.optional(Schema.Boolean),
  /** A text that looks like a number. */
  brush: Schema.optional(Schema.String),
  quality: Schema.optional(Schema.Literal("draft", "fine"))
})

/** What the service sends, one event after the other. */
export const Event = Schema.parseJson(
  Schema.Union(
    Schema.TaggedStruct("Accepted", { id: Schema.String }),
    Schema.TaggedStruct("Queued", { position: Schema.Int, size: Schema.Int }),
    Schema.TaggedStruct("Progress", { fraction: Schema.Number }),
    /** An address or a data URL. */
    Schema.TaggedStruct("Preview", { url: Schema.String }),
    Schema.TaggedStruct("Note", { code: Schema.String, message: Schema.String }),
    Schema.TaggedStruct("Done", { urls: Schema.Array(Schema.String), seed: Schema.Int })
  )
)
export type Event = typeof Event.Type

const decodeEvent = Schema.decodeUnknown(Event)

/** What makes the plugin throw. */
export const broken = "a defect"

const none = Option.none<ProviderEvent.Completed>()

/** Tells what the service says; gives the result when it is there. */
const hear = (event: Event, emit: ProviderEvent.Emit) => {
  switch (event._tag) {
    case "Accepted":
      return Effect.as(emit(ProviderEvent.accepted(event.id)), none)
    case "Queued":
      return Effect.as(emit(ProviderEvent.queued(event)), none)
    case "Progress":
      return Effect.as(emit(ProviderEvent.progress(event)), none)
    case "Preview":
      return Effect.as(emit(ProviderEvent.preview(GeneratedImage.fromUrl(event.url))), none)
    case "Note":
      return Effect.as(emit(ProviderEvent.warning(event.code, event.message)), none)
    case "Done": {
      const { seed, urls } = event
      const images = urls.map((url, index) => GeneratedImage.fromUrl(url, seed + index))
      return Effect.succeed(Option.some(ProviderEvent.completed({ images, seed })))
    }
  }
}

const jsonOf = ({ images, mask, ...request }: ResolvedRequest) => ({
  ...request,
  images: images.map((bytes) => Encoding.encodeBase64(bytes)),
  mask: mask && Encoding.encodeBase64(mask)
})

const make = (info: ModelInfo, baseUrl: string) =>
  Effect.map(
    ServiceClient.make({ provider: id, baseUrl: new URL(baseUrl), retries: 0 }),
    (client) =>
      ImageModel.make({
        info,
        version: "1.2.3",
        options: Options,
        generate: (request, emit) =>
          client.followEvents(
            {
              method: "POST",
              path: "/draw",
              json: jsonOf(request),
              phase: "Submit",
              repeat: "WhenRefused"
            },
            ({ data }) => {
              if (data === broken) throw new Error("the plugin is broken")
              return Effect.flatMap(Effect.orDie(decodeEvent(data)), (event) => hear(event, emit))
            }
          ),
        cancel: (jobId) =>
          client.json(
            { method: "DELETE", path: `/jobs/${jobId}`, phase: "Wait", repeat: "Never" },
            Schema.Void
          ),
        load: client.load
      })
  )

/** The plugin, pointed at a stand-in. */
export const plugin = (baseUrl: string): ImagePlugin.ImagePlugin =>
  ImagePlugin.define({
    id,
    version: "1.2.3",
    label: "Atelier",
    homepage: "https://atelier.example",
    url: baseUrl,
    apiEndpoint: `${baseUrl}/draw`,
    models,
    settings: {},
    options: Options,
    make: (info) => make(info, baseUrl)
  })

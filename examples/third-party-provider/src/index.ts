/** Darkroom: expose a negative, watch it develop, fetch its print. */
import {
  GeneratedImage,
  ImageError,
  ImageModel,
  ImagePlugin,
  ModelInfo,
  PluginConfig,
  ProviderEvent,
  ServiceClient
} from "@easel/core"
import { Effect, Option, Schema } from "effect"
import { type Exposure, Negative, Progress } from "./wire.js"

const id = "darkroom"
const version = "0.1.0"
const url = "https://darkroom.example"

const model = new ModelInfo.ModelInfo({
  provider: id,
  name: "darkroom-35mm",
  label: "Darkroom 35 mm",
  aliases: ["35mm"],
  working: true,
  supportsStream: false,
  supportsSystemMessage: false,
  supportsMessageHistory: false,
  takes: {
    size: {
      _tag: "SizeRange",
      default: { width: 720, height: 480 },
      minimum: 240,
      maximum: 960,
      multiple: 24
    },
    negativePrompt: true,
    seed: { minimum: 0, maximum: 99_999, step: 1 },
    steps: { minimum: 1, maximum: 12, step: 1, default: 4 },
    count: 1,
    images: 0,
    mask: false,
    strength: false,
    outputFormats: []
  },
  gives: { queue: true, progress: "Fraction", previews: false, seed: true, cancel: true }
})

const settings = {
  baseUrl: PluginConfig.url("EASEL_DARKROOM_BASE_URL", url, "Address of the darkroom"),
  key: PluginConfig.secret("EASEL_DARKROOM_KEY", "Key to the door")
}

const options = Schema.Struct({})

const make = Effect.gen(function* () {
  const { baseUrl, key } = yield* PluginConfig.toConfig(settings)
  const secretHeaders = { "x-darkroom-key": key }
  const client = yield* ServiceClient.make({ provider: id, baseUrl, secretHeaders })
  const path = (negative: string) => `/negatives/${encodeURIComponent(negative)}`
  const text = (words: string) => ServiceClient.clean(client.scrub(words))

  const expose = (json: typeof Exposure.Type) =>
    client.json(
      { method: "POST", path: "/negatives", json, phase: "Submit", repeat: "UntilAccepted" },
      Negative
    )

  const read = (data: string) =>
    Effect.mapError(
      Schema.decode(Progress)(data),
      () => new ImageError.ResponseParseError({ expected: "a step", excerpt: text(data) })
    )

  const tell = (data: string, emit: ProviderEvent.Emit) =>
    Effect.gen(function* () {
      const step = yield* read(data)
      switch (step.is) {
        case "waiting":
          yield* emit(ProviderEvent.queued({ position: step.ahead }))
          return Option.none()
        case "developing":
          yield* emit(ProviderEvent.progress({ fraction: step.pass / step.of, unit: "passes" }))
          return Option.none()
        case "printed":
          return Option.some(step)
        case "spoiled":
          return yield* ImageError.ResponseError.of({ reason: "Server", message: text(step.why) })
      }
    })

  return ImageModel.make({
    info: model,
    version,
    options,
    generate: ({ height, negativePrompt = "", prompt, seed, steps = 4, width }, emit) =>
      Effect.gen(function* () {
        const size = { width, height }
        const sent = { prompt, avoid: negativePrompt, size, passes: steps, grain: seed }
        const { negative } = yield* expose(sent)
        yield* emit(ProviderEvent.accepted(negative))
        const { grain, print } = yield* client.followEvents(
          { method: "GET", path: `${path(negative)}/progress`, phase: "Wait", repeat: "Always" },
          ({ data }) => tell(data, emit)
        )
        const image = GeneratedImage.fromUrl(new URL(print, baseUrl).href)
        return ProviderEvent.completed({ images: [image], seed: grain })
      }),
    cancel: (negative) =>
      Effect.asVoid(
        client.json(
          { method: "DELETE", path: path(negative), phase: "Wait", repeat: "Always" },
          Schema.Unknown
        )
      ),
    load: client.load
  })
})

/** The plugin: configured by `EASEL_DARKROOM_BASE_URL` and `EASEL_DARKROOM_KEY`. */
export const plugin: ImagePlugin.ImagePlugin = ImagePlugin.define({
  id,
  version,
  label: "Darkroom",
  homepage: url,
  url,
  apiEndpoint: `${url}/negatives`,
  models: [model],
  settings,
  options,
  make: () => make,
  fake: Effect.promise(() => import("./standIn.js"))
})

export default plugin

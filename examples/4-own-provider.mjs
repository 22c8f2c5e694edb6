// A provider of one's own in one file: its wire, its model, its settings, its stand-in, and its use.
// With EASEL_SWATCH_BASE_URL it talks to that address, else to the stand-in that it starts itself.
import { writeFile } from "node:fs/promises"
import {
  GeneratedImage,
  ImageModel,
  ImagePlugin,
  ModelInfo,
  PluginConfig,
  ProviderEvent,
  ServiceClient
} from "@easel/core"
import { NodeHttp } from "@easel/node"
import { FakeServer } from "@easel/testkit"
import { ConfigProvider, Console, Duration, Effect, Schema } from "effect"

// The wire: POST /swatch {prompt, width, height, round} is answered by {picture: "data:…"}.
const Answer = Schema.Struct({ picture: Schema.NonEmptyString })
const Options = Schema.Struct({ round: Schema.optional(Schema.Boolean) })

const model = new ModelInfo.ModelInfo({
  provider: "swatch",
  name: "swatch-1",
  label: "Swatch",
  aliases: [],
  working: true,
  supportsStream: false,
  supportsSystemMessage: false,
  supportsMessageHistory: false,
  takes: {
    size: {
      _tag: "SizeList",
      default: { width: 256, height: 256 },
      sizes: [
        { width: 256, height: 256 },
        { width: 512, height: 256 }
      ]
    },
    negativePrompt: false,
    count: 1,
    images: 0,
    mask: false,
    strength: false,
    outputFormats: []
  },
  gives: { queue: false, progress: "None", previews: false, seed: false, cancel: false }
})

const settings = {
  baseUrl: PluginConfig.url("EASEL_SWATCH_BASE_URL", "http://127.0.0.1:8080", "The service")
}

const make = Effect.gen(function* () {
  const { baseUrl } = yield* PluginConfig.toConfig(settings)
  const client = yield* ServiceClient.make({ provider: "swatch", baseUrl })
  const submit = ({ height, options, prompt, width }) =>
    client.json(
      {
        method: "POST",
        path: "/swatch",
        json: { prompt, width, height, round: options.round ?? false },
        phase: "Submit",
        repeat: "WhenRefused"
      },
      Answer
    )
  return ImageModel.make({
    info: model,
    version: "1.0.0",
    options: Options,
    generate: (request) =>
      Effect.map(submit(request), ({ picture }) =>
        ProviderEvent.completed({ images: [GeneratedImage.fromUrl(picture)] })
      ),
    load: client.load
  })
})

const svg = ({ height, prompt, round, width }) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
  `<rect width="100%" height="100%" rx="${round ? 50 : 0}%" fill="hsl(${prompt.length * 29} 70% 50%)"/></svg>`

const fake = {
  faults: {},
  environment: (baseUrl) => ({ EASEL_SWATCH_BASE_URL: baseUrl }),
  make: () =>
    Effect.succeed({
      handle: ({ text }) => {
        const picture = `data:image/svg+xml,${encodeURIComponent(svg(JSON.parse(text)))}`
        return Effect.succeed({ status: 200, body: JSON.stringify({ picture }) })
      }
    })
}

const swatch = ImagePlugin.define({
  id: "swatch",
  version: "1.0.0",
  label: "Swatch",
  homepage: "https://example.org",
  url: "https://example.org",
  apiEndpoint: "https://example.org/swatch",
  models: [model],
  settings,
  options: Options,
  make: () => make,
  fake: Effect.succeed(fake)
})

// From here on it is a model like any other.
const program = Effect.gen(function* () {
  const { images, receipt } = yield* ImageModel.generate({
    prompt: "The blue of a summer evening",
    width: 512,
    providerOptions: { swatch: { round: true } }
  })
  const { bytes } = yield* ImageModel.load(images[0])
  yield* Effect.promise(() => writeFile("swatch.svg", bytes))
  yield* Console.log(`${receipt.model}, ${receipt.parameters.width}x${receipt.parameters.height}`)
  yield* Console.log("swatch.svg")
})

await Effect.gen(function* () {
  const service = yield* fake.make({ latency: Duration.zero })
  const { baseUrl } = yield* FakeServer.start(service)
  const standIn = ConfigProvider.fromMap(new Map(Object.entries(fake.environment(baseUrl))))
  const config = ConfigProvider.orElse(ConfigProvider.fromEnv(), () => standIn)
  yield* program.pipe(
    Effect.provide(swatch.layer),
    Effect.provide(NodeHttp.layer),
    Effect.withConfigProvider(config)
  )
}).pipe(Effect.scoped, Effect.runPromise)

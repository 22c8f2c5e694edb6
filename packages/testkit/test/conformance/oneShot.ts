import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { FakeReply, PluginFake } from "@easel/core/Fake"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import * as ImageModel from "@easel/core/ImageModel"
import * as ImagePlugin from "@easel/core/ImagePlugin"
import { ModelInfo } from "@easel/core/ModelInfo"
import * as PluginConfig from "@easel/core/PluginConfig"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import * as ServiceClient from "@easel/core/ServiceClient"

const id = "flash"

const info = new ModelInfo({
  provider: id,
  name: "flash-1",
  label: "Flash 1",
  aliases: [],
  working: true,
  supportsStream: false,
  supportsSystemMessage: false,
  supportsMessageHistory: false,
  takes: {
    size: {
      _tag: "SizeList",
      default: { width: 64, height: 64 },
      sizes: [
        { width: 64, height: 64 },
        { width: 96, height: 64 }
      ]
    },
    negativePrompt: false,
    steps: { minimum: 1, maximum: 50, step: 1, default: 20 },
    guidanceScale: { minimum: 0, maximum: 10, default: 5 },
    count: 4,
    images: 1,
    mask: true,
    strength: true,
    outputFormats: ["image/png", "image/webp"]
  },
  gives: { queue: false, progress: "None", previews: false, seed: false, cancel: false }
})

const Call = Schema.parseJson(
  Schema.Struct({
    prompt: Schema.NonEmptyString,
    size: Schema.Struct({ width: Schema.Int, height: Schema.Int }),
    n: Schema.Int
  })
)

const Answer = Schema.Struct({ data: Schema.Array(Schema.NonEmptyString) })

const json = (status: number, body: unknown): FakeReply => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body)
})

const fake: PluginFake = {
  faults: {},
  make: ({ draw, latency }) =>
    Effect.succeed({
      handle: ({ method, text }) => {
        if (method === "GET") return Effect.succeed(json(200, { open: true }))
        return Either.match(Schema.decodeEither(Call)(text), {
          onLeft: ({ message }) => Effect.succeed(json(400, { message })),
          onRight: ({ n, prompt, size }) =>
            draw({ ...size, prompt, seed: 0, detail: 1 }).pipe(
              Effect.delay(latency),
              Effect.map(({ bytes }) => {
                const picture = Buffer.from(bytes).toString("base64")
                return json(200, { data: Array.from({ length: n }, () => picture) })
              })
            )
        })
      }
    }),
  environment: (baseUrl) => ({ FLASH_BASE_URL: baseUrl })
}

const settings = {
  baseUrl: PluginConfig.url("FLASH_BASE_URL", "https://flash.example", "Address"),
  apiKey: PluginConfig.secret("FLASH_API_KEY", "Key of your account")
}

const base64 = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString("base64")

/** A plugin of the simplest wire: one call that answers with the pictures, after a question. */
export const oneShot: ImagePlugin.ImagePlugin = ImagePlugin.define({
  id,
  version: "1.0.0",
  label: "Flash",
  homepage: "https://flash.example",
  url: "https://flash.example",
  apiEndpoint: "https://flash.example/generate",
  models: [info],
  settings,
  options: Schema.Struct({}),
  make: () =>
    Effect.gen(function* () {
      const { apiKey, baseUrl } = yield* PluginConfig.toConfig(settings)
      const client = yield* ServiceClient.make({ provider: id, baseUrl, token: apiKey })
      return ImageModel.make({
        info,
        version: "1.0.0",
        options: Schema.Struct({}),
        generate: ({ count, guidanceScale, height, outputFormat, prompt, steps, width, ...rest }) =>
          Effect.gen(function* () {
            yield* client.json(
              { method: "GET", path: "/open", phase: "Submit", repeat: "Always" },
              Schema.Unknown
            )
            const { data } = yield* client.json(
              {
                method: "POST",
                path: "/generate",
                json: {
                  prompt,
                  size: { width, height },
                  n: count,
                  steps,
                  guidanceScale,
                  format: outputFormat,
                  image: base64(rest.images[0]),
                  mask: base64(rest.mask),
                  strength: rest.strength
                },
                phase: "Submit",
                repeat: "WhenRefused"
              },
              Answer
            )
            const images = yield* Effect.forEach(data, (picture) =>
              GeneratedImage.fromBase64(picture)
            )
            return ProviderEvent.completed({ images, seed: "unknown" })
          }),
        load: client.load
      })
    }),
  fake: Effect.succeed(fake)
})

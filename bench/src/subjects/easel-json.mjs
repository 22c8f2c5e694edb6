// A provider of one JSON call, as a plugin author would write it.
import * as GeneratedImage from "@easel/core/GeneratedImage"
import * as ImageModel from "@easel/core/ImageModel"
import { ModelInfo } from "@easel/core/ModelInfo"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import * as ServiceClient from "@easel/core/ServiceClient"
import * as NodeHttp from "@easel/node/NodeHttp"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Schema from "effect/Schema"

const info = new ModelInfo({
  provider: "bench",
  name: "m",
  label: "Bench",
  aliases: [],
  working: true,
  supportsStream: false,
  supportsSystemMessage: false,
  supportsMessageHistory: false,
  takes: {
    size: {
      _tag: "SizeList",
      default: { width: 1024, height: 1024 },
      sizes: [{ width: 1024, height: 1024 }]
    },
    negativePrompt: false,
    seed: { minimum: 0, maximum: 1000 },
    count: 1,
    images: 0,
    mask: false,
    strength: false,
    outputFormats: []
  },
  gives: { queue: false, progress: "None", previews: false, seed: false, cancel: false }
})

const Answer = Schema.Struct({ data: Schema.Array(Schema.Struct({ b64_json: Schema.String })) })

const make = (baseUrl) =>
  Effect.map(ServiceClient.make({ provider: "bench", baseUrl: new URL(baseUrl) }), (client) =>
    ImageModel.make({
      info,
      version: "0.0.0",
      options: Schema.Struct({}),
      load: client.load,
      generate: (request) =>
        client
          .json(
            {
              method: "POST",
              path: "/v1/images/generations",
              json: { model: "m", prompt: request.prompt, n: 1, response_format: "b64_json" },
              phase: "Submit",
              repeat: "WhenRefused"
            },
            Answer
          )
          .pipe(
            Effect.flatMap(({ data }) =>
              Effect.forEach(data, ({ b64_json }) => GeneratedImage.fromBase64(b64_json))
            ),
            Effect.map((images) => ProviderEvent.completed({ images }))
          )
    })
  )

export const runtimeFor = (baseUrl) =>
  ManagedRuntime.make(
    Layer.scoped(ImageModel.ImageModel, make(baseUrl)).pipe(Layer.provide(NodeHttp.layer))
  )

export const open = (baseUrl) => {
  const runtime = runtimeFor(baseUrl)
  const program = ImageModel.generate({ prompt: "a cat" }).pipe(
    Effect.flatMap(({ images }) => ImageModel.load(images[0])),
    Effect.map(({ bytes }) => {
      if (bytes.length !== 96 * 1024) throw new Error("no picture")
    })
  )
  return () => runtime.runPromise(program)
}

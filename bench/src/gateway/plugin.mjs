// A provider of the same upstream, as a plugin author would write it: previews as they come.
import * as GeneratedImage from "@easel/core/GeneratedImage"
import { TransportError } from "@easel/core/ImageError"
import * as ImageModel from "@easel/core/ImageModel"
import * as ImagePlugin from "@easel/core/ImagePlugin"
import { ModelInfo } from "@easel/core/ModelInfo"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import * as ServerSentEvents from "@easel/core/ServerSentEvents"
import * as ServiceClient from "@easel/core/ServiceClient"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

const info = (name) =>
  new ModelInfo({
    provider: "bench",
    name,
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
      count: 1,
      images: 0,
      mask: false,
      strength: false,
      outputFormats: []
    },
    gives: { queue: false, progress: "None", previews: true, seed: false, cancel: false }
  })

const readEvent = ServerSentEvents.decodeJson(
  Schema.Struct({ type: Schema.String, b64_json: GeneratedImage.Base64Text })
)

const broken = () =>
  new TransportError({ phase: "Wait", reason: "EndedEarly", description: "no event" })

export const plugin = (baseUrl) =>
  ImagePlugin.define({
    id: "bench",
    version: "0.0.0",
    label: "Bench",
    homepage: baseUrl,
    url: baseUrl,
    apiEndpoint: `${baseUrl}/v1/images/generations`,
    models: [info("p96"), info("p1024")],
    settings: {},
    options: Schema.Struct({}),
    make: (model) =>
      Effect.map(ServiceClient.make({ provider: "bench", baseUrl: new URL(baseUrl) }), (client) =>
        ImageModel.make({
          info: model,
          version: "0.0.0",
          options: Schema.Struct({}),
          load: client.load,
          generate: (request, emit) =>
            client.followEvents(
              {
                method: "POST",
                path: "/v1/images/generations",
                json: { model: request.model, prompt: request.prompt, stream: true },
                phase: "Submit",
                repeat: "WhenRefused"
              },
              (event) =>
                Effect.gen(function* () {
                  const { b64_json, type } = yield* Effect.mapError(readEvent(event), broken)
                  if (type === "image_generation.completed") {
                    return Option.some(
                      ProviderEvent.completed({ images: [GeneratedImage.fromEncoded(b64_json)] })
                    )
                  }
                  yield* emit(ProviderEvent.preview(GeneratedImage.fromEncoded(b64_json)))
                  return Option.none()
                })
            )
        })
      )
  })

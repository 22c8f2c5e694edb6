import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { ProviderDefect } from "@easel/core/ImageError"
import * as ImageModel from "@easel/core/ImageModel"
import type { GeneratedImage } from "@easel/core/GeneratedImage"
import type { ImageAsset } from "@easel/core/ImageAsset"
import type { ImageResponse } from "@easel/core/ImageEvent"
import type { Input } from "@easel/core/ImageRequest"
import type { ClientError } from "./ClientError.js"
import type { Offer } from "./findModel.js"
import type { OnCreated } from "./imageEvents.js"
import { imageErrorOf } from "./imageErrorOf.js"

const anyOptions = Schema.Record({ key: Schema.String, value: Schema.Unknown })

/** Requests are checked here by what the gateway says of the model, and there once more. */
const resolverOf = ({ info, provider }: Offer): ImageModel.Service["resolve"] =>
  ImageModel.make({
    info,
    version: provider.version,
    options: anyOptions,
    generate: () => new ProviderDefect({ description: "it only resolves" }),
    load: () => new ProviderDefect({ description: "it only resolves" })
  }).resolve

interface Gateway {
  readonly generate: (
    request: Input,
    onEvent: ImageModel.OnEvent,
    onCreated: OnCreated
  ) => Effect.Effect<ImageResponse, ClientError>
  readonly load: (image: GeneratedImage) => Effect.Effect<ImageAsset, ClientError>
}

/** A model of the gateway as a model of this program. */
export const remoteModel = (gateway: Gateway, offer: Offer): ImageModel.Service => {
  const { info, provider } = offer
  const resolve = resolverOf(offer)
  return ImageModel.fromGenerate({
    info,
    resolve,
    generate: (request, onEvent = ImageModel.logChanges) =>
      Effect.gen(function* () {
        yield* resolve(request)
        let id: string | undefined
        const named = { ...request, model: `${provider.id}:${info.name}` }
        const onCreated: OnCreated = (created) =>
          Effect.sync(() => {
            id = created.id
          })
        return yield* Effect.mapError(gateway.generate(named, onEvent, onCreated), (error) =>
          imageErrorOf(error, id)
        )
      }),
    load: (image) => Effect.mapError(gateway.load(image), (error) => imageErrorOf(error))
  })
}

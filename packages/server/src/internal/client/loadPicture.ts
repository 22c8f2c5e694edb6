import type * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { GeneratedImage } from "@easel/core/GeneratedImage"
import * as ImageAsset from "@easel/core/ImageAsset"
import { AssetError } from "@easel/core/ImageError"
import type { GatewayError } from "../../GatewayError.js"
import { broken } from "./Connection.js"
import { refusalOf } from "./refusalOf.js"

const tooLarge = new AssetError({
  reason: "TooLarge",
  description: `the picture is larger than ${ImageAsset.defaultMaximumBytes} bytes`
})

const join = (pieces: ReadonlyArray<Uint8Array>, length: number): Uint8Array => {
  const whole = new Uint8Array(length)
  let offset = 0
  for (const piece of pieces) {
    whole.set(piece, offset)
    offset += piece.length
  }
  return whole
}

const collect = (
  body: Stream.Stream<Uint8Array, HttpClientError.HttpClientError>
): Effect.Effect<Uint8Array, GatewayError> =>
  Effect.suspend(() => {
    const pieces: Array<Uint8Array> = []
    let length = 0
    return body.pipe(
      Stream.mapError((error): GatewayError => broken(error, "Download")),
      Stream.runForEach((piece) => {
        pieces.push(piece)
        length += piece.length
        return length > ImageAsset.defaultMaximumBytes ? Effect.fail(tooLarge) : Effect.void
      }),
      Effect.map(() => join(pieces, length))
    )
  })

/** Fetches or decodes a picture. No key goes along: the address is signed. */
export const loadPicture = (
  client: HttpClient.HttpClient.With<HttpClientError.HttpClientError>,
  image: GeneratedImage
): Effect.Effect<ImageAsset.ImageAsset, GatewayError> =>
  image.source._tag === "Url"
    ? client.execute(HttpClientRequest.get(image.source.url)).pipe(
        Effect.mapError((error): GatewayError => broken(error, "Download")),
        Effect.flatMap((response) =>
          response.status < 300
            ? collect(response.stream)
            : Effect.flatMap(refusalOf(response), Effect.fail)
        ),
        Effect.flatMap((bytes) => ImageAsset.fromBytes(bytes))
      )
    : ImageAsset.loadEmbedded(image)

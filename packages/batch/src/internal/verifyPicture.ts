import { AssetError } from "@easel/core/ImageError"
import * as MediaType from "@easel/core/MediaType"
import * as Effect from "effect/Effect"

export interface Verified {
  readonly mediaType: MediaType.MediaType
  readonly width?: number | undefined
  readonly height?: number | undefined
}

export const verifyPicture = (bytes: Uint8Array): Effect.Effect<Verified, AssetError> => {
  const mediaType = MediaType.detect(bytes)
  return mediaType === undefined
    ? Effect.fail(new AssetError({ reason: "NotAnImage", description: "no picture" }))
    : Effect.succeed({ mediaType })
}

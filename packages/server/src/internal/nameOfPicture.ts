import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import type { ImageAsset } from "@easel/core/ImageAsset"
import { extension } from "@easel/core/MediaType"
import { PictureName } from "./PictureName.js"

/** The name of a picture by its content. The hash is made outside of the main thread. */
export const nameOfPicture = ({ bytes, mediaType }: ImageAsset): Effect.Effect<PictureName> =>
  Effect.map(
    Effect.promise(() => crypto.subtle.digest("SHA-256", Uint8Array.from(bytes))),
    (digest) =>
      PictureName.make(`${Encoding.encodeHex(new Uint8Array(digest))}.${extension(mediaType)}`)
  )

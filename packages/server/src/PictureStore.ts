/**
 * Where a gateway keeps finished pictures, under a name made of their content. Any store will do
 * that can keep bytes under a name.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { ImageAsset } from "@easel/core/ImageAsset"
import type { PictureNotFound, PictureStoreError } from "./GatewayError.js"

/** SHA-256 of the bytes in hexadecimal, and the usual extension: `"9f86…0a08.png"`. */
export const PictureName = Schema.String.pipe(
  Schema.pattern(/^[0-9a-f]{64}\.(png|jpg|webp|gif|avif|svg)$/),
  Schema.brand("@easel/server/PictureName")
)
export type PictureName = typeof PictureName.Type

export interface Service {
  /** Keeps a picture, whole or not at all; the same picture again is kept once, as new. */
  readonly put: (picture: ImageAsset) => Effect.Effect<PictureName, PictureStoreError>
  readonly get: (
    name: PictureName
  ) => Effect.Effect<ImageAsset, PictureNotFound | PictureStoreError>
}

export class PictureStore extends Context.Tag("@easel/server/PictureStore")<
  PictureStore,
  Service
>() {}

import * as Schema from "effect/Schema"

/** SHA-256 of the bytes in hexadecimal, and the usual extension: `"9f86…0a08.png"`. */
export const PictureName = Schema.String.pipe(
  Schema.pattern(/^[0-9a-f]{64}\.(png|jpg|webp|gif|avif|svg)$/),
  Schema.brand("@easel/server/PictureName")
)
export type PictureName = typeof PictureName.Type

/**
 * A picture as a service hands it over: an address, bytes, or a data URL that is decoded only when
 * somebody wants the bytes. `ImageModel.load` turns any of them into an `ImageAsset`.
 */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { ResponseParseError } from "./ImageError.js"
import { MediaType, detect } from "./MediaType.js"
import { Base64Bytes } from "./internal/Base64Bytes.js"
import { decodeBase64 } from "./internal/decodeBase64.js"

/** The picture lies at an absolute http(s) address, which may expire. */
export const Url = Schema.TaggedStruct("Url", { url: Schema.String })
export type Url = typeof Url.Type

/** The picture itself; base64 in JSON. */
export const Bytes = Schema.TaggedStruct("Bytes", { bytes: Base64Bytes })
export type Bytes = typeof Bytes.Type

/** A `data:` URL, kept as it came. */
export const DataUrl = Schema.TaggedStruct("DataUrl", { dataUrl: Schema.String })
export type DataUrl = typeof DataUrl.Type

export const Source = Schema.Union(Url, Bytes, DataUrl)
export type Source = typeof Source.Type

/** A picture that was made. */
export class GeneratedImage extends Schema.Class<GeneratedImage>("@easel/core/GeneratedImage")({
  source: Source,
  /** Known when the bytes are; never taken from a name or a header. */
  mediaType: Schema.optional(MediaType),
  /** The seed of this picture, when it is known. */
  seed: Schema.optional(Schema.Int)
}) {}

/** A picture at an address, or in a `data:` URL. */
export const fromUrl = (url: string, seed?: number): GeneratedImage =>
  new GeneratedImage(
    {
      source: url.startsWith("data:") ? { _tag: "DataUrl", dataUrl: url } : { _tag: "Url", url },
      seed
    },
    { disableValidation: true }
  )

/** A picture whose bytes are here. */
export const fromBytes = (bytes: Uint8Array, seed?: number): GeneratedImage =>
  new GeneratedImage(
    { source: { _tag: "Bytes", bytes }, mediaType: detect(bytes), seed },
    { disableValidation: true }
  )

/** A picture in base64, as JSON answers hold it. */
export const fromBase64 = (
  base64: string,
  seed?: number
): Either.Either<GeneratedImage, ResponseParseError> =>
  Either.mapBoth(decodeBase64(base64), {
    onLeft: () =>
      new ResponseParseError({ expected: "a picture in base64", excerpt: base64.slice(0, 60) }),
    onRight: (bytes) => fromBytes(bytes, seed)
  })

/** Characters of base64 that tell what kind of picture it is. */
const headLength = 1024

/**
 * The same, left in base64 until somebody wants the bytes. Only its head is looked at, for the type
 * of the `data:` URL; text that is no picture fails when it is loaded.
 */
export const fromEncoded = (base64: string, seed?: number): GeneratedImage => {
  if (base64.startsWith("data:")) return fromUrl(base64, seed)
  const head = decodeBase64(base64.slice(0, headLength))
  const type = Either.isRight(head) ? detect(head.right) : undefined
  return fromUrl(`data:${type ?? "application/octet-stream"};base64,${base64}`, seed)
}

/**
 * A picture as a service hands it over: an address, bytes, or base64 that is decoded only when
 * somebody wants the bytes. `ImageModel.load` turns any of them into an `ImageAsset`.
 */
import * as Either from "effect/Either"
import { identity } from "effect/Function"
import * as Schema from "effect/Schema"
import { ResponseParseError } from "./ImageError.js"
import { MediaType, detect } from "./MediaType.js"
import { Base64Bytes } from "./internal/Base64Bytes.js"
import { base64Text, decodeBase64 } from "./internal/decodeBase64.js"

/** The picture lies at an absolute http(s) address, which may expire. */
export const Url = Schema.TaggedStruct("Url", { url: Schema.String })
export type Url = typeof Url.Type

/** The picture itself; base64 in JSON. */
export const Bytes = Schema.TaggedStruct("Bytes", { bytes: Base64Bytes })
export type Bytes = typeof Bytes.Type

/** A `data:` URL, kept as it came. */
export const DataUrl = Schema.TaggedStruct("DataUrl", { dataUrl: Schema.String })
export type DataUrl = typeof DataUrl.Type

/**
 * Base64 as it came in JSON: its text, or the bytes of that text where it was never made one, as
 * `ServerSentEvents.decodeJson` gives it.
 */
export const Base64Text = Schema.Union(Schema.String, Schema.Uint8ArrayFromSelf)
export type Base64Text = typeof Base64Text.Type

/** Base64 as JSON answers hold it, kept as it came; in JSON a text again. */
export const Base64 = Schema.TaggedStruct("Base64", {
  base64: Schema.transform(Schema.String, Base64Text, {
    strict: true,
    decode: identity<Base64Text>,
    encode: base64Text
  })
})
export type Base64 = typeof Base64.Type

export const Source = Schema.Union(Url, Bytes, DataUrl, Base64)
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
 * The same, left in base64 until somebody wants the bytes. Only its head is looked at, for the media
 * type; text that is no picture fails when it is loaded. A `data:` URL in its place is one.
 */
export const fromEncoded = (base64: Base64Text, seed?: number): GeneratedImage => {
  if (typeof base64 === "string" && base64.startsWith("data:")) return fromUrl(base64, seed)
  const head = decodeBase64(base64.slice(0, headLength))
  const mediaType = Either.isRight(head) ? detect(head.right) : undefined
  return new GeneratedImage(
    { source: { _tag: "Base64", base64 }, mediaType, seed },
    { disableValidation: true }
  )
}

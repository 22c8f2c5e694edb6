import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import * as ImageAsset from "@easel/core/ImageAsset"
import { type ImageError, ResponseParseError } from "@easel/core/ImageError"
import { detect } from "@easel/core/MediaType"
import { clean, type ServiceClient } from "@easel/core/ServiceClient"

/** The JSON that some send in place of a picture. */
const Pictures = Schema.parseJson(
  Schema.Union(
    Schema.Struct({
      data: Schema.NonEmptyArray(
        Schema.Union(
          Schema.Struct({ b64_json: Schema.NonEmptyString }),
          Schema.Struct({ url: Schema.NonEmptyString })
        )
      )
    }),
    Schema.Struct({ output: Schema.NonEmptyArray(Schema.NonEmptyString) })
  )
)

const decode = Schema.decodeEither(Pictures)

/** The first picture of an answer: its bytes, or what JSON says of it. The bytes alone decide. */
export const pictureOf = (
  bytes: Uint8Array,
  { scrub }: ServiceClient
): Effect.Effect<GeneratedImage.GeneratedImage, ImageError> => {
  if (detect(bytes) !== undefined) {
    return Effect.map(ImageAsset.fromBytes(bytes, scrub), (asset) =>
      GeneratedImage.fromBytes(asset.bytes)
    )
  }
  const text = new TextDecoder().decode(bytes)
  const decoded = decode(text)
  if (Either.isLeft(decoded)) {
    const excerpt = clean(scrub(text.slice(0, 4096)))
    return Effect.fail(new ResponseParseError({ expected: "a picture", excerpt }))
  }
  if ("output" in decoded.right) {
    return Effect.succeed(GeneratedImage.fromUrl(decoded.right.output[0]))
  }
  const [first] = decoded.right.data
  return "url" in first
    ? Effect.succeed(GeneratedImage.fromUrl(first.url))
    : GeneratedImage.fromBase64(first.b64_json)
}

/**
 * The bytes of a picture, checked: they are a picture, whole, and within limits.
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as Either from "effect/Either"
import type { GeneratedImage } from "./GeneratedImage.js"
import { AssetError } from "./ImageError.js"
import { type MediaType, detect } from "./MediaType.js"

/** A picture in memory. */
export class ImageAsset extends Data.Class<{
  readonly bytes: Uint8Array
  /** From the bytes. */
  readonly mediaType: MediaType
}> {}

/** The most that a picture may weigh: 64 MiB. */
export const defaultMaximumBytes = 64 * 1024 * 1024

/** An asset, when the bytes are a picture. */
export const fromBytes = (bytes: Uint8Array): Either.Either<ImageAsset, AssetError> => {
  const mediaType = detect(bytes)
  if (mediaType !== undefined) return Either.right(new ImageAsset({ bytes, mediaType }))
  const head = new TextDecoder().decode(bytes.subarray(0, 60)).replace(/[^\x20-\x7e]+/g, " ")
  const description =
    bytes.length === 0
      ? "the picture is empty"
      : `what came is no picture that Easel knows; it begins with "${head.trim()}"`
  return Either.left(new AssetError({ reason: "NotAnImage", description }))
}

const dataUrlPattern = /^data:([^,]*?)(;base64)?,/

/** Decodes a `data:` URL, base64 or percent-encoded. */
export const fromDataUrl = (dataUrl: string): Either.Either<ImageAsset, AssetError> => {
  const match = dataUrlPattern.exec(dataUrl)
  const broken = new AssetError({ reason: "NotAnImage", description: "the data URL is broken" })
  if (match === null) return Either.left(broken)
  const body = dataUrl.slice(match[0].length)
  const bytes: Either.Either<Uint8Array, unknown> =
    match[2] === undefined
      ? Either.try(() => new TextEncoder().encode(decodeURIComponent(body)))
      : Encoding.decodeBase64(body)
  return Either.isLeft(bytes) ? Either.left(broken) : fromBytes(bytes.right)
}

/** Loads a picture that needs no network; for providers that only give bytes or data URLs. */
export const loadEmbedded = (image: GeneratedImage): Effect.Effect<ImageAsset, AssetError> => {
  const { source } = image
  switch (source._tag) {
    case "Bytes":
      return fromBytes(source.bytes)
    case "DataUrl":
      return fromDataUrl(source.dataUrl)
    case "Url":
      return Effect.fail(
        new AssetError({
          reason: "Unreachable",
          description: "this provider has no connection to fetch a picture's address with"
        })
      )
  }
}

/**
 * The bytes of a picture, checked: they are a picture, whole, and within limits.
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { identity } from "effect/Function"
import type { Base64Text, GeneratedImage } from "./GeneratedImage.js"
import { AssetError } from "./ImageError.js"
import { type MediaType, detect } from "./MediaType.js"
import { decodeBase64 } from "./internal/decodeBase64.js"
import * as Png from "./Png.js"

/** A picture in memory. */
export class ImageAsset extends Data.Class<{
  readonly bytes: Uint8Array
  /** From the bytes. */
  readonly mediaType: MediaType
}> {}

/** The most that a picture may weigh: 64 MiB. */
export const defaultMaximumBytes = 64 * 1024 * 1024

/** A PNG says where it ends; the other formats are taken as they are. */
const isWhole = (bytes: Uint8Array, mediaType: MediaType): boolean =>
  mediaType !== "image/png" || Array.from(Png.chunks(bytes)).some(({ type }) => type === "IEND")

const notAnImage = (description: string) => new AssetError({ reason: "NotAnImage", description })

/**
 * An asset, when the bytes are a picture. What they begin with otherwise is quoted by the error,
 * after `scrub` has removed what must not be shown.
 */
export const fromBytes = (
  bytes: Uint8Array,
  scrub: (text: string) => string = identity
): Either.Either<ImageAsset, AssetError> => {
  if (bytes.length === 0) return Either.left(notAnImage("the picture is empty"))
  const mediaType = detect(bytes)
  if (mediaType !== undefined) {
    return isWhole(bytes, mediaType)
      ? Either.right(new ImageAsset({ bytes, mediaType }))
      : Either.left(notAnImage("the picture is cut short"))
  }
  const text = scrub(new TextDecoder().decode(bytes.subarray(0, 4096)))
  const head = text
    .slice(0, 60)
    .replace(/[^\x20-\x7e]+/g, " ")
    .trim()
  return Either.left(
    notAnImage(`what came is no picture that Easel knows; it begins with "${head}"`)
  )
}

const percent = 0x25

const decoder = new TextDecoder()

/** Percent-encoded bytes, which need not be text; a stray percent sign stands for itself. */
const percentDecode = (text: string): Uint8Array => {
  const encoded = new TextEncoder().encode(text)
  const bytes = new Uint8Array(encoded.length)
  let length = 0
  for (let index = 0; index < encoded.length; index++) {
    const byte = encoded[index] ?? 0
    const digits = byte === percent ? decoder.decode(encoded.subarray(index + 1, index + 3)) : ""
    const escaped = /^[0-9a-f]{2}$/i.test(digits)
    bytes[length++] = escaped ? Number.parseInt(digits, 16) : byte
    if (escaped) index += 2
  }
  return bytes.subarray(0, length)
}

const brokenDataUrl = () =>
  new AssetError({ reason: "NotAnImage", description: "the data URL is broken" })

const dataUrlPattern = /^data:([^,]*?)(;base64)?,/

/** Decodes a `data:` URL, base64 or percent-encoded. */
export const fromDataUrl = (dataUrl: string): Either.Either<ImageAsset, AssetError> => {
  const match = dataUrlPattern.exec(dataUrl)
  if (match === null) return Either.left(brokenDataUrl())
  const body = dataUrl.slice(match[0].length)
  const bytes: Either.Either<Uint8Array, unknown> =
    match[2] === undefined ? Either.right(percentDecode(body)) : decodeBase64(body)
  return Either.isLeft(bytes) ? Either.left(brokenDataUrl()) : fromBytes(bytes.right)
}

/** Decodes base64. */
export const fromBase64 = (base64: Base64Text): Either.Either<ImageAsset, AssetError> => {
  const bytes = decodeBase64(base64)
  return Either.isLeft(bytes)
    ? Either.left(notAnImage("the picture's base64 is broken"))
    : fromBytes(bytes.right)
}

/** Loads a picture that needs no network; for providers that never give addresses. */
export const loadEmbedded = (image: GeneratedImage): Effect.Effect<ImageAsset, AssetError> => {
  const { source } = image
  switch (source._tag) {
    case "Bytes":
      return fromBytes(source.bytes)
    case "DataUrl":
      return fromDataUrl(source.dataUrl)
    case "Base64":
      return fromBase64(source.base64)
    case "Url":
      return Effect.fail(
        new AssetError({
          reason: "Unreachable",
          description: "this provider has no connection to fetch a picture's address with"
        })
      )
  }
}

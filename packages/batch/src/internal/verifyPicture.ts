import * as ImageAsset from "@easel/core/ImageAsset"
import { AssetError } from "@easel/core/ImageError"
import type { MediaType } from "@easel/core/MediaType"
import * as Either from "effect/Either"
import { imageSize } from "image-size"

/** A picture that is whole. */
export interface VerifiedPicture {
  /** From the bytes. */
  readonly mediaType: MediaType
  /** Pixels; missing for a drawing without a size of its own. */
  readonly width?: number | undefined
  readonly height?: number | undefined
}

const refuse = (description: string) => new AssetError({ reason: "NotAnImage", description })

/** Markers of JPEG; each follows a byte 0xff. */
const startOfScan = 0xda
const endOfImage = 0xd9

/** A JPEG's thumbnail has an end of its own, so that the end is looked for behind the first scan. */
const endsAsJpeg = (bytes: Uint8Array): boolean => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let offset = 2
  while (offset + 4 <= bytes.length && bytes[offset] === 0xff) {
    if (bytes[offset + 1] === 0xff) offset++
    else if (bytes[offset + 1] === startOfScan) {
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(
        Buffer.of(0xff, endOfImage),
        offset
      )
    } else offset += 2 + view.getUint16(offset + 2)
  }
  return false
}

/** A WebP says at its begin how long it is. */
const endsAsWebp = (bytes: Uint8Array): boolean =>
  bytes.length >= 12 &&
  bytes.length >= 8 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true)

/** What a GIF ends with; some programs put zeros behind it. */
const endsAsGif = (bytes: Uint8Array): boolean => bytes.findLast((byte) => byte !== 0) === 0x3b

/** `ImageAsset` has looked at the end of a PNG; the formats that are missing don't tell. */
const ends: Partial<Record<MediaType, (bytes: Uint8Array) => boolean>> = {
  "image/jpeg": endsAsJpeg,
  "image/webp": endsAsWebp,
  "image/gif": endsAsGif
}

const sizeOf = (
  bytes: Uint8Array,
  mediaType: MediaType
): Either.Either<Pick<VerifiedPicture, "width" | "height">, AssetError> =>
  Either.match(
    Either.try(() => imageSize(bytes)),
    {
      onLeft: () =>
        mediaType === "image/svg+xml"
          ? Either.right({})
          : Either.left(refuse(`the ${mediaType} has no size that can be read`)),
      onRight: ({ height, width }) =>
        width > 0 && height > 0
          ? Either.right({ width, height })
          : Either.left(refuse(`the picture has a size of ${width}x${height}`))
    }
  )

/**
 * Looks whether bytes are a picture, and a whole one: a PNG, JPEG, WebP or GIF that was cut short is
 * told from one that was not. Pixels are not decoded.
 */
export const verifyPicture = (bytes: Uint8Array): Either.Either<VerifiedPicture, AssetError> =>
  Either.gen(function* () {
    const { mediaType } = yield* ImageAsset.fromBytes(bytes)
    if (ends[mediaType]?.(bytes) === false) {
      return yield* Either.left(refuse("the picture is cut short"))
    }
    return { mediaType, ...(yield* sizeOf(bytes, mediaType)) }
  })

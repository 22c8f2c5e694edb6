/** A picture is checked, gets its receipt, and is kept under its name. */
import { createHash } from "node:crypto"
import type { AssetError } from "@easel/core/ImageError"
import type { ImageAsset } from "@easel/core/ImageAsset"
import * as MediaType from "@easel/core/MediaType"
import * as PictureMetadata from "@easel/core/PictureMetadata"
import type { Receipt } from "@easel/core/Receipt"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import type { OutputError } from "../BatchError.js"
import type { ItemWarning, StoredPicture } from "../BatchItem.js"
import type { Place } from "../OutputStore.js"
import type { NamedPicture } from "./Made.js"
import { verifyPicture } from "./verifyPicture.js"

export interface Preparing {
  /** Name of the item. */
  readonly name: string
  /** Which picture of the item, from 1. */
  readonly index: number
  readonly receipt: Receipt
  readonly embedReceipt: boolean
}

/** A picture as it will be kept. */
export interface Prepared {
  readonly picture: NamedPicture
  readonly bytes: Uint8Array
  readonly warnings: ReadonlyArray<ItemWarning>
}

const nameOf = ({ index, name }: Preparing, mediaType: MediaType.MediaType): string =>
  `${name}${index === 1 ? "" : `-${index}`}.${MediaType.extension(mediaType)}`

const sizeWarning = (
  receipt: Receipt,
  size: { readonly width?: number | undefined; readonly height?: number | undefined }
): ReadonlyArray<ItemWarning> => {
  const { height, width } = receipt.parameters
  if (size.width === undefined || size.height === undefined) return []
  if (size.width === width && size.height === height) return []
  return [
    {
      code: "SizeDiffers",
      message: `the picture is ${size.width}x${size.height}, asked for was ${width}x${height}`
    }
  ]
}

export const hashOf = (bytes: Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex")

/** Checks a picture and says how it will be kept; the same picture again gives the same bytes. */
export const preparePicture = (
  asset: ImageAsset,
  preparing: Preparing
): Effect.Effect<Prepared, AssetError> =>
  Effect.map(verifyPicture(asset.bytes), ({ height, mediaType, width }) => {
    const { embedReceipt, receipt } = preparing
    const bytes = embedReceipt
      ? Option.getOrElse(PictureMetadata.embed(asset, receipt), () => asset.bytes)
      : asset.bytes
    const picture = {
      name: nameOf(preparing, mediaType),
      mediaType,
      bytes: bytes.byteLength,
      sha256: hashOf(bytes),
      width,
      height
    }
    return { picture, bytes, warnings: sizeWarning(receipt, { width, height }) }
  })

/** Says why a picture waits for its place; `null` when it waits no longer. */
export type Note = (reason: string | null) => Effect.Effect<void>

/** These pass when somebody makes room or the store comes back; the picture waits so long. */
const passes = (error: OutputError): boolean =>
  error.reason === "Full" || error.reason === "Unreachable" || error.reason === "Denied"

const waiting = Schedule.spaced(Duration.seconds(2)).pipe(Schedule.whileInput(passes))

/** Waits where somebody can make that possible. */
export const inTime = <A>(note: Note, effect: Effect.Effect<A, OutputError>) =>
  Effect.suspend(() => {
    let waited = false
    return effect.pipe(
      Effect.tapError((error) => {
        if (!passes(error)) return Effect.void
        waited = true
        return note(error.message)
      }),
      Effect.retry(waiting),
      Effect.tap(() => (waited ? note(null) : Effect.void))
    )
  })

/** Keeps the bytes. */
export const storePicture = (
  place: Place,
  note: Note,
  { bytes, picture }: Pick<Prepared, "bytes" | "picture">
): Effect.Effect<StoredPicture, OutputError> =>
  Effect.map(inTime(note, place.put(picture.name, bytes, picture.mediaType)), (location) => ({
    ...picture,
    location
  }))

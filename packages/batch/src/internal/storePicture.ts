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
import { verifyPicture } from "./verifyPicture.js"

export interface Storing {
  readonly place: Place
  /** Name of the item. */
  readonly name: string
  /** Which picture of the item, from 1. */
  readonly index: number
  readonly receipt: Receipt
  readonly embedReceipt: boolean
  /** Says why a picture waits for its place; `null` when it waits no longer. */
  readonly note: (reason: string | null) => Effect.Effect<void>
}

/** These pass when somebody makes room or the store comes back; the picture waits so long. */
const passes = (error: OutputError): boolean =>
  error.reason === "Full" || error.reason === "Unreachable" || error.reason === "Denied"

const waiting = Schedule.spaced(Duration.seconds(2)).pipe(Schedule.whileInput(passes))

const nameOf = ({ index, name }: Storing, mediaType: MediaType.MediaType): string =>
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

/** Keeps the bytes, and waits where somebody can make that possible. */
const putInTime = (
  { note, place }: Storing,
  name: string,
  bytes: Uint8Array,
  mediaType: MediaType.MediaType
) =>
  Effect.suspend(() => {
    let waited = false
    return place.put(name, bytes, mediaType).pipe(
      Effect.tapError((error) => {
        if (!passes(error)) return Effect.void
        waited = true
        return note(error.message)
      }),
      Effect.retry(waiting),
      Effect.tap(() => (waited ? note(null) : Effect.void))
    )
  })

export interface Stored {
  readonly picture: StoredPicture
  readonly warnings: ReadonlyArray<ItemWarning>
}

export const storePicture = (
  asset: ImageAsset,
  storing: Storing
): Effect.Effect<Stored, AssetError | OutputError> =>
  Effect.gen(function* () {
    const { embedReceipt, receipt } = storing
    const { height, mediaType, width } = yield* verifyPicture(asset.bytes)
    const bytes = embedReceipt
      ? Option.getOrElse(PictureMetadata.embed(asset, receipt), () => asset.bytes)
      : asset.bytes
    const name = nameOf(storing, mediaType)
    const location = yield* putInTime(storing, name, bytes, mediaType)
    return {
      picture: {
        name,
        location,
        mediaType,
        bytes: bytes.byteLength,
        sha256: createHash("sha256").update(bytes).digest("hex"),
        width,
        height
      },
      warnings: sizeWarning(receipt, { width, height })
    }
  })

/** The lines of `--json`. Bytes of pictures are never in them. */
import type { Base64Text, GeneratedImage } from "@easel/core/GeneratedImage"
import { ImageError } from "@easel/core/ImageError"
import { ImageEvent, type ImagePreview, type ImageResponse } from "@easel/core/ImageEvent"
import { Receipt } from "@easel/core/Receipt"
import * as Schema from "effect/Schema"
import { BatchError, isBatchError } from "./batch/errorText.js"

const encodeEvent = Schema.encodeSync(ImageEvent)
const encodeReceipt = Schema.encodeSync(Receipt)
const encodeImageError = Schema.encodeSync(ImageError)
const encodeBatchError = Schema.encodeSync(BatchError)

const paddingOf = (base64: Base64Text): number => {
  const end = base64.slice(-2)
  const text = typeof end === "string" ? end : String.fromCharCode(...end)
  return /=*$/.exec(text)?.[0].length ?? 0
}

/** Bytes that base64 stands for, without decoding it. */
const lengthOf = (base64: Base64Text): number =>
  Math.floor(((base64.length - paddingOf(base64)) * 3) / 4)

const bodyOf = (dataUrl: string): string => dataUrl.slice(dataUrl.indexOf(",") + 1)

const source = ({ source }: GeneratedImage): object => {
  switch (source._tag) {
    case "Url":
      return source
    case "Bytes":
      return { _tag: "Bytes", bytes: source.bytes.length }
    case "DataUrl":
      return { _tag: "DataUrl", bytes: lengthOf(bodyOf(source.dataUrl)) }
    case "Base64":
      return { _tag: "Base64", bytes: lengthOf(source.base64) }
  }
}

const image = (picture: GeneratedImage): object => ({
  source: source(picture),
  mediaType: picture.mediaType,
  seed: picture.seed
})

/** What is known of a picture once it is saved. */
export interface Saved {
  /** Missing when the bytes went to stdout. */
  readonly path: string | undefined
  readonly bytes: number
  readonly mediaType: string
  /** Only by `reproduce`: the same pixels as in the file that was reproduced. */
  readonly identical?: boolean | undefined
}

/** An event that is no response. */
export const event = (value: Exclude<ImageEvent, ImageResponse>): object => {
  if (value._tag === "ImagePreview") return preview(value)
  const { _tag, ...fields } = encodeEvent(value)
  return { _tag, ...fields }
}

const preview = (value: ImagePreview): object => ({
  _tag: value._tag,
  index: value.index,
  image: image(value.image)
})

/** The response, when its pictures are saved. */
export const response = (value: ImageResponse, saved: ReadonlyArray<Saved>): object => ({
  _tag: value._tag,
  images: value.images.map((picture, index) => ({ ...image(picture), ...saved[index] })),
  receipt: encodeReceipt(value.receipt)
})

/** A receipt as JSON. */
export const receipt = (value: Receipt): object => encodeReceipt(value)

const isImageError = Schema.is(ImageError)

const hasTag = (value: unknown): value is { readonly _tag: string } =>
  typeof value === "object" && value !== null && "_tag" in value && typeof value._tag === "string"

/** An error: those of core and of batches as their schemas say, others by tag and message. */
export const error = (value: unknown): object => ({ _tag: "Error", error: errorFields(value) })

const errorFields = (value: unknown): object => {
  if (isBatchError(value)) return encodeBatchError(value)
  if (isImageError(value)) {
    const { _tag, ...fields } = encodeImageError(value)
    return { _tag, ...fields }
  }
  return {
    _tag: hasTag(value) ? value._tag : "Unexpected",
    message: value instanceof Error ? value.message : String(value)
  }
}

/** One line; control characters are escaped, so that it is safe in a terminal. */
export const format = (value: object): string =>
  JSON.stringify(value).replace(
    /[\u007f-\u009f\p{Bidi_Control}\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
  )

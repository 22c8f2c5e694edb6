/**
 * Pictures in base64 between the texts of a JSON document. What comes as a data URL is checked and
 * passed on as it is; nothing is ever encoded anew, or escaped, that need not be.
 */
import type { GeneratedImage } from "@easel/core/GeneratedImage"
import { type MediaType, detect } from "@easel/core/MediaType"

/** A picture: its bytes, or the base64 that a service has sent. */
export type Picture = Uint8Array | { readonly base64: string }

const head = /^data:[^,]{0,200};base64,/i

/** A picture whose source is here, in the form that costs least; an address has none. */
export const fromImage = ({ source }: GeneratedImage): Picture | undefined => {
  switch (source._tag) {
    case "Bytes":
      return source.bytes
    case "DataUrl": {
      const start = head.exec(source.dataUrl)?.[0].length
      return start === undefined ? undefined : { base64: source.dataUrl.slice(start) }
    }
    case "Url":
      return undefined
  }
}

/** Enough to know a picture by. */
const headBytes = 1024

/** From the bytes. */
export const mediaTypeOf = (picture: Picture): MediaType | undefined =>
  detect(
    picture instanceof Uint8Array
      ? picture
      : Buffer.from(picture.base64.slice(0, (headBytes / 3) * 4), "base64")
  )

/** Bytes that are encoded in one go: whole groups of three, so that the parts join. */
const encodedAtOnce = 3 * 16 * 1024

const encodedLength = (bytes: number): number => Math.ceil(bytes / 3) * 4

/** Room for a picture, and the padding that a service may have left out. */
const room = (picture: Picture): number =>
  picture instanceof Uint8Array ? encodedLength(picture.length) : picture.base64.length + 4

const encode = (bytes: Uint8Array, into: Buffer, offset: number): number => {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let end = offset
  for (let start = 0; start < source.length; start += encodedAtOnce) {
    const part = source.toString("base64", start, Math.min(source.length, start + encodedAtOnce))
    end += into.write(part, end, "latin1")
  }
  return end
}

const padding = (base64: string): number =>
  base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0

/** Whether nothing was passed over when it was decoded, and it is not of the alphabet for addresses. */
const isStandard = (base64: string, decodedLength: number): boolean =>
  base64.length % 4 === 0 &&
  decodedLength === (base64.length / 4) * 3 - padding(base64) &&
  !base64.includes("-") &&
  !base64.includes("_")

/**
 * Base64 is copied; what is none, or written in another way, is made anew of what it says. It is
 * decoded where the copy will lie, since there is room for it and memory costs more than decoding.
 */
const copy = (base64: string, into: Buffer, offset: number): number =>
  isStandard(base64, into.write(base64, offset, "base64"))
    ? offset + into.write(base64, offset, "latin1")
    : encode(Buffer.from(base64, "base64"), into, offset)

/** Texts and pictures one after the other, in UTF-8. */
export const join = (...parts: ReadonlyArray<string | Picture>): Uint8Array => {
  const length = parts.reduce(
    (sum, part) => sum + (typeof part === "string" ? Buffer.byteLength(part) : room(part)),
    0
  )
  const into = Buffer.allocUnsafe(length)
  let end = 0
  for (const part of parts) {
    if (typeof part === "string") end += into.write(part, end)
    else if (part instanceof Uint8Array) end = encode(part, into, end)
    else end = copy(part.base64, into, end)
  }
  return into.subarray(0, end)
}

/**
 * Pictures in base64 between the texts of a JSON document. What comes as a data URL is checked and
 * passed on as it is; nothing is ever encoded anew, or escaped, that need not be.
 */
import type { Base64Text, GeneratedImage } from "@easel/core/GeneratedImage"
import { type MediaType, detect } from "@easel/core/MediaType"

/** A picture: its bytes, or the base64 that a service has sent. */
export type Picture = Uint8Array | { readonly base64: Base64Text }

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
    case "Base64":
      return source
    case "Url":
      return undefined
  }
}

/** Enough to know a picture by. */
const headBytes = 1024

/** Base64 is ASCII; what is none does not become any by this. */
const textOf = (base64: Base64Text): string =>
  typeof base64 === "string"
    ? base64
    : Buffer.from(base64.buffer, base64.byteOffset, base64.length).toString("latin1")

const partOf = (base64: Base64Text, start: number, end: number): Base64Text =>
  typeof base64 === "string" ? base64.slice(start, end) : base64.subarray(start, end)

/** From the bytes. */
export const mediaTypeOf = (picture: Picture): MediaType | undefined =>
  detect(
    picture instanceof Uint8Array
      ? picture
      : Buffer.from(textOf(partOf(picture.base64, 0, (headBytes / 3) * 4)), "base64")
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

/** Characters that are checked in one go: whole groups of four. */
const checkedAtOnce = 64 * 1024

/** Where base64 is decoded to be checked: memory that is used again costs less than decoding. */
const scratch = Buffer.allocUnsafe((checkedAtOnce / 4) * 3)

/** Whether nothing is passed over when it is decoded, and it is not of the alphabet for addresses. */
const isStandard = (base64: Base64Text): boolean => {
  for (let start = 0; start < base64.length; start += checkedAtOnce) {
    const part = textOf(partOf(base64, start, start + checkedAtOnce))
    const isLast = start + checkedAtOnce >= base64.length
    const expected = (part.length / 4) * 3 - (isLast ? padding(part) : 0)
    if (scratch.write(part, "base64") !== expected) return false
    if (part.includes("-") || part.includes("_")) return false
  }
  return true
}

/** Base64 is copied; what is none, or written in another way, is made anew of what it says. */
const copy = (base64: Base64Text, into: Buffer, offset: number): number => {
  if (!isStandard(base64)) {
    return encode(Buffer.from(textOf(base64), "base64"), into, offset)
  }
  if (typeof base64 === "string") return offset + into.write(base64, offset, "latin1")
  into.set(base64, offset)
  return offset + base64.length
}

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

/** Base64 that can be sent as it came, without a copy. */
const isSendable = (part: string | Picture): part is { readonly base64: Uint8Array } =>
  typeof part === "object" &&
  "base64" in part &&
  typeof part.base64 !== "string" &&
  isStandard(part.base64)

/** The same as `join`, in pieces: base64 that came as bytes is one of them. */
export const pieces = (...parts: ReadonlyArray<string | Picture>): ReadonlyArray<Uint8Array> => {
  const found: Array<Uint8Array> = []
  let start = 0
  for (const [index, part] of parts.entries()) {
    if (!isSendable(part)) continue
    found.push(join(...parts.slice(start, index)), part.base64)
    start = index + 1
  }
  return [...found, join(...parts.slice(start))]
}

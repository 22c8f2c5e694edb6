import * as Either from "effect/Either"
import { detect } from "../MediaType.js"
import { concatenate } from "./concatenate.js"
import { decodeBase64 } from "./decodeBase64.js"
import { decodeText } from "./decodeText.js"
import { bufferFrom } from "./platformBuffer.js"

/** Shorter base64 costs less as a text than what is done here. */
const minimumLength = 64 * 1024

/** Characters that tell whether base64 is a picture: whole groups of four. */
const headLength = 64

/** Quotes that are looked at in one piece; what comes behind them stays a text. */
const mostQuotes = 4096

const quote = 0x22

/** What ends a line, and what escapes in JSON. */
const foreign = [0x0a, 0x0d, 0x5c]

/** The same bytes; the platform's own search in them is forty times as fast. */
const searchable = (bytes: Uint8Array): Uint8Array => {
  const view = bufferFrom?.(bytes.buffer, bytes.byteOffset, bytes.length)
  return view instanceof Uint8Array ? view : bytes
}

const isPicture = (base64: Uint8Array): boolean => {
  const head = decodeBase64(base64.subarray(0, headLength))
  return (
    Either.isRight(head) &&
    detect(head.right) !== undefined &&
    !foreign.some((byte) => base64.includes(byte))
  )
}

const encoder = new TextEncoder()

/** What stands for a picture. Nobody who writes the JSON can guess it. */
const mark = `easel-picture-${crypto.randomUUID()}-`

const marks = new RegExp(`${mark}\\d+;`, "g")

/** Pictures in base64 by the marks that stand for them in a text. */
export type Pictures = ReadonlyMap<string, Uint8Array>

const none: Pictures = new Map()

/**
 * Cuts large pictures out of JSON while it is bytes, so that their base64 is never made a text: a
 * text of so many characters is memory of its own, which the engine takes from the system each time
 * and gives back, and JSON alone would make two of each picture.
 */
export class PictureCutter {
  private pictures: Map<string, Uint8Array> | undefined
  private count = 0
  /** Characters that were cut out and not taken. */
  length = 0

  /** The bytes, with a mark in place of each large picture. */
  readonly cut = (whole: Uint8Array): Uint8Array => {
    if (whole.length < minimumLength) return whole
    const bytes = searchable(whole)
    const pieces: Array<Uint8Array> = []
    let start = 0
    let open = bytes.indexOf(quote)
    for (let quotes = 0; open !== -1 && quotes < mostQuotes; quotes++) {
      const close = bytes.indexOf(quote, open + 1)
      if (close - open > minimumLength && isPicture(bytes.subarray(open + 1, close))) {
        const name = this.keep(new Uint8Array(bytes.subarray(open + 1, close)))
        pieces.push(bytes.subarray(start, open + 1), encoder.encode(name))
        start = close
      }
      open = close
    }
    return pieces.length === 0 ? whole : concatenate([...pieces, bytes.subarray(start)])
  }

  private keep(picture: Uint8Array): string {
    const name = `${mark}${this.count++};`
    this.pictures ??= new Map()
    this.pictures.set(name, picture)
    this.length += picture.length
    return name
  }

  /** The pictures for which marks stand in a text; they are forgotten here. */
  take(text: string): Pictures {
    if (this.pictures === undefined || this.pictures.size === 0) return none
    const taken = new Map<string, Uint8Array>()
    for (const [name] of text.matchAll(marks)) {
      const picture = this.pictures.get(name)
      if (picture === undefined) continue
      taken.set(name, picture)
      this.pictures.delete(name)
      this.length -= picture.length
    }
    return taken
  }
}

/** The text as it was before the pictures were cut out. */
export const restore = (text: string, pictures: Pictures): string => {
  let restored = text
  for (const [name, picture] of pictures) {
    restored = restored.replace(name, () => decodeText(picture))
  }
  return restored
}

/** Parses JSON in which marks stand for pictures; these are bytes in what comes of it. */
export const parse = (text: string, pictures: Pictures): unknown =>
  JSON.parse(text, (_, value: unknown) =>
    typeof value === "string" ? (pictures.get(value) ?? value) : value
  )

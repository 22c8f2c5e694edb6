import { bufferFrom } from "./platformBuffer.js"

const decoder = new TextDecoder()

const byteOrderMark = "\ufeff"

/** UTF-8 with its byte order mark; what is no UTF-8 becomes U+FFFD. */
const decodeWhole = (bytes: Uint8Array): string =>
  bufferFrom === undefined
    ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)
    : String(bufferFrom(bytes.buffer, bytes.byteOffset, bytes.byteLength))

/** A whole UTF-8 text, without a byte order mark; what is no UTF-8 becomes U+FFFD. */
export const decodeText = (bytes: Uint8Array): string => {
  if (bufferFrom === undefined) return decoder.decode(bytes)
  const text = decodeWhole(bytes)
  return text.startsWith(byteOrderMark) ? text.slice(1) : text
}

/** The same of a text that comes in pieces, which may be cut in the middle of a character. */
export interface PiecewiseDecoder {
  readonly decode: (bytes: Uint8Array) => string
  /** What is left of a character that never came to its end. */
  readonly end: () => string
}

const isAscii = (byte: number | undefined): boolean => byte !== undefined && byte < 0x80

/** A decoder for one text. */
export const makeTextDecoder = (): PiecewiseDecoder => {
  const piecewise = new TextDecoder("utf-8", { ignoreBOM: true })
  let isStart = true
  let isWhole = true
  const withoutMark = (text: string): string => {
    if (!isStart || text === "") return text
    isStart = false
    return text.startsWith(byteOrderMark) ? text.slice(1) : text
  }
  return {
    decode: (bytes) => {
      // Between characters a piece is a text of its own, which Node decodes at twice the speed.
      const isAlone = isWhole && isAscii(bytes.at(-1))
      if (bytes.length > 0) isWhole = isAscii(bytes.at(-1))
      return withoutMark(isAlone ? decodeWhole(bytes) : piecewise.decode(bytes, { stream: true }))
    },
    end: () => withoutMark(piecewise.decode())
  }
}

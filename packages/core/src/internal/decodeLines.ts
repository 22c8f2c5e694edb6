import { concatenate } from "./concatenate.js"
import { type PiecewiseDecoder, makeTextDecoder } from "./decodeText.js"

/** Where most lines are put together; memory that is used again costs less than the copy into it. */
const desk = new Uint8Array(256 * 1024)

const join = (pieces: ReadonlyArray<Uint8Array>, length: number): Uint8Array => {
  const [only] = pieces
  if (only !== undefined && pieces.length === 1) return only
  if (length > desk.length) return concatenate(pieces)
  let end = 0
  for (const piece of pieces) {
    desk.set(piece, end)
    end += piece.length
  }
  return desk.subarray(0, length)
}

const lineFeed = 10
const carriageReturn = 13

/**
 * A decoder that gives whole lines, so that a long one is decoded once and not put together of texts.
 * Of a line beyond that many bytes it gives what it has. `prepare` sees the bytes before they are
 * decoded, and may not keep them.
 */
export const makeLineDecoder = (
  maximumBytes: number,
  prepare: (bytes: Uint8Array) => Uint8Array
): PiecewiseDecoder => {
  const text = makeTextDecoder()
  let pieces: Array<Uint8Array> = []
  let length = 0
  const hold = (piece: Uint8Array): void => {
    if (piece.length === 0) return
    pieces.push(piece)
    length += piece.length
  }
  const release = (): string => {
    const bytes = prepare(join(pieces, length))
    pieces = []
    length = 0
    return text.decode(bytes)
  }
  return {
    decode: (bytes) => {
      const end = Math.max(bytes.lastIndexOf(lineFeed), bytes.lastIndexOf(carriageReturn)) + 1
      hold(bytes.subarray(0, end || bytes.length))
      if (end === 0 && length <= maximumBytes) return ""
      const lines = release()
      if (end > 0) hold(bytes.subarray(end))
      return lines
    },
    end: () => release() + text.end()
  }
}

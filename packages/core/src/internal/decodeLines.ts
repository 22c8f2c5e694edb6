import { type PiecewiseDecoder, makeTextDecoder } from "./decodeText.js"
import { HeldBytes } from "./HeldBytes.js"

const lineFeed = 10
const carriageReturn = 13

/**
 * A decoder that gives whole lines, so that a long one is decoded once and not put together of texts.
 * Of a line beyond that many bytes it gives what it has.
 */
export const makeLineDecoder = (maximumBytes: number): PiecewiseDecoder => {
  const text = makeTextDecoder()
  const held = new HeldBytes()
  return {
    decode: (bytes) => {
      const end = Math.max(bytes.lastIndexOf(lineFeed), bytes.lastIndexOf(carriageReturn)) + 1
      if (end === 0) {
        held.add(bytes)
        return held.length <= maximumBytes ? "" : text.decode(held.take())
      }
      const whole = bytes.subarray(0, end)
      if (held.length > 0) held.add(whole)
      const lines = text.decode(held.length > 0 ? held.take() : whole)
      held.add(bytes.subarray(end))
      return lines
    },
    end: () => text.decode(held.take()) + text.end()
  }
}

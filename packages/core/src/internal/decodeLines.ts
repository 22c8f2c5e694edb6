import { type PiecewiseDecoder, makeTextDecoder } from "./decodeText.js"
import { HeldBytes } from "./HeldBytes.js"

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
  const held = new HeldBytes()
  const decode = (bytes: Uint8Array): string => text.decode(prepare(bytes))
  return {
    decode: (bytes) => {
      const end = Math.max(bytes.lastIndexOf(lineFeed), bytes.lastIndexOf(carriageReturn)) + 1
      if (end === 0) {
        held.add(bytes)
        return held.length <= maximumBytes ? "" : decode(held.take())
      }
      const whole = bytes.subarray(0, end)
      if (held.length > 0) held.add(whole)
      const lines = decode(held.length > 0 ? held.take() : whole)
      held.add(bytes.subarray(end))
      return lines
    },
    end: () => decode(held.take()) + text.end()
  }
}

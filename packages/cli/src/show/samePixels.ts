/** Whether two PNG files hold the same pixels, byte for byte as they are compressed. */
import * as Png from "@easel/core/Png"

/** What the pixels depend on: header, palette, transparency and the compressed data. */
const pixels = (png: Uint8Array): Buffer => {
  const parts = Array.from(Png.chunks(png)).filter(({ type }) =>
    ["IHDR", "PLTE", "tRNS", "IDAT"].includes(type)
  )
  return Buffer.concat(parts.map(({ data }) => data))
}

/** Compares the pixels' data; texts in the files do not count. */
export const samePixels = (one: Uint8Array, other: Uint8Array): boolean =>
  pixels(one).equals(pixels(other))

/** The smallest honest pictures: one-bit PNGs of the size that was asked for. */
import { deflateSync } from "node:zlib"
import * as Effect from "effect/Effect"
import * as Png from "@easel/core/Png"
import type { Picture, PictureSpecification } from "@easel/core/Fake"

/** A PNG of stripes, whose phase shows the seed and whose width shows the detail. */
export const draw = (specification: PictureSpecification): Effect.Effect<Picture> =>
  Effect.sync(() => {
    const { detail, height, seed, width } = specification
    const header = new Uint8Array(13)
    const fields = new DataView(header.buffer)
    fields.setUint32(0, width)
    fields.setUint32(4, height)
    fields.setUint8(8, 1)
    const stride = Math.ceil(width / 8) + 1
    const pixels = new Uint8Array(stride * height)
    const stripe = Math.max(1, Math.round(16 * (1 - detail)) + 2)
    for (let row = 0; row < height; row++) {
      if (((row + seed) / stripe) % 2 < 1) pixels.fill(0xff, row * stride + 1, (row + 1) * stride)
    }
    const bytes = Png.encode([
      { type: "IHDR", data: header },
      { type: "IDAT", data: deflateSync(pixels, { level: 1 }) },
      { type: "IEND", data: new Uint8Array() }
    ])
    return { bytes, mediaType: "image/png" }
  })

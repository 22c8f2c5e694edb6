/** A picture as rows of red, green and blue, small enough for a terminal. */
import { convertIndexedToRgb, decode, type DecodedPng } from "fast-png"

export interface Raster {
  readonly width: number
  readonly height: number
  /** Three bytes a pixel, row by row. */
  readonly data: Uint8Array
}

/** Reads one sample of 1, 2, 4, 8 or 16 bits as 0 to 255. */
const sampler = ({ channels, data, depth, width }: DecodedPng) => {
  if (depth >= 8) {
    const shift = depth - 8
    return (x: number, y: number, channel: number): number =>
      (data[(y * width + x) * channels + channel] ?? 0) >> shift
  }
  const stride = Math.ceil((width * channels * depth) / 8)
  const highest = (1 << depth) - 1
  return (x: number, y: number, channel: number): number => {
    const bit = (x * channels + channel) * depth
    const byte = data[y * stride + (bit >> 3)] ?? 0
    return Math.round((((byte >> (8 - depth - (bit & 7))) & highest) * 255) / highest)
  }
}

const withoutPalette = (png: DecodedPng): DecodedPng =>
  png.palette === undefined
    ? png
    : {
        ...png,
        data: convertIndexedToRgb(png),
        channels: png.palette[0]?.length ?? 3,
        depth: 8
      }

/** Samples of each axis that are averaged into one pixel; more would not be seen. */
const samples = 4

/** Decodes a PNG and averages it down to the size; transparency goes to black. */
export const fromPng = (bytes: Uint8Array, width: number, height: number): Raster => {
  const png = withoutPalette(decode(bytes))
  const sample = sampler(png)
  const { channels } = png
  const gray = channels < 3
  const alpha = channels === 2 || channels === 4 ? channels - 1 : undefined
  const data = new Uint8Array(width * height * 3)
  const sum = [0, 0, 0]
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      sum.fill(0)
      for (let index = 0; index < samples * samples; index++) {
        const x = Math.floor(((column + ((index % samples) + 0.5) / samples) / width) * png.width)
        const y = Math.floor(
          ((row + (Math.floor(index / samples) + 0.5) / samples) / height) * png.height
        )
        const opacity = alpha === undefined ? 1 : sample(x, y, alpha) / 255
        for (let color = 0; color < 3; color++) {
          sum[color] = (sum[color] ?? 0) + sample(x, y, gray ? 0 : color) * opacity
        }
      }
      for (let color = 0; color < 3; color++) {
        data[(row * width + column) * 3 + color] = Math.round((sum[color] ?? 0) / samples ** 2)
      }
    }
  }
  return { width, height, data }
}

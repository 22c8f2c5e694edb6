import type { Size } from "../src/Drawing.js"

/** Mean absolute difference of two pictures' bytes. */
export const meanError = (left: Uint8Array, right: Uint8Array): number => {
  let sum = 0
  for (let at = 0; at < left.length; at++) sum += Math.abs((left[at] ?? 0) - (right[at] ?? 0))
  return sum / left.length
}

/** The mean red, green and blue of a picture. */
export const meanColor = (pixels: Uint8Array): readonly [number, number, number] => {
  const sums: [number, number, number] = [0, 0, 0]
  for (let at = 0; at < pixels.length; at += 3) {
    sums[0] += pixels[at] ?? 0
    sums[1] += pixels[at + 1] ?? 0
    sums[2] += pixels[at + 2] ?? 0
  }
  const count = pixels.length / 3
  return [sums[0] / count, sums[1] / count, sums[2] / count]
}

/** Enlarges by repeating the nearest pixel. */
export const enlarge = (pixels: Uint8Array, from: Size, to: Size): Uint8Array => {
  const result = new Uint8Array(to.width * to.height * 3)
  for (let y = 0; y < to.height; y++) {
    const row = Math.min(from.height - 1, Math.floor(((y + 0.5) * from.height) / to.height))
    for (let x = 0; x < to.width; x++) {
      const column = Math.min(from.width - 1, Math.floor(((x + 0.5) * from.width) / to.width))
      const source = (row * from.width + column) * 3
      result.set(pixels.subarray(source, source + 3), (y * to.width + x) * 3)
    }
  }
  return result
}

import type { Element } from "./Element.js"
import { ramp, rampSize } from "./Paint.js"
import type { View } from "./Coverage.js"
import { noiseTile, tileSize } from "./Noise.js"

/** Lays one element's paint over a row of pixels. */
export interface Brush {
  readonly element: Element
  /** `pixels` holds red, green, blue (0 to 255) from `offset` on; `covered` a share per column. */
  row(
    pixels: Float32Array,
    offset: number,
    y: number,
    from: number,
    to: number,
    covered: Float32Array
  ): void
}

/** Compiles an element's paint for a picture; `grain` 0 leaves out the scatter of tones. */
export const brush = (element: Element, view: View, grain: number): Brush => {
  const { paint } = element
  const table = ramp(paint.stops)
  const last = rampSize - 1
  const flat = paint.stops.length === 1
  const radial = paint.kind === "radial"
  const [fx, fy] = paint.from
  const [tx, ty] = paint.to
  const lengthSquared = (tx - fx) * (tx - fx) + (ty - fy) * (ty - fy) || 1
  // place along the gradient = alongX * column + alongY * row + start
  const unitX = radial ? 1 / (tx || 1) : (tx - fx) / lengthSquared
  const unitY = radial ? 1 / (ty || 1) : (ty - fy) / lengthSquared
  const alongX = unitX / view.scaleX
  const alongY = unitY / view.scaleY
  const startX = unitX * (view.left - fx) + 0.5 * alongX
  const startY = unitY * (view.top - fy) + 0.5 * alongY
  const scatter = flat ? 0 : paint.grain * grain * last
  const noise = noiseTile()
  const mask = tileSize - 1
  const mode = element.blend

  return {
    element,
    row(pixels, offset, y, from, to, covered) {
      const down = alongY * y + startY
      const noiseRow = (y & mask) * tileSize
      let entry = 0
      for (let x = from, at = offset + from * 3; x < to; x++, at += 3) {
        const cover = covered[x]!
        if (cover === 0) continue
        if (!flat) {
          const across = alongX * x + startX
          let position = (radial ? Math.sqrt(across * across + down * down) : across + down) * last
          if (scatter !== 0) position += noise[noiseRow + (x & mask)]! * scatter
          entry = (position <= 0 ? 0 : position >= last ? last : (position + 0.5) | 0) << 2
        }
        const alpha = table[entry + 3]! * cover
        if (alpha === 0) continue
        const red = table[entry]!
        const green = table[entry + 1]!
        const blue = table[entry + 2]!
        if (alpha === 1 && mode === "normal") {
          pixels[at] = red
          pixels[at + 1] = green
          pixels[at + 2] = blue
          continue
        }
        const r = pixels[at]!
        const g = pixels[at + 1]!
        const b = pixels[at + 2]!
        if (mode === "normal") {
          pixels[at] = r + (red - r) * alpha
          pixels[at + 1] = g + (green - g) * alpha
          pixels[at + 2] = b + (blue - b) * alpha
        } else if (mode === "multiply") {
          pixels[at] = r + r * (red / 255 - 1) * alpha
          pixels[at + 1] = g + g * (green / 255 - 1) * alpha
          pixels[at + 2] = b + b * (blue / 255 - 1) * alpha
        } else {
          pixels[at] = r + red * (1 - r / 255) * alpha
          pixels[at + 1] = g + green * (1 - g / 255) * alpha
          pixels[at + 2] = b + blue * (1 - b / 255) * alpha
        }
      }
    }
  }
}

import { brush, type Brush } from "./Brush.js"
import { Coverage, type View } from "./Coverage.js"
import type { Element, Frame } from "./Element.js"
import { noiseTile, tileSize } from "./Noise.js"
import type { Path } from "./Path.js"

/** Some finished rows of a picture. */
export interface Band {
  /** The first row. */
  readonly top: number
  readonly rows: number
  /** `rows * width * 3` bytes: red, green, blue from left to right, row by row. */
  readonly pixels: Uint8Array
  /** The share of the picture that is done with this band, above 0 and at the end 1. */
  readonly fraction: number
}

export interface Canvas {
  readonly width: number
  readonly height: number
  readonly frame: Frame
  /** 0 to 1; below 1 the finer elements and the grain are left out. */
  readonly detail: number
}

const bandPixels = 65536

/** Paints the elements band by band, from the top; memory is that of one band. */
export function* renderBands(elements: ReadonlyArray<Element>, canvas: Canvas): Generator<Band> {
  const { width, height, frame, detail } = canvas
  const view: View = {
    left: frame.left,
    top: frame.top,
    scaleX: width / (frame.right - frame.left),
    scaleY: height / (frame.bottom - frame.top)
  }
  const grain = detail >= 1 ? 1 : 0
  const rows = Math.min(height, Math.max(4, Math.floor(bandPixels / width)))
  const coverage = new Coverage(width, rows)
  const clipCoverage = new Coverage(width, rows)
  const clipped = new Float32Array(width * rows)
  const covered = new Float32Array(width)
  const pixels = new Float32Array(width * rows * 3)
  const brushes: Array<Brush | undefined> = []
  const visible = elements.filter((item) => item.detail <= detail)

  for (let top = 0; top < height; top += rows) {
    const count = Math.min(rows, height - top)
    pixels.fill(0)
    let clip: Path | undefined
    visible.forEach((item, index) => {
      if (item.clip !== undefined && item.clip !== clip) {
        clip = item.clip
        traceClip(clip, clipCoverage, view, top, count, width, clipped)
      }
      if (!coverage.trace(item.path, view, top, count)) return
      const [from, to] = coverage.span
      const paint = (brushes[index] ??= brush(item, view, grain))
      for (let row = 0; row < count; row++) {
        if (!coverage.take(row, covered, 0)) continue
        if (item.clip !== undefined) {
          for (let x = from; x < to; x++) covered[x] = covered[x]! * clipped[row * width + x]!
        }
        paint.row(pixels, row * width * 3, top + row, from, to, covered)
      }
    })
    yield {
      top,
      rows: count,
      pixels: print(pixels, width, top, count, height, grain),
      fraction: (top + count) / height
    }
  }
}

const traceClip = (
  clip: Path,
  coverage: Coverage,
  view: View,
  top: number,
  rows: number,
  width: number,
  target: Float32Array
): void => {
  target.fill(0)
  if (!coverage.trace(clip, view, top, rows)) return
  for (let row = 0; row < rows; row++) coverage.take(row, target, row * width)
}

/** Rounds to bytes, with the paper's tooth (three levels, so that it costs few bytes in a file). */
const print = (
  pixels: Float32Array,
  width: number,
  top: number,
  rows: number,
  height: number,
  grain: number
): Uint8Array => {
  const bytes = new Uint8Array(width * rows * 3)
  const noise = noiseTile()
  const mask = tileSize - 1
  const coarse = Math.min(width, height) > 1536 ? 1 : 0
  for (let row = 0, at = 0; row < rows; row++) {
    const noiseRow = (((top + row) >> coarse) & mask) * tileSize
    for (let x = 0; x < width; x++, at += 3) {
      const value = noise[noiseRow + ((x >> coarse) & mask)]!
      const tooth = grain === 0 ? 0.5 : value > 0.21 ? 4.5 : value < -0.21 ? -3.5 : 0.5
      for (let channel = at; channel < at + 3; channel++) {
        const level = pixels[channel]! + tooth
        bytes[channel] = level <= 0 ? 0 : level >= 255 ? 255 : level
      }
    }
  }
  return bytes
}

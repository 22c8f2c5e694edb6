/**
 * Drawings made by rule: words of the prompt choose motif and palette, the seed the composition.
 * No model is involved. The same prompt, seed and size give the same pixels on every platform.
 */
import { mix } from "./internal/canvas/Arithmetic.js"
import { frameOf } from "./internal/canvas/Element.js"
import { renderBands, type Band } from "./internal/canvas/Renderer.js"
import { compose, type Composition } from "./internal/Composition.js"
import { picture } from "./internal/Picture.js"
import { encodePng } from "./internal/encodePng.js"

export type { Band, Composition }

/** The shortest and the longest side that can be drawn, in pixels. */
export const smallestSide = 64
export const largestSide = 4096

/** Whole pixels, each side 64 to 4096. */
export interface Size {
  readonly width: number
  readonly height: number
}

export interface RenderOptions {
  /** 0 to 1: below 1 without grain, and without elements finer than this. */
  readonly detail?: number
  /** Above 0, to 1: the picture drawn this much smaller, composed as for the full size. */
  readonly scale?: number
}

/** What the prompt's words and the seed (any finite number) make of a picture; plain data. */
export const plan = (prompt: string, seed: number): Composition => {
  if (!Number.isFinite(seed)) throw new RangeError(`The seed must be a finite number, not ${seed}`)
  return compose(prompt, seed)
}

/** The size in which a picture comes out at a scale: at least one pixel each way. */
export const scaled = (size: Size, scale: number): Size => ({
  width: Math.max(1, Math.round(size.width * scale)),
  height: Math.max(1, Math.round(size.height * scale))
})

/**
 * Draws in bands of rows from the top, about 65,000 pixels each; take one at a time to stay
 * responsive. Each band's `fraction` says how much is done.
 */
export function* render(
  composition: Composition,
  size: Size,
  options: RenderOptions = {}
): Generator<Band, void, undefined> {
  const { detail = 1, scale = 1 } = options
  checkSide("width", size.width)
  checkSide("height", size.height)
  if (!(detail >= 0 && detail <= 1)) throw new RangeError(`Detail is 0 to 1, not ${detail}`)
  if (!(scale > 0 && scale <= 1)) throw new RangeError(`Scale is above 0 and to 1, not ${scale}`)
  const frame = frameOf(size.width, size.height)
  yield* renderBands(picture(composition, frame), { ...scaled(size, scale), frame, detail })
}

const checkSide = (name: string, side: number): void => {
  if (!Number.isInteger(side) || side < smallestSide || side > largestSide) {
    throw new RangeError(
      `The ${name} must be a whole number from ${smallestSide} to ${largestSide}, not ${side}`
    )
  }
}

/** The whole picture at once: `width * height * 3` bytes, red, green, blue, row by row. */
export const renderPixels = (
  composition: Composition,
  size: Size,
  options: RenderOptions = {}
): Uint8Array => {
  const { width, height } = scaled(size, options.scale ?? 1)
  const pixels = new Uint8Array(width * height * 3)
  for (const band of render(composition, size, options)) {
    pixels.set(band.pixels, band.top * width * 3)
  }
  return pixels
}

/**
 * How to draw preview `index` (1 to `count`) on the way to the picture: each one larger (up to half
 * the size) and finer than the one before.
 */
export const preview = (index: number, count: number): Required<RenderOptions> => {
  if (!Number.isInteger(index) || !Number.isInteger(count) || index < 1 || index > count) {
    throw new RangeError(`Preview ${index} of ${count} does not exist`)
  }
  const share = index / count
  return { scale: mix(1 / 16, 1 / 2, share * share), detail: mix(0.1, 0.9, share) }
}

export interface DrawOptions extends RenderOptions {
  /** Called after each band with the share that is done, at the end 1; waited for. */
  readonly onProgress?: (fraction: number) => Promise<void> | void
  /** Stops between two bands; the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal
}

/** The PNG file. Waiting for the compressor after each band lets the event loop run. */
export const draw = (
  composition: Composition,
  size: Size,
  options: DrawOptions = {}
): Promise<Uint8Array> => {
  const { width, height } = scaled(size, options.scale ?? 1)
  return encodePng(width, height, paced(render(composition, size, options), options))
}

async function* paced(bands: Iterable<Band>, options: DrawOptions): AsyncGenerator<Uint8Array> {
  for (const band of bands) {
    options.signal?.throwIfAborted()
    yield band.pixels
    await options.onProgress?.(band.fraction)
  }
}

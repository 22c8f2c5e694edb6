import { clamp, cosine, cubeRoot, mix, sine } from "./Arithmetic.js"

/** A colour in OKLab (`lightness` 0 to 1, `a` green to red, `b` blue to yellow), with opacity. */
export interface Color {
  readonly lightness: number
  readonly a: number
  readonly b: number
  readonly alpha: number
}

const fifthRoot = (value: number): number => {
  if (value <= 0) return 0
  let guess = 1
  for (let round = 0; round < 24; round++) {
    const square = guess * guess
    guess = (4 * guess + value / (square * square)) / 5
  }
  return guess
}

const toLinear = (byte: number): number => {
  const value = byte / 255
  if (value <= 0.04045) return value / 12.92
  const base = (value + 0.055) / 1.055
  const root = fifthRoot(base)
  return base * base * root * root
}

const encodeGamma = (light: number): number => {
  if (light <= 0.0031308) return light * 12.92 * 255
  const root = Math.sqrt(Math.sqrt(cubeRoot(light)))
  const square = root * root
  return (1.055 * square * square * root - 0.055) * 255
}

const gammaSteps = 1024

/** sRGB bytes by the square root of the light, which spreads the dark tones. */
const gammaTable = Float64Array.from({ length: gammaSteps + 2 }, (_, index) =>
  encodeGamma((index / gammaSteps) * (index / gammaSteps))
)

const fromLinear = (value: number): number => {
  const place = Math.sqrt(clamp(value, 0, 1)) * gammaSteps
  const floor = Math.floor(place)
  return mix(gammaTable[floor] ?? 0, gammaTable[floor + 1] ?? 255, place - floor)
}

/** From `#rrggbb`. */
export const hex = (code: string): Color => {
  const value = Number.parseInt(code.slice(1), 16)
  const red = toLinear((value >> 16) & 255)
  const green = toLinear((value >> 8) & 255)
  const blue = toLinear(value & 255)
  const long = cubeRoot(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
  const medium = cubeRoot(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
  const short = cubeRoot(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
  return {
    lightness: 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
    a: 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
    b: 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
    alpha: 1
  }
}

/** To sRGB, each 0 to 255, not rounded. */
export const toRgb = (color: Color): readonly [number, number, number] => {
  const long = color.lightness + 0.3963377774 * color.a + 0.2158037573 * color.b
  const medium = color.lightness - 0.1055613458 * color.a - 0.0638541728 * color.b
  const short = color.lightness - 0.0894841775 * color.a - 1.291485548 * color.b
  const l = long * long * long
  const m = medium * medium * medium
  const s = short * short * short
  return [
    fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  ]
}

export const blend = (from: Color, to: Color, share: number): Color => ({
  lightness: mix(from.lightness, to.lightness, share),
  a: mix(from.a, to.a, share),
  b: mix(from.b, to.b, share),
  alpha: mix(from.alpha, to.alpha, share)
})

export const withAlpha = (color: Color, alpha: number): Color => ({ ...color, alpha })

/** Lighter (positive) or darker (negative) by a step of lightness. */
export const lighten = (color: Color, step: number): Color => ({
  ...color,
  lightness: clamp(color.lightness + step, 0, 1)
})

/** More (above 1) or less colourful. */
export const saturate = (color: Color, factor: number): Color => ({
  ...color,
  a: color.a * factor,
  b: color.b * factor
})

/** The hue turned around the grey axis, in turns. */
export const turnHue = (color: Color, turns: number): Color => ({
  ...color,
  a: color.a * cosine(turns) - color.b * sine(turns),
  b: color.a * sine(turns) + color.b * cosine(turns)
})

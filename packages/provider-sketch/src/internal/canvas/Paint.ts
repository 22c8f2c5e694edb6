import { blend, toRgb, withAlpha, type Color } from "./Color.js"
import { placePoint, type Placement, type Point } from "./Path.js"

/** A colour at a place (0 to 1) of a gradient. */
export type Stop = readonly [at: number, color: Color]

/** A gradient; `grain` (0 to 1) scatters the tones as a spray gun or a coarse print screen does. */
export interface Paint {
  readonly kind: "linear" | "radial"
  readonly from: Point
  /** Linear: where the gradient ends. Radial: the two radii. */
  readonly to: Point
  readonly stops: ReadonlyArray<Stop>
  readonly grain: number
}

/** Colours at even distances. */
export const even = (...colors: ReadonlyArray<Color>): ReadonlyArray<Stop> =>
  colors.map((color, index) => [index / Math.max(1, colors.length - 1), color])

export const solid = (color: Color): Paint => ({
  kind: "linear",
  from: [0, 0],
  to: [0, 1],
  stops: [[0, color]],
  grain: 0
})

/** From one point to another. */
export const linear = (
  from: Point,
  to: Point,
  stops: ReadonlyArray<Stop>,
  grain = 0.12
): Paint => ({ kind: "linear", from, to, stops, grain })

/** From top to bottom. */
export const vertical = (
  top: number,
  bottom: number,
  from: Color,
  to: Color,
  grain = 0.12
): Paint =>
  linear(
    [0, top],
    [0, bottom],
    [
      [0, from],
      [1, to]
    ],
    grain
  )

/** From a centre outwards. */
export const radial = (
  centre: Point,
  radii: Point,
  stops: ReadonlyArray<Stop>,
  grain = 0.12
): Paint => ({ kind: "radial", from: centre, to: radii, stops, grain })

/** A light (or shadow) that fades to nothing at its rim. */
export const glow = (centre: Point, radius: number, color: Color, grain = 0.06): Paint =>
  radial(
    centre,
    [radius, radius],
    [
      [0, color],
      [0.25, withAlpha(color, color.alpha * 0.62)],
      [0.5, withAlpha(color, color.alpha * 0.28)],
      [0.75, withAlpha(color, color.alpha * 0.08)],
      [1, withAlpha(color, 0)]
    ],
    grain
  )

export const placePaint = (paint: Paint, placement: Placement): Paint => {
  const scale = placement.scale ?? 1
  return {
    ...paint,
    from: placePoint(paint.from, placement),
    to:
      paint.kind === "linear"
        ? placePoint(paint.to, placement)
        : [paint.to[0] * scale, paint.to[1] * scale]
  }
}

export const rampSize = 256

/** The gradient as red, green, blue (0 to 255) and alpha (0 to 1) in even steps. */
export const ramp = (stops: ReadonlyArray<Stop>): Float32Array => {
  const table = new Float32Array(rampSize * 4)
  let next = 0
  for (let index = 0; index < rampSize; index++) {
    const at = index / (rampSize - 1)
    while (next < stops.length && stops[next]![0] < at) next++
    const upper = stops[Math.min(next, stops.length - 1)]!
    const lower = stops[Math.max(0, next - 1)]!
    const span = upper[0] - lower[0]
    const share = span > 0 ? Math.min(1, Math.max(0, (at - lower[0]) / span)) : 0
    const color = blend(lower[1], upper[1], share)
    const [red, green, blue] = toRgb(color)
    table[index * 4] = red
    table[index * 4 + 1] = green
    table[index * 4 + 2] = blue
    table[index * 4 + 3] = color.alpha
  }
  return table
}

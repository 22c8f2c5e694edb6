import { clamp, cosine, mix, sine } from "./Arithmetic.js"
import { cut, join, place, polygon, type Path, type Point } from "./Path.js"

export const ellipse = (x: number, y: number, rx: number, ry: number, turn = 0): Path => {
  const count = clamp(Math.ceil(16 + 110 * Math.sqrt(Math.max(rx, ry))), 16, 160)
  const points: Array<Point> = []
  for (let index = 0; index < count; index++) {
    points.push([rx * cosine(index / count), ry * sine(index / count)])
  }
  return place(polygon(points), { x, y, turn })
}

export const circle = (x: number, y: number, radius: number): Path => ellipse(x, y, radius, radius)

export const ring = (x: number, y: number, radius: number, thickness: number): Path =>
  cut(circle(x, y, radius + thickness / 2), circle(x, y, radius - thickness / 2))

/** A rectangle from its upper left corner, the corners rounded. */
export const rectangle = (
  x: number,
  y: number,
  width: number,
  height: number,
  radius = 0
): Path => {
  const round = Math.min(radius, width / 2, height / 2)
  if (round <= 0) {
    return polygon([
      [x, y],
      [x + width, y],
      [x + width, y + height],
      [x, y + height]
    ])
  }
  const points: Array<Point> = []
  const corners: ReadonlyArray<readonly [number, number, number]> = [
    [x + width - round, y + height - round, 0],
    [x + round, y + height - round, 0.25],
    [x + round, y + round, 0.5],
    [x + width - round, y + round, 0.75]
  ]
  for (const [cx, cy, start] of corners) {
    for (let step = 0; step <= 10; step++) {
      const turn = start + step / 40
      points.push([cx + round * cosine(turn), cy + round * sine(turn)])
    }
  }
  return polygon(points)
}

const splinePoint = (a: Point, b: Point, c: Point, d: Point, t: number): Point => {
  const weigh = (p: number, q: number, r: number, s: number): number =>
    0.5 *
    (2 * q +
      (r - p) * t +
      (2 * p - 5 * q + 4 * r - s) * t * t +
      (3 * q - p - 3 * r + s) * t * t * t)
  return [weigh(a[0], b[0], c[0], d[0]), weigh(a[1], b[1], c[1], d[1])]
}

/** A closed Catmull-Rom curve through the points. */
export const blob = (points: ReadonlyArray<Point>): Path => {
  const count = points.length
  const at = (index: number): Point => points[(index + count) % count] ?? [0, 0]
  const outline: Array<Point> = []
  for (let index = 0; index < count; index++) {
    for (let step = 0; step < 14; step++) {
      outline.push(splinePoint(at(index - 1), at(index), at(index + 1), at(index + 2), step / 14))
    }
  }
  return polygon(outline)
}

/** An open Catmull-Rom curve through the points, as a dense row of points. */
export const curve = (points: ReadonlyArray<Point>, steps = 12): Array<Point> => {
  const last = points.length - 1
  const at = (index: number): Point => points[clamp(index, 0, last)] ?? [0, 0]
  const result: Array<Point> = []
  for (let index = 0; index < last; index++) {
    for (let step = 0; step < steps; step++) {
      result.push(splinePoint(at(index - 1), at(index), at(index + 1), at(index + 2), step / steps))
    }
  }
  result.push(at(last))
  return result
}

/** A stroke along a curve whose width runs through `widths`, with round ends: limbs, stems, tails. */
export const limb = (points: ReadonlyArray<Point>, ...widths: ReadonlyArray<number>): Path => {
  const spine = curve(points)
  const last = spine.length - 1
  const radiusAt = (index: number): number => {
    const place = (index / last) * (widths.length - 1)
    const floor = Math.min(Math.floor(place), Math.max(0, widths.length - 2))
    return mix(widths[floor] ?? 0, widths[floor + 1] ?? widths[floor] ?? 0, place - floor) / 2
  }
  const left: Array<Point> = []
  const right: Array<Point> = []
  spine.forEach(([x, y], index) => {
    const [px, py] = spine[Math.max(0, index - 1)] ?? [x, y]
    const [nx, ny] = spine[Math.min(last, index + 1)] ?? [x, y]
    const length = Math.sqrt((nx - px) * (nx - px) + (ny - py) * (ny - py)) || 1
    const radius = radiusAt(index)
    const across: Point = [(-(ny - py) / length) * radius, ((nx - px) / length) * radius]
    left.push([x + across[0], y + across[1]])
    right.push([x - across[0], y - across[1]])
  })
  const [sx, sy] = spine[0] ?? [0, 0]
  const [ex, ey] = spine[last] ?? [0, 0]
  const parts: Array<Path> = [polygon([...left, ...right.reverse()])]
  if (radiusAt(0) > 0.001) parts.push(circle(sx, sy, radiusAt(0)))
  if (radiusAt(last) > 0.001) parts.push(circle(ex, ey, radiusAt(last)))
  return join(...parts)
}

/** A pointed leaf that grows from its foot in a direction (in turns, 0 = right, 0.75 = up). */
export const leaf = (x: number, y: number, length: number, width: number, turn: number): Path => {
  const points: Array<Point> = []
  for (let step = 0; step <= 12; step++) points.push([(length * step) / 12, bulge(step) * width])
  for (let step = 11; step > 0; step--) points.push([(length * step) / 12, -bulge(step) * width])
  return place(polygon(points), { x, y, turn })
}

const bulge = (step: number): number => 0.5 * sine(Math.sqrt(step / 12) * 0.5)

/** A star with sharp or blunt points; `inner` is the share of the radius between the points. */
export const star = (x: number, y: number, radius: number, count: number, inner: number): Path => {
  const points: Array<Point> = []
  for (let index = 0; index < count * 2; index++) {
    const reach = index % 2 === 0 ? radius : radius * inner
    const turn = index / (count * 2) - 0.25
    points.push([x + reach * cosine(turn), y + reach * sine(turn)])
  }
  return polygon(points)
}

/** Points from x, y, x, y …. */
export const points = (flat: ReadonlyArray<number>): ReadonlyArray<Point> => {
  const result: Array<Point> = []
  for (let index = 0; index + 1 < flat.length; index += 2) {
    result.push([flat[index] ?? 0, flat[index + 1] ?? 0])
  }
  return result
}

/** The path and its mirror image. */
export const both = (path: Path): Path => join(path, place(path, { mirror: true }))

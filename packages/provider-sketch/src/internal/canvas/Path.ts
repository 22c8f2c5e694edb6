import { cosine, sine } from "./Arithmetic.js"

/**
 * Places are in frame units: the origin is the picture's centre, y points down, and half of the
 * shorter side is 1.
 */
export type Point = readonly [x: number, y: number]

export interface Bounds {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** A filled outline: closed polygons as x, y, x, y …; areas add up, reversed ones cut holes. */
export interface Path {
  readonly polygons: ReadonlyArray<Float64Array>
  readonly bounds: Bounds
}

const boundsOf = (polygons: ReadonlyArray<Float64Array>): Bounds => {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const polygon of polygons) {
    for (let index = 0; index < polygon.length; index += 2) {
      const x = polygon[index]!
      const y = polygon[index + 1]!
      if (x < left) left = x
      if (x > right) right = x
      if (y < top) top = y
      if (y > bottom) bottom = y
    }
  }
  return { left, top, right, bottom }
}

export const fromPolygons = (polygons: ReadonlyArray<Float64Array>): Path => ({
  polygons,
  bounds: boundsOf(polygons)
})

const area = (polygon: Float64Array): number => {
  let sum = 0
  for (let index = 0, last = polygon.length - 2; index < polygon.length; last = index, index += 2) {
    sum += polygon[last]! * polygon[index + 1]! - polygon[index]! * polygon[last + 1]!
  }
  return sum
}

const reversed = (polygon: Float64Array): Float64Array => {
  const result = new Float64Array(polygon.length)
  for (let index = 0; index < polygon.length; index += 2) {
    result[index] = polygon[polygon.length - 2 - index]!
    result[index + 1] = polygon[polygon.length - 1 - index]!
  }
  return result
}

/** A polygon through the points, wound clockwise whatever their order. */
export const polygon = (points: ReadonlyArray<Point>): Path => {
  const flat = new Float64Array(points.length * 2)
  points.forEach(([x, y], index) => {
    flat[index * 2] = x
    flat[index * 2 + 1] = y
  })
  return fromPolygons([area(flat) < 0 ? reversed(flat) : flat])
}

/** Several paths as one: where they overlap they are still one area. */
export const join = (...paths: ReadonlyArray<Path>): Path =>
  fromPolygons(paths.flatMap((path) => path.polygons))

/** The outer path with the inner one cut out. */
export const cut = (outer: Path, inner: Path): Path =>
  fromPolygons([...outer.polygons, ...inner.polygons.map(reversed)])

export interface Placement {
  readonly x?: number
  readonly y?: number
  readonly scale?: number
  /** Clockwise, in turns. */
  readonly turn?: number
  /** Mirrored left to right before anything else. */
  readonly mirror?: boolean
}

export const placePoint = ([x, y]: Point, placement: Placement): Point => {
  const scale = placement.scale ?? 1
  const turn = placement.turn ?? 0
  const across = (placement.mirror === true ? -x : x) * scale
  const down = y * scale
  const c = cosine(turn)
  const s = sine(turn)
  return [across * c - down * s + (placement.x ?? 0), across * s + down * c + (placement.y ?? 0)]
}

/** The path scaled, turned about its origin and moved. */
export const place = (path: Path, placement: Placement): Path =>
  fromPolygons(
    path.polygons.map((source) => {
      const moved = new Float64Array(source.length)
      for (let index = 0; index < source.length; index += 2) {
        const [x, y] = placePoint([source[index]!, source[index + 1]!], placement)
        moved[index] = x
        moved[index + 1] = y
      }
      return placement.mirror === true ? reversed(moved) : moved
    })
  )

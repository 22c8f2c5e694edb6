import { mix } from "../canvas/Arithmetic.js"
import { blend, lighten, withAlpha, type Color } from "../canvas/Color.js"
import { element, type Element } from "../canvas/Element.js"
import { linear, vertical, even } from "../canvas/Paint.js"
import { polygon, type Path, type Point } from "../canvas/Path.js"
import type { Random } from "../canvas/Random.js"
import { rugged } from "../canvas/Noise.js"
import type { Stage } from "../Stage.js"

/** The colour of land at a distance: 0 at the horizon, 1 at the viewer. */
export const landColor = ({ palette }: Stage, nearness: number): Color =>
  blend(palette.far, palette.near, nearness)

/** Everything below a line that runs across the picture. */
export const below = (stage: Stage, height: (x: number) => number, steps = 240): Path => {
  const { frame } = stage
  const points: Array<Point> = []
  for (let step = 0; step <= steps; step++) {
    const x = mix(frame.left - 0.02, frame.right + 0.02, step / steps)
    points.push([x, height(x)])
  }
  points.push([frame.right + 0.02, frame.bottom + 0.05], [frame.left - 0.02, frame.bottom + 0.05])
  return polygon(points)
}

export interface RidgeOptions {
  readonly base: number
  readonly amplitude: number
  readonly frequency: number
  readonly octaves: number
  readonly roughness: number
}

/** The line of a ridge: its height at x. */
export const ridgeLine = (random: Random, options: RidgeOptions): ((x: number) => number) => {
  const noise = rugged(random, options.octaves, options.roughness)
  const shift = random.between(0, 40)
  return (x) => options.base - options.amplitude * noise(x * options.frequency + shift)
}

/** Land under a line: its own colour at the crest, hazier towards its foot. */
export const land = (
  stage: Stage,
  line: (x: number) => number,
  crest: number,
  depth: number,
  color: Color,
  mist = 0.35
): Element => {
  const { palette } = stage
  const foot = blend(color, palette.sky[2], mist)
  return element(below(stage, line), vertical(crest, crest + depth, color, foot, 0.22))
}

const jagged = (
  random: Random,
  from: Point,
  to: Point,
  steps: number,
  rough: number
): Array<Point> => {
  const points: Array<Point> = [from]
  for (let step = 1; step < steps; step++) {
    const share = step / steps + random.between(-0.3, 0.3) / steps
    const push = random.between(-rough, rough)
    points.push([mix(from[0], to[0], share) + push, mix(from[1], to[1], share) + push * 0.6])
  }
  return points
}

/** One mountain with a lit side, a side in shade and, if asked, snow; `lit` is -1 left or 1 right. */
export const peak = (
  stage: Stage,
  random: Random,
  apex: Point,
  halfWidth: number,
  foot: number,
  color: Color,
  lit: 1 | -1,
  snow: boolean
): Array<Element> => {
  const { palette } = stage
  const [x, y] = apex
  const height = foot - y
  const rough = height * 0.035
  const left: Point = [x - halfWidth * random.between(0.9, 1.1), foot]
  const right: Point = [x + halfWidth * random.between(0.9, 1.1), foot]
  const leftEdge = jagged(random, apex, left, 9, rough)
  const rightEdge = jagged(random, apex, right, 9, rough)
  const outline = polygon([
    ...leftEdge.slice(1).reverse(),
    apex,
    ...rightEdge.slice(1),
    right,
    left
  ])
  const base = blend(color, palette.sky[2], 0.55)
  const bright = blend(lighten(color, 0.07), palette.light, 0.16)
  const spine = jagged(random, apex, [x - lit * halfWidth * 0.22, foot], 8, rough * 2.2)
  const shadeEdge = lit === 1 ? leftEdge : rightEdge
  const shadeFoot = lit === 1 ? left : right
  const shade = polygon([
    ...spine,
    [x - lit * halfWidth * 0.22, foot],
    shadeFoot,
    ...shadeEdge.slice(1).reverse()
  ])
  const dark = lighten(color, -0.08)
  const elements = [
    element(outline, vertical(y, foot, bright, base, 0.25)),
    element(shade, vertical(y, foot, dark, withAlpha(base, 0.4), 0.25), {
      clip: outline,
      detail: 0.15
    })
  ]
  if (snow) {
    const line = y + height * random.between(0.26, 0.36)
    const teeth: Array<Point> = [[x - halfWidth * 1.2, y - 0.1]]
    const count = 11
    for (let tooth = 0; tooth <= count; tooth++) {
      const along = mix(-halfWidth * 0.75, halfWidth * 0.75, tooth / count)
      const drop = tooth % 2 === 0 ? -1 : 1
      teeth.push([x + along, line + drop * height * random.between(0.03, 0.085)])
    }
    teeth.push([x + halfWidth * 1.2, y - 0.1])
    const white = blend(palette.paper, palette.sky[2], 0.12)
    const shadow = blend(palette.paper, palette.dark ? palette.sky[2] : color, 0.42)
    elements.push(
      element(polygon(teeth), linear([x, y], [x, line], even(white, lighten(white, -0.04)), 0.2), {
        clip: outline,
        detail: 0.25
      })
    )
    elements.push(
      element(
        polygon(
          teeth.map(([tx, ty]): Point => [
            lit === 1 ? Math.min(tx, spineAt(spine, ty)) : Math.max(tx, spineAt(spine, ty)),
            ty
          ])
        ),
        vertical(y, line + 0.1, shadow, lighten(shadow, -0.03), 0.25),
        { clip: outline, detail: 0.35 }
      )
    )
  }
  return elements
}

const spineAt = (spine: ReadonlyArray<Point>, y: number): number => {
  for (let index = 1; index < spine.length; index++) {
    const [px, py] = spine[index - 1] ?? [0, 0]
    const [x, height] = spine[index] ?? [0, 0]
    if (y <= height) return mix(px, x, Math.max(0, (y - py) / (height - py || 1)))
  }
  return spine[spine.length - 1]?.[0] ?? 0
}

import { blend, lighten, withAlpha, type Color } from "../canvas/Color.js"
import { element, type Element } from "../canvas/Element.js"
import { linear, radial, solid, even } from "../canvas/Paint.js"
import { join, polygon, type Path, type Point } from "../canvas/Path.js"
import type { Random } from "../canvas/Random.js"
import { blob, ellipse, limb } from "../canvas/Shape.js"
import { cosine, sine } from "../canvas/Arithmetic.js"

/** The outline of a fir: tiers that widen downwards. */
export const firPath = (random: Random, x: number, foot: number, height: number): Path => {
  const width = height * random.between(0.3, 0.4)
  const tiers = 6
  const left: Array<Point> = []
  const right: Array<Point> = []
  for (let tier = 1; tier <= tiers; tier++) {
    const y = foot - height + (height * 0.93 * tier) / tiers
    const reach = (width / 2) * (tier / tiers) * random.between(0.88, 1.08)
    left.push([x - reach, y], [x - reach * 0.5, y - height * 0.018])
    right.push([x + reach, y], [x + reach * 0.5, y - height * 0.018])
  }
  const trunk = height * 0.025
  return polygon([
    [x, foot - height],
    ...right.slice(0, -1),
    [x + trunk, foot - height * 0.075],
    [x + trunk, foot],
    [x - trunk, foot],
    [x - trunk, foot - height * 0.075],
    ...left.slice(0, -1).reverse()
  ])
}

/** A row of firs as one shape. */
export const firs = (
  random: Random,
  count: number,
  from: number,
  to: number,
  ground: (x: number) => number,
  low: number,
  high: number
): Path => {
  const paths: Array<Path> = []
  for (let index = 0; index < count; index++) {
    const x = from + ((to - from) * (index + random.between(0.1, 0.9))) / count
    paths.push(firPath(random, x, ground(x) + 0.02, random.between(low, high)))
  }
  return join(...paths)
}

/** A round-crowned tree with lit foliage; `size` is its height. */
export const roundTree = (
  random: Random,
  x: number,
  foot: number,
  size: number,
  leaves: Color,
  trunk: Color,
  light: Color
): Array<Element> => {
  const middle = foot - size * 0.64
  const radius = size * 0.36
  const bumps = random.integer(8, 11)
  const points: Array<Point> = []
  for (let bump = 0; bump < bumps; bump++) {
    const reach = radius * random.between(0.86, 1.08)
    const turn = bump / bumps
    points.push([x + reach * cosine(turn) * 0.95, middle + reach * sine(turn)])
  }
  const crown = blob(points)
  const shine: Array<Path> = []
  for (let index = 0; index < 7; index++) {
    const turn = random.between(0.5, 1.02)
    const reach = radius * random.between(0.25, 0.75)
    shine.push(
      ellipse(
        x + reach * cosine(turn),
        middle + reach * sine(turn),
        radius * random.between(0.1, 0.2),
        radius * random.between(0.06, 0.11),
        -0.04
      )
    )
  }
  return [
    element(
      join(
        limb(
          [
            [x, foot + 0.01],
            [x, foot - size * 0.4],
            [x + size * 0.01, middle]
          ],
          size * 0.075,
          size * 0.05,
          size * 0.02
        ),
        limb(
          [
            [x, foot - size * 0.36],
            [x + size * 0.13, middle - size * 0.02]
          ],
          size * 0.035,
          size * 0.012
        )
      ),
      solid(trunk)
    ),
    element(
      crown,
      radial(
        [x - radius * 0.4, middle - radius * 0.55],
        [radius * 1.75, radius * 1.75],
        even(blend(lighten(leaves, 0.1), light, 0.25), leaves, lighten(leaves, -0.13)),
        0.4
      )
    ),
    element(join(...shine), solid(withAlpha(blend(lighten(leaves, 0.12), light, 0.35), 0.55)), {
      clip: crown,
      detail: 0.5
    }),
    element(
      limb(
        [
          [x, foot - size * 0.3],
          [x, middle + radius * 0.2],
          [x, middle - radius * 0.25]
        ],
        size * 0.03,
        size * 0.006
      ),
      solid(withAlpha(trunk, 0.75)),
      { detail: 0.4 }
    )
  ]
}

/** A soft shadow on the ground. */
export const groundShadow = (x: number, y: number, rx: number, ry: number, color: Color): Element =>
  element(
    ellipse(x, y, rx, ry),
    radial(
      [x, y],
      [rx, ry],
      even(withAlpha(color, 0.55), withAlpha(color, 0.38), withAlpha(color, 0)),
      0.3
    ),
    { blend: "multiply" }
  )

/** Blades of grass along a line. */
export const grass = (
  random: Random,
  count: number,
  from: number,
  to: number,
  base: (x: number) => number,
  low: number,
  high: number
): Path => {
  const blades: Array<Path> = []
  for (let index = 0; index < count; index++) {
    const x = random.between(from, to)
    const height = random.between(low, high)
    const lean = random.between(-0.45, 0.45) * height
    const foot = base(x) + 0.02
    const width = height * 0.085
    blades.push(
      polygon([
        [x - width, foot],
        [x + lean * 0.35 - width * 0.5, foot - height * 0.6],
        [x + lean, foot - height],
        [x + lean * 0.4 + width * 0.6, foot - height * 0.55],
        [x + width, foot]
      ])
    )
  }
  return join(...blades)
}

export const meadowGradient = (top: number, bottom: number, from: Color, to: Color) =>
  linear([0, top], [0, bottom], even(from, to), 0.3)

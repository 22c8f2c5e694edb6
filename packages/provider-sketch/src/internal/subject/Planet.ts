import { mix, sine } from "../canvas/Arithmetic.js"
import { blend, lighten, withAlpha, type Color } from "../canvas/Color.js"
import { element, placeAll, type Element } from "../canvas/Element.js"
import { glow, linear, radial, solid, even } from "../canvas/Paint.js"
import { cut, polygon, type Point } from "../canvas/Path.js"
import type { Random } from "../canvas/Random.js"
import { circle, ellipse, rectangle } from "../canvas/Shape.js"
import type { Painter, Stage } from "../Stage.js"

/** A banded planet, lit from the upper left, with or without a ring. */
export const planetAt = (
  stage: Stage,
  random: Random,
  x: number,
  y: number,
  size: number,
  ringed: boolean
): ReadonlyArray<Element> => {
  const { palette } = stage
  const color: Color = random.pick(
    palette.accent,
    palette.contrast,
    blend(palette.accent, palette.light, 0.5),
    palette.sky[2]
  )
  const globe = circle(0, 0, 1)
  const elements: Array<Element> = [
    element(circle(0, 0, 1.7), glow([0, 0], 1.7, withAlpha(color, 0.45), 0.15), { blend: "screen" })
  ]
  const disc = cut(ellipse(0, 0, 1.95, 0.5), ellipse(0, 0, 1.35, 0.32))
  const gap = cut(ellipse(0, 0, 1.66, 0.415), ellipse(0, 0, 1.6, 0.4))
  const dust = blend(palette.light, color, 0.35)
  const band = linear(
    [-1.9, 0],
    [1.9, 0],
    even(
      withAlpha(dust, 0.95),
      withAlpha(lighten(dust, -0.1), 0.75),
      withAlpha(lighten(dust, -0.2), 0.9)
    ),
    0.3
  )
  const rings = [
    element(disc, band, { detail: 0.1 }),
    element(gap, solid(withAlpha(palette.ink, 0.55)), { detail: 0.4 })
  ]
  if (ringed) elements.push(...rings)
  elements.push(element(globe, solid(color)))
  for (let index = 0; index < 6; index++) {
    const middle = mix(-0.85, 0.85, (index + random.between(0.2, 0.8)) / 6)
    const thick = random.between(0.05, 0.16)
    const phase = random.next()
    const upper: Array<Point> = []
    const lower: Array<Point> = []
    for (let step = 0; step <= 40; step++) {
      const px = mix(-1, 1, step / 40)
      const bow = 0.1 * (1 - px * px)
      upper.push([px, middle + bow + 0.025 * sine(px * 1.1 + phase) - thick / 2])
      lower.push([px, middle + bow + 0.025 * sine(px * 0.9 + phase + 0.3) + thick / 2])
    }
    const tint = random.chance(0.5)
      ? blend(color, palette.light, 0.45)
      : blend(color, palette.ink, 0.3)
    elements.push(
      element(polygon([...upper, ...lower.reverse()]), solid(withAlpha(tint, 0.55)), {
        clip: globe,
        detail: 0.2
      })
    )
  }
  elements.push(
    element(
      circle(0, 0, 1.02),
      radial(
        [-0.45, -0.5],
        [1.65, 1.65],
        [
          [0, withAlpha(palette.ink, 0)],
          [0.4, withAlpha(palette.ink, 0.04)],
          [0.75, withAlpha(palette.ink, 0.55)],
          [1, withAlpha(palette.ink, 0.88)]
        ],
        0.35
      ),
      { clip: globe }
    ),
    element(
      circle(-0.45, -0.5, 0.9),
      glow([-0.45, -0.5], 0.9, withAlpha(palette.light, 0.4), 0.3),
      { clip: globe, blend: "screen", detail: 0.2 }
    )
  )
  if (ringed) {
    const front = rectangle(-3, 0, 6, 3)
    elements.push(...rings.map((item) => ({ ...item, clip: front })))
  }
  return placeAll(elements, { x, y, scale: size, turn: random.between(-0.08, 0.08) })
}

export const planet: Painter = (stage) => {
  const random = stage.random.fork("great planet")
  return planetAt(
    stage,
    random,
    random.between(-0.12, 0.12),
    random.between(-0.08, 0.08),
    random.between(0.5, 0.6),
    true
  )
}

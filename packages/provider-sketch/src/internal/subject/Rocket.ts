import { blend, lighten, withAlpha } from "../canvas/Color.js"
import { element, placeAll, type Element } from "../canvas/Element.js"
import { glow, linear, radial, solid, vertical, even } from "../canvas/Paint.js"
import { join, type Path } from "../canvas/Path.js"
import { blob, circle, leaf, limb, rectangle, points } from "../canvas/Shape.js"
import type { Stage } from "../Stage.js"
import { across } from "./Shading.js"

/** A rocket on its plume. */
export const rocket = ({ palette, random: root, frame }: Stage): ReadonlyArray<Element> => {
  const random = root.fork("rocket")
  const body = blob(
    points([
      0, -1, 0.17, -0.72, 0.25, -0.3, 0.24, 0.15, 0.17, 0.42, -0.17, 0.42, -0.24, 0.15, -0.25, -0.3,
      -0.17, -0.72
    ])
  )
  const fin = (way: number): Path =>
    blob([
      [way * 0.2, 0.02],
      [way * 0.4, 0.24],
      [way * 0.46, 0.6],
      [way * 0.3, 0.46],
      [way * 0.16, 0.42]
    ])
  const flame = (reach: number, width: number): Path =>
    blob([
      [-width, 0.44],
      [width, 0.44],
      [width * 0.9, 0.5 + reach * 0.35],
      [0, 0.5 + reach],
      [-width * 0.9, 0.5 + reach * 0.35]
    ])
  const white = blend(palette.paper, palette.sky[2], 0.06)
  const smoke: Array<Element> = Array.from({ length: 16 }, (_, index) => {
    const x = random.between(-0.1, 0.1) * (1 + index * 0.16)
    const y = 0.95 + index * 0.08
    const size = 0.1 + index * 0.022
    return element(
      circle(x, y, size),
      radial(
        [x - size * 0.4, y - size * 0.5],
        [size * 1.7, size * 1.7],
        even(
          withAlpha(blend(palette.paper, palette.accent, 0.15), 0.9),
          withAlpha(blend(palette.sky[2], palette.near, 0.2), 0.75)
        ),
        0.5
      ),
      { detail: 0.05 }
    )
  })
  const parts: Array<Element> = [
    element(circle(0, 0.8, 1.1), glow([0, 0.8], 1.1, withAlpha(palette.accent, 0.6)), {
      blend: "screen"
    }),
    ...smoke.reverse(),
    element(flame(0.72, 0.17), vertical(0.44, 1.25, palette.contrast, palette.accent, 0.4)),
    element(flame(0.42, 0.1), vertical(0.44, 0.95, palette.paper, palette.light, 0.3)),
    element(join(fin(-1), fin(1)), across(-0.45, 0.45, palette.accent, palette.light)),
    element(rectangle(-0.13, 0.4, 0.26, 0.09, 0.02), solid(palette.ink)),
    element(body, across(-0.25, 0.28, white, palette.light)),
    element(rectangle(-1, -1.1, 2, 0.46), across(-0.2, 0.24, palette.accent, palette.light), {
      clip: body,
      detail: 0.05
    }),
    element(rectangle(-1, 0.2, 2, 0.07), solid(palette.accent), { clip: body, detail: 0.2 }),
    element(circle(0, -0.26, 0.135), solid(lighten(palette.accent, -0.1)), { detail: 0.1 }),
    element(
      circle(0, -0.26, 0.1),
      linear(
        [-0.1, -0.36],
        [0.1, -0.16],
        even(lighten(palette.contrast, 0.1), blend(palette.contrast, palette.near, 0.55)),
        0.3
      ),
      { detail: 0.1 }
    ),
    element(limb(points([-0.06, -0.29, -0.03, -0.33]), 0.02, 0.014), solid(palette.paper), {
      detail: 0.5
    }),
    element(leaf(0, 0.16, 0.44, 0.09, 0.25), across(-0.05, 0.05, palette.accent, palette.light), {
      detail: 0.2
    })
  ]
  return placeAll(parts, {
    x: random.between(-0.15, 0.15) * frame.right,
    y: frame.bottom - 1.08,
    scale: 0.78,
    turn: random.side() * random.between(0.03, 0.07)
  })
}

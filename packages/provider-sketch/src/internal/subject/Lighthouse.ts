import { blend, withAlpha } from "../canvas/Color.js"
import { element, placeAll, type Element } from "../canvas/Element.js"
import { glow, linear, solid, vertical, even } from "../canvas/Paint.js"
import { join, polygon, type Path } from "../canvas/Path.js"
import { blob, circle, rectangle, points } from "../canvas/Shape.js"
import type { Backdrop, Stage } from "../Stage.js"
import { across } from "./Shading.js"

/** A lighthouse on a rock, its beam on. */
export const lighthouse = (
  { palette, random: root, frame }: Stage,
  backdrop: Backdrop
): ReadonlyArray<Element> => {
  const random = root.fork("lighthouse")
  const side = backdrop.light[0] > 0 ? -1 : 1
  const x = side * frame.right * random.between(0.3, 0.45)
  const body = polygon(points([-0.17, 0, -0.1, -1, 0.1, -1, 0.17, 0]))
  const white = blend(palette.paper, palette.sky[2], 0.12)
  const bands: Array<Path> = [0.02, 0.42, 0.82].map((share) =>
    rectangle(-0.3, -1 + share, 0.6, 0.2)
  )
  const rock = blob(
    points([
      -0.75, 0.3, -0.55, 0.02, -0.28, -0.06, 0, -0.03, 0.3, -0.08, 0.6, 0.08, 0.85, 0.34, 0, 0.5
    ])
  )
  const beam = (way: number): Element =>
    element(
      polygon([
        [0, -1.17],
        [way * 2.6, -1.6],
        [way * 2.6, -1.0]
      ]),
      linear(
        [0, 0],
        [way * 2.4, 0],
        even(withAlpha(palette.light, 0.75), withAlpha(palette.light, 0)),
        0.3
      ),
      { blend: "screen", detail: 0.1 }
    )
  return placeAll(
    [
      beam(-side),
      beam(side),
      element(rock, vertical(-0.1, 0.4, blend(palette.near, palette.far, 0.35), palette.near, 0.4)),
      element(body, across(-0.17, 0.17, white, palette.light)),
      element(join(...bands), across(-0.17, 0.17, palette.accent, palette.light), { clip: body }),
      element(
        join(
          rectangle(-0.03, -0.62, 0.06, 0.1, 0.03),
          rectangle(-0.03, -0.28, 0.06, 0.1, 0.03),
          rectangle(-0.045, -0.13, 0.09, 0.14, 0.045)
        ),
        solid(palette.ink),
        { detail: 0.3 }
      ),
      element(rectangle(-0.16, -1.04, 0.32, 0.05, 0.01), solid(palette.ink)),
      element(
        rectangle(-0.08, -1.22, 0.16, 0.19),
        vertical(-1.22, -1.03, palette.paper, palette.contrast, 0.2)
      ),
      element(
        join(
          rectangle(-0.085, -1.22, 0.018, 0.19),
          rectangle(0.067, -1.22, 0.018, 0.19),
          rectangle(-0.009, -1.22, 0.018, 0.19)
        ),
        solid(palette.ink),
        { detail: 0.3 }
      ),
      element(
        join(polygon(points([-0.13, -1.21, 0, -1.4, 0.13, -1.21])), circle(0, -1.42, 0.022)),
        across(-0.13, 0.13, palette.accent, palette.light)
      ),
      element(circle(0, -1.13, 0.4), glow([0, -1.13], 0.4, withAlpha(palette.light, 0.8)), {
        blend: "screen"
      })
    ],
    { x, y: backdrop.ground - 0.02, scale: 0.82 }
  )
}

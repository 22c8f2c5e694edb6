import { blend, lighten, withAlpha } from "../canvas/Color.js"
import { element, placeAll, type Element } from "../canvas/Element.js"
import { linear, solid, vertical, even } from "../canvas/Paint.js"
import { join, type Path } from "../canvas/Path.js"
import { blob, circle, limb, points } from "../canvas/Shape.js"
import type { Stage } from "../Stage.js"

/** A whale with its calf. */
export const whale = ({ palette, random: root, frame }: Stage): ReadonlyArray<Element> => {
  const random = root.fork("whale")
  const skin = blend(palette.near, palette.sky[1], 0.42)
  const body = blob(
    points([
      0.98, -0.02, 0.86, -0.3, 0.46, -0.44, 0, -0.38, -0.5, -0.2, -0.86, -0.1, -1.02, -0.12, -0.98,
      -0.02, -0.6, 0.14, -0.1, 0.32, 0.44, 0.36, 0.84, 0.24
    ])
  )
  const grooves: Array<Path> = [0, 1, 2, 3].map((index) =>
    limb(
      [
        [0.92 - index * 0.03, 0.1 + index * 0.055],
        [0.5, 0.2 + index * 0.045],
        [0.05, 0.2 + index * 0.035]
      ],
      0.006,
      0.014,
      0.004
    )
  )
  const one = (
    scale: number,
    x: number,
    y: number,
    turn: number,
    mirror: boolean
  ): ReadonlyArray<Element> =>
    placeAll(
      [
        element(
          join(
            blob(points([-0.92, -0.1, -1.16, -0.34, -1.4, -0.42, -1.3, -0.22, -1.06, -0.04])),
            blob(points([-0.94, -0.08, -1.2, 0.02, -1.42, 0.14, -1.2, 0.16, -1, 0.02]))
          ),
          solid(lighten(skin, -0.04))
        ),
        element(
          body,
          vertical(
            -0.44,
            0.36,
            blend(lighten(skin, 0.12), palette.light, 0.12),
            lighten(skin, -0.06),
            0.4
          )
        ),
        element(
          blob(points([1, 0.02, 0.6, 0.1, 0.1, 0.12, -0.4, 0.16, -0.1, 0.4, 0.5, 0.44, 0.9, 0.3])),
          vertical(
            0.02,
            0.4,
            blend(palette.paper, skin, 0.25),
            blend(palette.paper, skin, 0.6),
            0.4
          ),
          { clip: body, detail: 0.05 }
        ),
        element(join(...grooves), solid(withAlpha(skin, 0.7)), { clip: body, detail: 0.35 }),
        element(
          blob(points([0.36, 0.18, 0.2, 0.3, -0.06, 0.62, 0.02, 0.64, 0.34, 0.46, 0.52, 0.22])),
          linear([0.3, 0.2], [0, 0.6], even(skin, lighten(skin, -0.1)), 0.4)
        ),
        element(circle(0.62, 0.02, 0.034), solid(palette.ink), { detail: 0.1 }),
        element(circle(0.63, 0.01, 0.011), solid(palette.paper), { detail: 0.4 }),
        element(
          limb(points([0.95, 0.06, 0.78, 0.11, 0.66, 0.1]), 0.008, 0.016, 0.006),
          solid(withAlpha(palette.ink, 0.5)),
          { detail: 0.3 }
        )
      ],
      { x, y, scale, turn, mirror }
    )
  const mirror = random.chance(0.5)
  const way = mirror ? -1 : 1
  const scale = 0.76 * Math.min(1.1, frame.right)
  return [
    ...one(scale, way * 0.1, -0.18, -way * 0.03, mirror),
    ...one(scale * 0.36, -way * 0.42 * frame.right, 0.34, -way * 0.04, mirror)
  ]
}

import { hex, lighten, withAlpha, type Color } from "../canvas/Color.js"
import { element, placeAll, type Element } from "../canvas/Element.js"
import { glow, solid } from "../canvas/Paint.js"
import { join } from "../canvas/Path.js"
import { blob, ellipse, limb, rectangle, points } from "../canvas/Shape.js"
import type { Stage } from "../Stage.js"
import { across } from "./Shading.js"

/** Hot-air balloons: one large, two far away. */
export const balloon = ({ palette, random: root, frame }: Stage): ReadonlyArray<Element> => {
  const random = root.fork("balloon")
  const one = (
    color: Color,
    second: Color,
    x: number,
    y: number,
    scale: number
  ): ReadonlyArray<Element> => {
    const envelope = blob(
      points([
        0, -0.6, 0.36, -0.5, 0.56, -0.2, 0.5, 0.14, 0.26, 0.46, 0.1, 0.62, -0.1, 0.62, -0.26, 0.46,
        -0.5, 0.14, -0.56, -0.2, -0.36, -0.5
      ])
    )
    const gores = [0.5, 0.2].map((share) =>
      blob([
        [0, -0.62],
        [0.42 * share, -0.5],
        [0.62 * share, -0.18],
        [0.52 * share, 0.16],
        [0.16 * share, 0.66],
        [-0.16 * share, 0.66],
        [-0.52 * share, 0.16],
        [-0.62 * share, -0.18],
        [-0.42 * share, -0.5]
      ])
    )
    return placeAll(
      [
        element(
          join(
            limb(points([-0.1, 0.6, -0.075, 0.86]), 0.012),
            limb(points([0.1, 0.6, 0.075, 0.86]), 0.012),
            limb(points([0, 0.6, 0, 0.86]), 0.008)
          ),
          solid(palette.ink),
          { detail: 0.3 }
        ),
        element(
          rectangle(-0.1, 0.84, 0.2, 0.16, 0.03),
          across(-0.1, 0.1, hex("#9a6238"), palette.light)
        ),
        element(envelope, across(-0.55, 0.6, color, palette.light)),
        ...gores.map((gore, index) =>
          element(gore, across(-0.4, 0.45, index === 0 ? second : color, palette.light), {
            clip: envelope,
            detail: 0.05
          })
        ),
        element(rectangle(-1, -0.06, 2, 0.1), solid(withAlpha(palette.paper, 0.85)), {
          clip: envelope,
          detail: 0.2
        }),
        element(
          ellipse(-0.2, -0.34, 0.1, 0.17, 0.08),
          glow([-0.2, -0.34], 0.2, withAlpha(palette.paper, 0.55), 0.4),
          { clip: envelope, detail: 0.3 }
        ),
        element(rectangle(-0.12, 0.6, 0.24, 0.04, 0.02), solid(lighten(color, -0.14)), {
          detail: 0.2
        })
      ],
      { x, y, scale }
    )
  }
  const side = random.side()
  return [
    ...one(palette.contrast, palette.accent, side * frame.right * 0.62, -0.42, 0.2),
    ...one(palette.near, palette.paper, side * frame.right * 0.36, -0.08, 0.11),
    ...one(
      palette.accent,
      palette.paper,
      -side * frame.right * random.between(0.08, 0.24),
      random.between(-0.24, -0.14),
      0.72
    )
  ]
}

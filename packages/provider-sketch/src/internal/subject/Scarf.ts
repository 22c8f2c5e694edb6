import { blend, lighten, withAlpha } from "../canvas/Color.js"
import { element, type Element } from "../canvas/Element.js"
import { linear, solid, vertical, even } from "../canvas/Paint.js"
import { join, type Path } from "../canvas/Path.js"
import { limb, points } from "../canvas/Shape.js"
import type { Stage } from "../Stage.js"

/** A scarf around the neck of a portrait, one end hanging. */
export const scarf = ({ palette, random }: Stage): Array<Element> => {
  const side = random.fork("scarf").side()
  const color = palette.contrast
  const wrap = limb(
    points([-0.4, 0.44, -0.2, 0.58, 0, 0.62, 0.2, 0.58, 0.4, 0.44]),
    0.2,
    0.24,
    0.24,
    0.2
  )
  const end = limb(
    [
      [side * 0.2, 0.58],
      [side * 0.27, 0.85],
      [side * 0.24, 1.2]
    ],
    0.18,
    0.22,
    0.24
  )
  const stripes: Array<Path> = [0.78, 0.92, 1.06].map((y) =>
    limb(
      [
        [side * 0.1, y],
        [side * 0.42, y]
      ],
      0.05
    )
  )
  return [
    element(
      end,
      linear([side * 0.1, 0.5], [side * 0.4, 1.2], even(lighten(color, -0.08), color), 0.4)
    ),
    element(join(...stripes), solid(withAlpha(blend(color, palette.paper, 0.75), 0.9)), {
      clip: end,
      detail: 0.2
    }),
    element(
      wrap,
      vertical(
        0.36,
        0.74,
        blend(lighten(color, 0.04), palette.light, 0.12),
        lighten(color, -0.08),
        0.4
      )
    )
  ]
}

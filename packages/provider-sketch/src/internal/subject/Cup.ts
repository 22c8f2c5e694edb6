import { blend, hex, lighten, withAlpha } from "../canvas/Color.js"
import { element, placeAll, type Element } from "../canvas/Element.js"
import { linear, radial, solid, vertical, even } from "../canvas/Paint.js"
import { join } from "../canvas/Path.js"
import { blob, ellipse, leaf, limb, ring, points } from "../canvas/Shape.js"
import type { Stage } from "../Stage.js"
import { across } from "./Shading.js"

/** A cup with steam on a saucer. */
export const cup = ({ palette, frame }: Stage): ReadonlyArray<Element> => {
  const body = blob(
    points([
      -0.5, -0.34, 0.5, -0.34, 0.5, -0.05, 0.4, 0.3, 0.22, 0.44, -0.22, 0.44, -0.4, 0.3, -0.5, -0.05
    ])
  )
  const white = blend(palette.paper, palette.accent, 0.04)
  const coffee = hex("#4a2a1c")
  const steam = [-0.2, 0.02, 0.24].map((x, index) =>
    limb(
      [
        [x, -0.48],
        [x - 0.09, -0.68],
        [x + 0.06, -0.88],
        [x - 0.05, -1.08 - 0.06 * index]
      ],
      0.01,
      0.06,
      0.05,
      0.005
    )
  )
  return placeAll(
    [
      element(
        ellipse(0, 0.5, 0.92, 0.16),
        radial(
          [0, 0.5],
          [0.95, 0.2],
          even(withAlpha(palette.ink, 0.6), withAlpha(palette.ink, 0)),
          0.3
        ),
        { blend: "multiply" }
      ),
      element(ellipse(0, 0.44, 0.78, 0.12), across(-0.8, 0.8, palette.accent, palette.light)),
      element(ellipse(0, 0.42, 0.5, 0.06), solid(lighten(palette.accent, -0.1)), { detail: 0.2 }),
      element(ring(0.52, -0.02, 0.2, 0.1), across(0.3, 0.8, white, palette.light)),
      element(body, across(-0.5, 0.55, white, palette.light)),
      element(
        limb(points([-0.6, 0.08, 0, 0.16, 0.6, 0.08]), 0.14),
        across(-0.5, 0.5, palette.accent, palette.light),
        { clip: body, detail: 0.1 }
      ),
      element(limb(points([-0.6, 0.23, 0, 0.3, 0.6, 0.23]), 0.045), solid(palette.contrast), {
        clip: body,
        detail: 0.3
      }),
      element(ellipse(0, -0.34, 0.52, 0.13), solid(lighten(white, -0.05))),
      element(
        ellipse(0, -0.33, 0.46, 0.1),
        linear([-0.4, 0], [0.4, 0], even(lighten(coffee, 0.12), coffee), 0.3)
      ),
      element(
        join(leaf(-0.2, -0.33, 0.4, 0.1, 0), ellipse(0.02, -0.33, 0.2, 0.025)),
        solid(withAlpha(hex("#f0d9b4"), 0.85)),
        { detail: 0.4 }
      ),
      element(
        join(...steam),
        vertical(-1.15, -0.42, withAlpha(palette.paper, 0), withAlpha(palette.paper, 0.75), 0.4),
        { detail: 0.2 }
      )
    ],
    { y: frame.bottom - 0.86, scale: 0.82 * Math.min(1, frame.right * 1.1) }
  )
}

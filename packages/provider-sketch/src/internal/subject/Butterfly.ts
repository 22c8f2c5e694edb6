import { mix } from "../canvas/Arithmetic.js"
import { blend, hex, lighten, withAlpha, type Color } from "../canvas/Color.js"
import { element, placeAll, type Element } from "../canvas/Element.js"
import { linear, radial, solid, even } from "../canvas/Paint.js"
import { join, place, type Path } from "../canvas/Path.js"
import { blob, circle, ellipse, leaf, limb, points, both } from "../canvas/Shape.js"
import type { Stage } from "../Stage.js"

/** A butterfly with open wings. */
export const butterfly = ({
  palette,
  random: root,
  composition,
  frame
}: Stage): ReadonlyArray<Element> => {
  const random = root.fork("butterfly")
  const coat =
    composition.coat === undefined
      ? random.pick(palette.accent, palette.contrast)
      : hex(composition.coat)
  const edge = blend(palette.ink, palette.near, 0.2)
  const upper = blob(
    points([0.05, -0.05, 0.26, -0.52, 0.66, -0.78, 0.98, -0.7, 0.94, -0.3, 0.66, 0.02, 0.3, 0.12])
  )
  const lower = blob(
    points([0.05, 0.02, 0.4, 0.1, 0.68, 0.22, 0.7, 0.5, 0.48, 0.74, 0.24, 0.6, 0.1, 0.3])
  )
  const inner = (path: Path, share: number, x: number, y: number): Path =>
    place(path, { scale: share, x, y })
  const cells: Array<Path> = [0, 1, 2, 3].map((index) =>
    leaf(0.12, -0.06 - index * 0.02, 0.72 - index * 0.06, 0.12, mix(0.84, 0.99, index / 3))
  )
  const dots = [
    [0.82, -0.58, 0.045],
    [0.88, -0.45, 0.038],
    [0.8, -0.3, 0.035],
    [0.58, 0.5, 0.04],
    [0.48, 0.62, 0.032]
  ] as const
  const wing = (color: Color) =>
    radial(
      [0, 0],
      [1.15, 1.15],
      even(blend(lighten(color, 0.08), palette.light, 0.3), color, lighten(color, -0.12)),
      0.4
    )
  const parts: Array<Element> = [
    element(both(lower), solid(edge)),
    element(both(inner(lower, 0.84, 0.05, 0.04)), wing(blend(coat, palette.contrast, 0.55))),
    element(both(upper), solid(edge)),
    element(both(inner(upper, 0.86, 0.05, -0.035)), wing(coat)),
    element(both(join(...cells)), solid(withAlpha(blend(coat, palette.light, 0.55), 0.55)), {
      detail: 0.2
    }),
    element(both(join(...dots.map(([x, y, size]) => circle(x, y, size)))), solid(palette.paper), {
      detail: 0.25
    }),
    element(both(ellipse(0.44, 0.36, 0.1, 0.12, 0.05)), solid(withAlpha(edge, 0.85)), {
      detail: 0.2
    }),
    element(both(ellipse(0.44, 0.36, 0.05, 0.06, 0.05)), solid(palette.accent), { detail: 0.3 }),
    element(
      limb(points([0, -0.28, 0, 0, 0, 0.46]), 0.1, 0.13, 0.04),
      linear([-0.06, 0], [0.06, 0], even(lighten(edge, 0.12), edge), 0.4)
    ),
    element(
      both(limb(points([0.02, -0.3, 0.12, -0.5, 0.24, -0.62]), 0.014, 0.012, 0.03)),
      solid(edge),
      { detail: 0.2 }
    )
  ]
  return placeAll(parts, {
    y: -0.04,
    scale: 0.82 * Math.min(1, frame.right),
    turn: random.between(-0.05, 0.05)
  })
}

import { blend, lighten, withAlpha } from "../canvas/Color.js"
import { element, placeAll, type Element } from "../canvas/Element.js"
import { linear, solid, even } from "../canvas/Paint.js"
import { join, place, type Path } from "../canvas/Path.js"
import { blob, circle, ellipse, limb, rectangle, ring, points, both } from "../canvas/Shape.js"
import type { Stage } from "../Stage.js"

/** An astronaut, head and shoulders, the sky in the visor. */
export const astronaut = ({ palette, random: root, frame }: Stage): ReadonlyArray<Element> => {
  const random = root.fork("astronaut")
  const white = blend(palette.paper, palette.sky[2], 0.08)
  const grey = blend(white, palette.near, 0.38)
  const visor = blob(
    points([
      0, -0.34, 0.28, -0.28, 0.38, -0.02, 0.3, 0.22, 0, 0.3, -0.3, 0.22, -0.38, -0.02, -0.28, -0.28
    ])
  )
  const body = blob(
    points([
      0, 0.42, 0.4, 0.5, 0.78, 0.72, 0.92, 1.2, 0.94, 2, -0.94, 2, -0.92, 1.2, -0.78, 0.72, -0.4,
      0.5
    ])
  )
  const suit = (from: number, to: number) =>
    linear([from, -0.3], [to, 0.8], even(lighten(white, 0.02), white, grey), 0.4)
  const sparkle: Array<Path> = Array.from({ length: 14 }, () =>
    circle(random.between(-0.3, 0.3), random.between(-0.26, 0.1), random.between(0.004, 0.01))
  )
  const parts: Array<Element> = [
    element(rectangle(-0.62, 0.36, 1.24, 1.3, 0.2), solid(lighten(grey, -0.14))),
    element(body, suit(-0.7, 0.8)),
    element(
      both(limb(points([0.56, 0.78, 0.5, 1.2, 0.54, 1.8]), 0.02, 0.03, 0.03)),
      solid(withAlpha(lighten(grey, -0.15), 0.6)),
      { detail: 0.3 }
    ),
    element(both(limb(points([0.7, 0.72, 0.8, 0.86, 0.9, 1.0]), 0.1)), solid(palette.accent), {
      clip: body,
      detail: 0.1
    }),
    element(rectangle(-0.26, 0.82, 0.52, 0.34, 0.06), solid(lighten(grey, 0.02)), { detail: 0.1 }),
    element(join(circle(-0.14, 0.93, 0.04), circle(0, 0.93, 0.04)), solid(palette.accent), {
      detail: 0.2
    }),
    element(
      join(rectangle(0.08, 0.9, 0.12, 0.03), rectangle(-0.18, 1.04, 0.36, 0.04, 0.02)),
      solid(palette.contrast),
      { detail: 0.3 }
    ),
    element(ellipse(0, 0.48, 0.44, 0.13), solid(lighten(grey, -0.1))),
    element(ellipse(0, 0.45, 0.42, 0.11), suit(-0.4, 0.4)),
    element(both(rectangle(0.44, -0.16, 0.14, 0.3, 0.06)), suit(-0.6, 0.6)),
    element(circle(0, -0.02, 0.53), suit(-0.5, 0.5)),
    element(place(visor, { scale: 1.13 }), solid(lighten(grey, -0.06)), { detail: 0.05 }),
    element(
      visor,
      linear(
        [-0.3, -0.35],
        [0.25, 0.3],
        even(
          blend(palette.sky[0], palette.sky[1], 0.6),
          blend(palette.sky[2], palette.sky[1], 0.35),
          blend(palette.accent, palette.light, 0.3)
        ),
        0.4
      )
    ),
    element(join(...sparkle), solid(palette.paper), { clip: visor, detail: 0.4 }),
    element(
      circle(0.14, 0.08, 0.1),
      linear(
        [0.06, 0],
        [0.24, 0.18],
        even(palette.contrast, blend(palette.contrast, palette.ink, 0.7)),
        0.4
      ),
      { clip: visor, detail: 0.2 }
    ),
    element(ring(0.14, 0.08, 0.155, 0.012), solid(withAlpha(palette.light, 0.7)), {
      clip: visor,
      detail: 0.4
    }),
    element(
      limb(points([-0.27, 0.04, -0.25, -0.14, -0.12, -0.25]), 0.015, 0.05, 0.012),
      solid(withAlpha(palette.paper, 0.75)),
      { detail: 0.3 }
    ),
    element(
      join(limb(points([0.48, -0.14, 0.5, -0.62]), 0.022), circle(0.5, -0.65, 0.035)),
      solid(palette.accent),
      { detail: 0.2 }
    )
  ]
  return placeAll(parts, {
    x: random.between(-0.1, 0.1),
    y: frame.bottom - 0.92,
    scale: 0.88 * Math.min(1, frame.right * 1.05),
    turn: random.between(-0.015, 0.015)
  })
}

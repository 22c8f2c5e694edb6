import { blend, hex, lighten, withAlpha } from "../canvas/Color.js"
import { element, placeAll, type Element } from "../canvas/Element.js"
import { glow, linear, radial, solid, vertical, even } from "../canvas/Paint.js"
import { join } from "../canvas/Path.js"
import { circle, limb, rectangle, points, both } from "../canvas/Shape.js"
import type { Stage } from "../Stage.js"
import { hat } from "./Hat.js"

/** A friendly robot, head and chest. */
export const robot = (stage: Stage): ReadonlyArray<Element> => {
  const { palette, composition, frame } = stage
  const random = stage.random.fork("robot")
  const shell =
    composition.coat === undefined
      ? random.pick(palette.accent, palette.contrast, blend(palette.far, palette.paper, 0.5))
      : hex(composition.coat)
  const metal = blend(palette.paper, palette.far, 0.45)
  const screen = blend(palette.ink, palette.near, 0.3)
  const eye = palette.name === "neon" ? palette.accent : hex("#7ff0e0")
  const paint = (from: number, to: number, color = shell) =>
    linear(
      [from, 0],
      [to, 0],
      even(blend(lighten(color, 0.07), palette.light, 0.2), color, lighten(color, -0.13)),
      0.4
    )
  const chest = rectangle(-0.5, 0.62, 1, 1.4, 0.22)
  const head = rectangle(-0.5, -0.42, 1, 0.82, 0.24)
  const parts: Array<Element> = [
    element(
      both(limb(points([0.5, 0.86, 0.78, 1, 0.84, 1.5]), 0.17, 0.17, 0.18)),
      paint(-0.9, 0.9, metal)
    ),
    element(both(circle(0.54, 0.84, 0.14)), paint(-0.7, 0.7)),
    element(
      rectangle(-0.13, 0.34, 0.26, 0.36),
      linear([-0.13, 0], [0.13, 0], even(lighten(metal, 0.05), lighten(metal, -0.18)), 0.4)
    ),
    element(
      join(...[0.43, 0.5, 0.57].map((y) => rectangle(-0.15, y, 0.3, 0.025, 0.012))),
      solid(screen),
      { detail: 0.3 }
    ),
    element(chest, paint(-0.5, 0.55)),
    element(rectangle(-0.28, 0.78, 0.56, 0.36, 0.07), solid(screen), { detail: 0.05 }),
    element(join(circle(-0.16, 0.96, 0.05), circle(0.16, 0.96, 0.05)), solid(palette.accent), {
      detail: 0.2
    }),
    element(
      join(
        ...[-0.04, 0, 0.04].map((x, index) =>
          rectangle(x - 0.011, 0.9 - index * 0.02, 0.022, 0.12 + index * 0.02)
        )
      ),
      solid(eye),
      { detail: 0.3 }
    ),
    element(both(rectangle(0.46, -0.16, 0.14, 0.3, 0.06)), paint(-0.6, 0.6, metal)),
    element(head, paint(-0.5, 0.56)),
    element(
      rectangle(-0.38, -0.26, 0.76, 0.5, 0.18),
      vertical(-0.26, 0.24, lighten(screen, 0.04), screen, 0.3)
    ),
    element(circle(0.17, -0.05, 0.22), glow([0.17, -0.05], 0.22, withAlpha(eye, 0.55)), {
      blend: "screen",
      detail: 0.1
    }),
    element(circle(-0.17, -0.05, 0.22), glow([-0.17, -0.05], 0.22, withAlpha(eye, 0.55)), {
      blend: "screen",
      detail: 0.1
    }),
    element(both(rectangle(0.095, -0.14, 0.15, 0.18, 0.075)), solid(eye)),
    element(both(circle(0.195, -0.09, 0.028)), solid(palette.paper), { detail: 0.4 }),
    element(limb(points([-0.12, 0.1, 0, 0.155, 0.12, 0.1]), 0.026), solid(eye), { detail: 0.15 }),
    element(
      limb(points([-0.38, -0.34, -0.18, -0.38, 0.05, -0.385]), 0.01, 0.03, 0.01),
      solid(withAlpha(palette.paper, 0.6)),
      { detail: 0.4 }
    ),
    element(
      join(...[-0.4, 0.4].flatMap((x) => [circle(x, 0.31, 0.02), circle(x * 0.98, 0.7, 0.022)])),
      solid(withAlpha(screen, 0.6)),
      { detail: 0.5 }
    )
  ]
  if (composition.hat === undefined) {
    parts.unshift(
      element(limb(points([0, -0.4, 0, -0.66]), 0.04), solid(metal)),
      element(
        circle(0, -0.7, 0.07),
        radial(
          [-0.02, -0.73],
          [0.1, 0.1],
          even(lighten(palette.contrast, 0.1), palette.accent),
          0.3
        )
      ),
      element(circle(0, -0.7, 0.25), glow([0, -0.7], 0.25, withAlpha(palette.contrast, 0.6)), {
        blend: "screen"
      })
    )
  } else parts.push(...placeAll(hat(stage, composition.hat), { y: -0.38, scale: 0.46 }))
  return placeAll(parts, {
    y: frame.bottom - 1 + 0.16,
    scale: 0.9 * Math.min(1, frame.right * 1.05),
    turn: random.between(-0.01, 0.01)
  })
}

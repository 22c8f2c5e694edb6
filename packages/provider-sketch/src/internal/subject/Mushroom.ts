import { blend, hex, lighten } from "../canvas/Color.js"
import { element, placeAll, type Element } from "../canvas/Element.js"
import { linear, radial, solid, even } from "../canvas/Paint.js"
import { join } from "../canvas/Path.js"
import { blob, ellipse, limb, points } from "../canvas/Shape.js"
import { groundShadow } from "../setting/Trees.js"
import type { Backdrop, Stage } from "../Stage.js"

/** Toadstools in the moss. */
export const mushroom = (stage: Stage, backdrop: Backdrop): ReadonlyArray<Element> => {
  const { palette } = stage
  const random = stage.random.fork("mushroom")
  const red =
    stage.composition.coat === undefined
      ? blend(hex("#d43a2c"), palette.accent, 0.35)
      : hex(stage.composition.coat)
  const cream = blend(hex("#fbf0dc"), palette.light, 0.2)
  const one = (x: number, foot: number, scale: number, turn: number): ReadonlyArray<Element> => {
    const cap = blob(
      points([
        -0.62, -0.6, -0.52, -0.92, -0.22, -1.16, 0.1, -1.18, 0.44, -0.98, 0.62, -0.62, 0.3, -0.52,
        0, -0.5, -0.32, -0.52
      ])
    )
    const dots = [
      [-0.3, -0.84, 0.1],
      [0.05, -0.98, 0.12],
      [0.34, -0.8, 0.085],
      [-0.05, -0.7, 0.07],
      [-0.5, -0.68, 0.06],
      [0.5, -0.66, 0.05],
      [-0.14, -1.1, 0.05]
    ] as const
    return placeAll(
      [
        groundShadow(0, 0, 0.55, 0.08, palette.near),
        element(
          blob(
            points([-0.13, -0.6, 0.13, -0.6, 0.15, -0.25, 0.22, 0, 0, 0.05, -0.22, 0, -0.15, -0.25])
          ),
          linear([-0.2, 0], [0.2, 0], even(cream, blend(cream, palette.near, 0.4)), 0.4)
        ),
        element(ellipse(0, -0.55, 0.56, 0.08), solid(blend(cream, palette.near, 0.35))),
        element(
          cap,
          radial(
            [-0.25, -1],
            [1, 0.8],
            even(blend(lighten(red, 0.08), palette.light, 0.22), red, lighten(red, -0.15)),
            0.4
          )
        ),
        element(
          join(...dots.map(([dx, dy, size]) => ellipse(dx, dy, size, size * 0.8))),
          solid(cream),
          { clip: cap, detail: 0.1 }
        ),
        element(
          limb(points([-0.16, -0.42, 0, -0.34, 0.16, -0.42]), 0.09, 0.05, 0.09),
          solid(cream),
          { detail: 0.2 }
        )
      ],
      { x, y: foot, scale, turn }
    )
  }
  const side = random.side()
  return [
    ...one(side * 0.5, backdrop.ground - 0.06, 0.5, side * 0.03),
    ...one(-side * 0.06, backdrop.ground + 0.02, 0.95, -side * 0.012),
    ...one(-side * 0.56, backdrop.ground + 0.06, 0.38, -side * 0.035)
  ]
}

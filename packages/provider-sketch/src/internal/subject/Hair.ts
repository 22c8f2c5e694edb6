import { cosine, sine } from "../canvas/Arithmetic.js"
import { blend, lighten, withAlpha, type Color } from "../canvas/Color.js"
import { element, type Element } from "../canvas/Element.js"
import { linear, solid } from "../canvas/Paint.js"
import { join, type Path } from "../canvas/Path.js"
import { blob, circle, limb, points } from "../canvas/Shape.js"

export type HairStyle = "long" | "bob" | "bun" | "short" | "curls"

const sheen = (hair: Color, light: Color) =>
  linear(
    [-0.5, -0.6],
    [0.5, 0.9],
    [
      [0, blend(lighten(hair, 0.1), light, 0.12)],
      [0.4, hair],
      [1, lighten(hair, -0.07)]
    ],
    0.4
  )

const curl = (share: number, reach: number): [number, number] => {
  const turn = 0.4 + share * 0.7
  return [reach * cosine(turn), -0.1 + reach * sine(turn)]
}

export const hairBehind = (
  style: HairStyle,
  hair: Color,
  light: Color,
  side: 1 | -1
): Array<Element> => {
  const paint = sheen(hair, light)
  switch (style) {
    case "long":
      return [
        element(
          blob(
            points([
              0, -0.56, 0.36, -0.44, 0.5, -0.06, 0.5, 0.5, 0.62, 1.05, 0.3, 1.25, -0.3, 1.25, -0.62,
              1.05, -0.5, 0.5, -0.5, -0.06, -0.36, -0.44
            ])
          ),
          paint
        )
      ]
    case "bob":
      return [
        element(
          blob(
            points([
              0, -0.56, 0.36, -0.45, 0.49, -0.08, 0.5, 0.3, 0.4, 0.5, 0.2, 0.46, -0.2, 0.46, -0.4,
              0.5, -0.5, 0.3, -0.49, -0.08, -0.36, -0.45
            ])
          ),
          paint
        )
      ]
    case "bun":
      return [
        element(circle(side * 0.06, -0.64, 0.2), paint),
        element(
          blob(
            points([
              0, -0.53, 0.34, -0.42, 0.42, -0.05, 0.32, 0.3, -0.32, 0.3, -0.42, -0.05, -0.34, -0.42
            ])
          ),
          paint
        )
      ]
    case "curls":
      return [
        element(
          join(
            ...Array.from({ length: 15 }, (_, index) => circle(...curl(index / 15, 0.42), 0.19))
          ),
          paint
        )
      ]
    default:
      return []
  }
}

export const hairBefore = (
  style: HairStyle,
  hair: Color,
  light: Color,
  lit: 1 | -1
): Array<Element> => {
  const paint = sheen(hair, light)
  const strand = (path: Path): Element =>
    element(path, solid(withAlpha(blend(lighten(hair, 0.12), light, 0.25), 0.55)), { detail: 0.5 })
  switch (style) {
    case "short":
      return [
        element(
          blob(
            points([
              -0.37, -0.04, -0.4, -0.32, -0.26, -0.54, 0.04, -0.62, 0.32, -0.52, 0.41, -0.28, 0.37,
              -0.04, 0.33, -0.2, 0.16, -0.32, -0.1, -0.28, -0.3, -0.24
            ])
          ),
          paint
        ),
        strand(
          limb(
            [
              [-0.24 * lit, -0.42],
              [0, -0.5],
              [0.2 * lit, -0.44]
            ],
            0.008,
            0.022,
            0.006
          )
        )
      ]
    case "curls":
      return [
        element(
          join(
            ...Array.from({ length: 8 }, (_, index) =>
              circle(
                -0.3 + index * 0.086,
                -0.36 - 0.05 * (1 - ((index - 3.5) / 3.5) * ((index - 3.5) / 3.5)),
                0.105
              )
            )
          ),
          paint
        )
      ]
    case "bob":
      return [
        element(
          blob(
            points([
              -0.38, 0.1, -0.43, -0.2, -0.3, -0.47, 0, -0.56, 0.3, -0.47, 0.43, -0.2, 0.38, 0.1,
              0.33, -0.16, 0.12, -0.2, -0.12, -0.2, -0.33, -0.16
            ])
          ),
          paint
        ),
        strand(limb(points([-0.3, -0.28, -0.1, -0.42, 0.16, -0.43]), 0.006, 0.026, 0.006))
      ]
    default:
      return [
        element(
          blob([
            [lit * 0.08, -0.47],
            [lit * 0.28, -0.34],
            [lit * 0.36, -0.06],
            [lit * 0.42, 0.16],
            [lit * 0.45, -0.2],
            [lit * 0.34, -0.48],
            [0, -0.57],
            [-lit * 0.34, -0.48],
            [-lit * 0.46, -0.2],
            [-lit * 0.42, 0.2],
            [-lit * 0.36, -0.02],
            [-lit * 0.22, -0.26]
          ]),
          paint
        ),
        strand(
          limb(
            [
              [-lit * 0.32, -0.2],
              [-lit * 0.18, -0.42],
              [lit * 0.06, -0.5]
            ],
            0.006,
            0.026,
            0.006
          )
        )
      ]
  }
}

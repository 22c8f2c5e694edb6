import { cosine, sine } from "../canvas/Arithmetic.js"
import { blend, hex, lighten, withAlpha, type Color } from "../canvas/Color.js"
import { element, placeAll, type Element } from "../canvas/Element.js"
import { linear, radial, solid, even } from "../canvas/Paint.js"
import { join, place, type Path, type Point } from "../canvas/Path.js"
import type { Random } from "../canvas/Random.js"
import { blob, circle, ellipse, leaf, limb, points } from "../canvas/Shape.js"
import { groundShadow } from "../setting/Trees.js"
import type { Backdrop, Stage } from "../Stage.js"

/** Flowers in a vase: daisies, tulips, poppies. */
export const flower = (stage: Stage, backdrop: Backdrop): ReadonlyArray<Element> => {
  const { palette, frame } = stage
  const random = stage.random.fork("flower")
  const green = blend(hex("#3f8a5c"), palette.near, palette.dark ? 0.15 : 0.35)
  const colors: ReadonlyArray<Color> = [
    palette.accent,
    palette.contrast,
    blend(palette.accent, palette.paper, 0.5),
    palette.paper,
    blend(palette.contrast, palette.accent, 0.5)
  ]
  const elements: Array<Element> = [groundShadow(0, 0.62, 0.55, 0.09, palette.ink)]
  const heads: Array<Element> = []
  const count = 9
  for (let index = 0; index < count; index++) {
    const share = index / (count - 1) - 0.5
    const order = (index * 4) % count
    const x = share * 1.25 + random.between(-0.05, 0.05)
    const y =
      -0.72 + Math.abs(share) * 0.75 + (order % 3) * 0.2 - 0.22 + random.between(-0.05, 0.05)
    const stem: Array<Point> = [
      [share * 0.16, 0.1],
      [x * 0.55, (y + 0.1) * 0.5],
      [x, y]
    ]
    elements.push(
      element(limb(stem, 0.022, 0.018, 0.014), solid(lighten(green, -0.05 + 0.03 * (index % 3))))
    )
    const turn = 0.75 + share * 0.3 + random.side() * 0.1
    const size = random.between(0.26, 0.4)
    elements.push(
      element(
        leaf(x * 0.5, (y + 0.1) * 0.45, size, size * 0.32, turn),
        linear([0, -0.5], [0, 0.2], even(lighten(green, 0.06), lighten(green, -0.08)), 0.4),
        { detail: 0.1 }
      )
    )
    const color = colors[order % colors.length] ?? palette.accent
    heads.push(...bloom(stage, random, x, y, random.between(0.17, 0.25), color, order % 3))
  }
  const vase = blob(
    points([
      -0.2, 0.02, 0.2, 0.02, 0.17, 0.14, 0.33, 0.36, 0.27, 0.58, 0, 0.62, -0.27, 0.58, -0.33, 0.36,
      -0.17, 0.14
    ])
  )
  const glaze = blend(palette.near, palette.sky[1], 0.3)
  elements.push(
    ...heads,
    element(
      vase,
      linear(
        [-0.34, 0],
        [0.34, 0.2],
        even(blend(lighten(glaze, 0.14), palette.light, 0.2), glaze, lighten(glaze, -0.12)),
        0.4
      )
    ),
    element(
      limb(points([-0.4, 0.33, 0, 0.4, 0.4, 0.33]), 0.07),
      solid(withAlpha(palette.paper, 0.85)),
      { clip: vase, detail: 0.2 }
    ),
    element(
      limb(points([-0.4, 0.42, 0, 0.49, 0.4, 0.42]), 0.02),
      solid(withAlpha(palette.contrast, 0.9)),
      { clip: vase, detail: 0.4 }
    )
  )
  return placeAll(elements, {
    y: backdrop.ground - 0.52,
    scale: 0.92 * Math.min(1, frame.right * 1.1)
  })
}

const bloom = (
  { palette }: Stage,
  random: Random,
  x: number,
  y: number,
  size: number,
  color: Color,
  kind: number
): ReadonlyArray<Element> => {
  const paint = radial(
    [0, 0],
    [1, 1],
    even(lighten(color, -0.13), color, blend(lighten(color, 0.05), palette.light, 0.3)),
    0.4
  )
  const start = random.next()
  if (kind === 0) {
    const petals = (count: number, reach: number, width: number, shift: number): Path =>
      join(
        ...Array.from({ length: count }, (_, index) =>
          leaf(0, 0, reach, width, start + (index + shift) / count)
        )
      )
    return placeAll(
      [
        element(petals(13, 1, 0.36, 0), paint),
        element(
          petals(13, 0.82, 0.26, 0.5),
          linear([0, -1], [0, 1], even(lighten(color, 0.07), color), 0.3),
          { detail: 0.3 }
        ),
        element(
          circle(0, 0, 0.3),
          radial(
            [-0.1, -0.1],
            [0.4, 0.4],
            even(lighten(palette.contrast, 0.06), blend(palette.contrast, palette.ink, 0.45)),
            0.8
          ),
          { detail: 0.1 }
        )
      ],
      { x, y, scale: size }
    )
  }
  if (kind === 1) {
    const side = blob(points([0, 0.7, 0.5, 0.4, 0.62, -0.2, 0.5, -0.85, 0.2, -0.4, 0, 0.1]))
    return placeAll(
      [
        element(
          blob(points([0, -0.95, 0.32, -0.4, 0.3, 0.3, 0, 0.7, -0.3, 0.3, -0.32, -0.4])),
          solid(lighten(color, -0.1))
        ),
        element(side, paint),
        element(
          place(side, { mirror: true }),
          linear(
            [-0.6, -0.8],
            [0, 0.6],
            even(blend(lighten(color, 0.06), palette.light, 0.3), lighten(color, -0.04)),
            0.4
          )
        )
      ],
      { x, y, scale: size, turn: x * 0.08 }
    )
  }
  const layers = [1, 0.76, 0.52, 0.3]
  return placeAll(
    layers.map((reach, layer) =>
      element(
        join(
          ...Array.from({ length: 6 }, (_, index) =>
            ellipse(
              reach * 0.55 * cosine(start + (index + layer * 0.5) / 6),
              reach * 0.55 * sine(start + (index + layer * 0.5) / 6),
              reach * 0.48,
              reach * 0.36,
              start + (index + layer * 0.5) / 6 + 0.25
            )
          )
        ),
        radial(
          [0, 0],
          [reach, reach],
          even(
            lighten(color, -0.12 - layer * 0.02),
            blend(lighten(color, 0.05 - layer * 0.03), palette.light, 0.18)
          ),
          0.4
        ),
        { detail: layer * 0.15 }
      )
    ),
    { x, y, scale: size }
  )
}

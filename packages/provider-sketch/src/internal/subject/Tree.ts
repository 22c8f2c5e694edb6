import { cosine, mix, sine } from "../canvas/Arithmetic.js"
import { blend, hex, lighten, type Color } from "../canvas/Color.js"
import { element, type Element } from "../canvas/Element.js"
import { linear, radial, even } from "../canvas/Paint.js"
import { join, type Path, type Point } from "../canvas/Path.js"
import type { Random } from "../canvas/Random.js"
import { blob, limb } from "../canvas/Shape.js"
import { groundShadow } from "../setting/Trees.js"
import type { Backdrop, Stage } from "../Stage.js"

/** One great tree. */
export const tree = (stage: Stage, backdrop: Backdrop): ReadonlyArray<Element> => {
  const { palette, frame, composition } = stage
  const random = stage.random.fork("tree")
  const foot = backdrop.ground
  const height = Math.min(1.5, (foot - frame.top) * 0.86)
  const x = random.between(-0.15, 0.15)
  const base =
    composition.palette === "autumn" || composition.palette === "blossom"
      ? palette.accent
      : blend(palette.near, palette.far, 0.35)
  const bark = blend(hex("#5a3b2a"), palette.ink, 0.45)
  const top = foot - height
  const branches: Array<Path> = [
    limb(
      [
        [x, foot + 0.03],
        [x - 0.02, foot - height * 0.25],
        [x + 0.01, foot - height * 0.6]
      ],
      0.22,
      0.11,
      0.07
    )
  ]
  for (let index = 0; index < 7; index++) {
    const way = index % 2 === 0 ? 1 : -1
    const from = foot - height * mix(0.24, 0.55, index / 7)
    branches.push(
      limb(
        [
          [x, from],
          [x + way * 0.14, from - 0.12],
          [x + way * random.between(0.25, 0.42), from - random.between(0.2, 0.36)]
        ],
        0.07,
        0.045,
        0.012
      )
    )
  }
  const elements: Array<Element> = [
    groundShadow(x, foot + 0.02, 0.75, 0.09, palette.near),
    element(
      join(...branches),
      linear(
        [x - 0.12, 0],
        [x + 0.12, 0],
        even(blend(lighten(bark, 0.1), palette.light, 0.15), bark),
        0.4
      )
    )
  ]
  for (let index = 0; index < 13; index++) {
    const turn = index / 13 + random.between(-0.02, 0.02)
    const reach = index % 3 === 0 ? 0.16 : 0.36
    const cx = x + reach * 1.25 * cosine(turn)
    const cy = top + height * 0.36 + reach * 0.86 * sine(turn)
    const tint = lighten(
      blend(base, palette.contrast, random.between(0, 0.22)),
      random.between(-0.05, 0.03)
    )
    elements.push(...canopy(random, cx, cy, random.between(0.2, 0.29), tint, palette.light))
  }
  return elements
}

const canopy = (
  random: Random,
  x: number,
  y: number,
  size: number,
  color: Color,
  light: Color
): Array<Element> => {
  const outline = blob(
    Array.from({ length: 9 }, (_, index): Point => {
      const reach = size * random.between(0.85, 1.12)
      return [x + reach * cosine(index / 9), y + reach * 0.86 * sine(index / 9)]
    })
  )
  return [
    element(
      outline,
      radial(
        [x - size * 0.4, y - size * 0.55],
        [size * 1.75, size * 1.75],
        even(blend(lighten(color, 0.09), light, 0.28), color, lighten(color, -0.13)),
        0.5
      )
    )
  ]
}

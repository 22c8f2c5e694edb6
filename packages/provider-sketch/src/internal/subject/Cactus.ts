import { blend, lighten, withAlpha } from "../canvas/Color.js"
import { hex } from "../canvas/Color.js"
import { element, type Element } from "../canvas/Element.js"
import { linear, solid, even } from "../canvas/Paint.js"
import { join, type Path } from "../canvas/Path.js"
import type { Random } from "../canvas/Random.js"
import { circle, limb } from "../canvas/Shape.js"
import { groundShadow } from "../setting/Trees.js"
import type { Stage } from "../Stage.js"

/** A column cactus with arms, ribs and a flower. */
export const cactusAt = (
  stage: Stage,
  random: Random,
  x: number,
  foot: number,
  height: number
): Array<Element> => {
  const { palette } = stage
  const width = height * 0.2
  const side = random.side()
  const top = foot - height
  const arm = (way: number, from: number, reach: number, tall: number): Path =>
    limb(
      [
        [x, foot - height * from],
        [x + way * reach * 0.7, foot - height * (from + 0.01)],
        [x + way * reach, foot - height * (from + 0.08)],
        [x + way * reach, foot - height * (from + tall)]
      ],
      width * 0.62,
      width * 0.66,
      width * 0.6
    )
  const body = join(
    limb(
      [
        [x, foot + 0.01],
        [x, foot - height * 0.5],
        [x, top + width / 2]
      ],
      width * 0.92,
      width,
      width * 0.86
    ),
    arm(side, random.between(0.3, 0.42), width * 1.3, 0.34),
    arm(-side, random.between(0.42, 0.56), width * 1.2, 0.24)
  )
  const green = palette.dark
    ? blend(palette.far, hex("#3f9a7a"), 0.5)
    : blend(hex("#2f8f6b"), palette.near, 0.28)
  const ribs = [-0.28, 0, 0.28].map((share) =>
    limb(
      [
        [x + share * width, foot],
        [x + share * width, top + width * 0.6]
      ],
      width * 0.045,
      width * 0.03
    )
  )
  return [
    groundShadow(x - side * width, foot, width * 2.6, width * 0.3, palette.near),
    element(
      body,
      linear(
        [x - width * 1.8, 0],
        [x + width * 1.8, 0],
        even(lighten(blend(green, palette.light, 0.2), 0.06), green, lighten(green, -0.13)),
        0.4
      )
    ),
    element(join(...ribs), solid(withAlpha(lighten(green, -0.16), 0.6)), {
      clip: body,
      detail: 0.5
    }),
    element(
      join(
        circle(x, top, width * 0.2),
        circle(x - width * 0.2, top + width * 0.05, width * 0.15),
        circle(x + width * 0.2, top + width * 0.05, width * 0.15)
      ),
      solid(palette.accent),
      { detail: 0.4 }
    )
  ]
}

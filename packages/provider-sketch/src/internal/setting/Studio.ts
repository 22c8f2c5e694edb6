import { mix } from "../canvas/Arithmetic.js"
import { blend, lighten, withAlpha, type Color } from "../canvas/Color.js"
import { element, type Element } from "../canvas/Element.js"
import { glow, linear, radial, vertical, even } from "../canvas/Paint.js"
import { join, polygon, type Path, type Point } from "../canvas/Path.js"
import type { Random } from "../canvas/Random.js"
import { circle, leaf, limb, rectangle } from "../canvas/Shape.js"
import type { SettingPainter, Stage } from "../Stage.js"
import { sine, cosine } from "../canvas/Arithmetic.js"
import { everything, stars } from "./Sky.js"

/** A backdrop for portraits and things: a disc, an arch or rays, and leaves at the edges. */
export const studio: SettingPainter = (stage) => {
  const { frame, palette } = stage
  const random = stage.random.fork("studio")
  const kind = random.pick("disc", "arch", "rays", "disc")
  const wall = random.pick(palette.sky[1], blend(palette.far, palette.sky[2], 0.35), palette.sky[1])
  const back: Array<Element> = [
    element(
      everything(stage),
      radial(
        [0, -0.1],
        [frame.right * 1.35, frame.bottom * 1.35],
        [
          [0, blend(wall, palette.sky[2], 0.55)],
          [0.6, wall],
          [1, blend(wall, palette.sky[0], 0.7)]
        ],
        0.16
      )
    )
  ]
  if (palette.dark) back.push(...stars(stage, frame.bottom, 70))
  const tone = palette.dark
    ? blend(palette.light, palette.sky[2], 0.15)
    : blend(palette.light, palette.contrast, 0.3)
  if (kind === "rays") back.push(...rays(stage, random))
  if (kind === "arch") {
    const width = random.between(0.66, 0.78)
    for (const [grow, color] of [
      [1.16, blend(palette.accent, wall, 0.35)],
      [1, tone]
    ] as const) {
      const half = width * grow
      back.push(
        element(
          rectangle(-half, -half * 1.05, half * 2, 5, half),
          vertical(
            -half,
            frame.bottom,
            lighten(color, 0.03),
            blend(color, palette.accent, 0.45),
            0.3
          )
        )
      )
    }
  } else {
    const size = random.between(0.74, 0.84)
    back.push(
      element(
        circle(0, -0.04, size * 1.7),
        glow([0, -0.04], size * 1.7, withAlpha(tone, 0.5), 0.15),
        { blend: palette.dark ? "screen" : "normal" }
      ),
      element(
        circle(0, -0.04, size),
        linear(
          [0, -0.04 - size],
          [0, size],
          even(lighten(tone, 0.03), blend(tone, palette.accent, palette.dark ? 0.35 : 0.6)),
          0.3
        )
      )
    )
  }
  const green = palette.dark
    ? blend(palette.far, palette.sky[2], 0.2)
    : blend(palette.near, palette.far, 0.25)
  for (const side of [-1, 1] as const) {
    for (let spray = 0; spray < 3; spray++) {
      const x = side * frame.right * random.between(0.82, 1.08)
      const color: Color =
        spray === 1
          ? blend(green, palette.accent, 0.45)
          : spray === 0
            ? lighten(green, 0.06)
            : lighten(green, -0.05)
      back.push(branch(random, x, frame.bottom + 0.08, side, mix(0.6, 1.15, random.next()), color))
    }
  }
  return { back, front: [], ground: frame.bottom - 0.14, light: [0, -0.1] }
}

const rays = ({ frame, palette }: Stage, random: Random): Array<Element> => {
  const paths: Array<Path> = []
  const count = 14
  const start = random.next()
  for (let index = 0; index < count; index++) {
    const from = start + index / count
    const to = from + 0.5 / count
    const reach = frame.right + frame.bottom + 1
    paths.push(
      polygon([
        [0, 0],
        [reach * cosine(from), reach * sine(from)],
        [reach * cosine(to), reach * sine(to)]
      ])
    )
  }
  const color = palette.dark ? palette.sky[2] : palette.light
  return [
    element(
      join(...paths),
      radial(
        [0, 0],
        [frame.right * 1.2, frame.bottom * 1.2],
        even(withAlpha(color, 0.6), withAlpha(color, 0.12)),
        0.25
      ),
      { detail: 0.1 }
    )
  ]
}

const branch = (
  random: Random,
  x: number,
  y: number,
  side: 1 | -1,
  length: number,
  color: Color
): Element => {
  const lean = -side * random.between(0.02, 0.3) * length
  const spine = (share: number): Point => [x + lean * share * share, y - length * share]
  const paths: Array<Path> = [limb([spine(0), spine(0.5), spine(1)], 0.018, 0.012, 0.004)]
  const pairs = 7
  for (let pair = 1; pair <= pairs; pair++) {
    const share = pair / pairs
    const [px, py] = spine(share * 0.97)
    const size = length * 0.3 * (1 - share * 0.45)
    for (const way of [-1, 1]) {
      if (pair === pairs && way === 1) continue
      const turn = 0.75 + way * mix(0.14, 0.03, share) - side * 0.02
      paths.push(leaf(px, py, size, size * 0.34, turn))
    }
  }
  return element(
    join(...paths),
    linear([x, y - length], [x, y], even(lighten(color, 0.05), lighten(color, -0.08)), 0.4),
    { detail: 0.1 }
  )
}

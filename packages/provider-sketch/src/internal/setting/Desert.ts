import { mix, sine } from "../canvas/Arithmetic.js"
import { blend, lighten, withAlpha } from "../canvas/Color.js"
import { element, type Element } from "../canvas/Element.js"
import { linear, vertical, even } from "../canvas/Paint.js"
import { polygon, type Point } from "../canvas/Path.js"
import { curve, rectangle } from "../canvas/Shape.js"
import type { SettingPainter, Stage } from "../Stage.js"
import { cactusAt } from "../subject/Cactus.js"
import { below, landColor } from "./Land.js"
import { haze, sky } from "./Sky.js"

/** Dunes with a lit and a shaded face, table mountains at the horizon, a great sun. */
export const desert: SettingPainter = (stage) => {
  const { frame, palette, composition } = stage
  const random = stage.random.fork("desert")
  const horizon = mix(frame.top, frame.bottom, random.between(0.5, 0.58))
  const side = random.side()
  const size = random.between(0.24, 0.38)
  const light: Point = [
    side * frame.right * random.between(0.05, 0.45),
    horizon - size * random.between(0.6, 1.5)
  ]
  const back: Array<Element> = sky(stage, horizon, light, size)
  const mesas = random.fork("mesas")
  for (let index = 0; index < 4; index++) {
    const x = mesas.between(frame.left, frame.right)
    const width = mesas.between(0.2, 0.5)
    const height = mesas.between(0.08, 0.24)
    const color = blend(landColor(stage, 0.12), palette.sky[1], 0.45)
    const outline = polygon([
      [x - width * 0.62, horizon + 0.02],
      [x - width * 0.5, horizon - height * 0.45],
      [x - width * 0.42, horizon - height],
      [x + width * 0.36, horizon - height],
      [x + width * 0.45, horizon - height * 0.5],
      [x + width * 0.66, horizon + 0.02]
    ])
    back.push(
      element(
        outline,
        vertical(horizon - height, horizon, color, blend(color, palette.sky[2], 0.7), 0.25),
        { detail: 0.1 }
      ),
      element(
        rectangle(x - width * side * 0.3 - width * 0.12, horizon - height, width * 0.5, height),
        linear(
          [0, horizon - height],
          [0, horizon],
          even(withAlpha(palette.near, 0.25), withAlpha(palette.near, 0)),
          0.3
        ),
        { clip: outline, detail: 0.3 }
      )
    )
  }
  back.push(haze(stage, horizon - 0.14, horizon + 0.14, 0.55))
  const count = 5
  for (let index = 0; index < count; index++) {
    const share = index / (count - 1)
    back.push(
      ...dune(
        stage,
        mix(horizon + 0.02, frame.bottom - 0.18, share * share * 0.6 + share * 0.4),
        share,
        index,
        side
      )
    )
  }
  if (composition.subject !== "cactus") {
    const chance = random.fork("cacti")
    for (let index = 0; index < 3; index++) {
      const x = frame.right * chance.between(0.3, 0.95) * chance.side()
      const far = index === 0 ? 0.95 : 0.3 + index * 0.14
      back.push(
        ...cactusAt(stage, chance, x, mix(horizon + 0.1, frame.bottom, far), mix(0.12, 0.55, far))
      )
    }
  }
  return { back, front: [], ground: frame.bottom - 0.22, light }
}

const dune = (
  stage: Stage,
  base: number,
  nearness: number,
  index: number,
  side: 1 | -1
): Array<Element> => {
  const { frame, palette } = stage
  const random = stage.random.fork(`dune ${index}`)
  const height = mix(0.06, 0.3, nearness) * random.between(0.7, 1.2)
  const crest = frame.right * random.between(-0.7, 0.7)
  const width = frame.right * random.between(0.8, 1.3)
  const line = (x: number): number => {
    const away = (x - crest) / width
    const bell = 1 / (1 + away * away * 3.2)
    return base - height * (bell - 0.35) - height * 0.12 * sine(x * 0.4 + index * 0.3)
  }
  const color = landColor(stage, nearness * 0.72)
  const bright = blend(lighten(color, 0.07), palette.light, 0.28)
  const outline = below(stage, line)
  const top = line(crest)
  const edge = curve([
    [crest, top - 0.01],
    [crest - side * width * 0.12, mix(top, base, 0.7)],
    [crest + side * width * 0.1, base + height * 0.9],
    [crest - side * width * 0.22, base + height * 2.6]
  ])
  const shade: Array<Point> = [
    ...edge,
    [crest - side * 9, base + height * 2.6],
    [crest - side * 9, top - 0.5],
    [crest, top - 0.5]
  ]
  return [
    element(
      outline,
      vertical(top, top + height * 2.4 + 0.2, bright, blend(color, palette.near, 0.15), 0.4)
    ),
    element(
      polygon(shade),
      linear(
        [crest, 0],
        [crest - side * width * 1.1, 0],
        even(withAlpha(lighten(color, -0.13), 0.95), withAlpha(lighten(color, -0.05), 0.35)),
        0.4
      ),
      { clip: outline, detail: 0.15 }
    )
  ]
}

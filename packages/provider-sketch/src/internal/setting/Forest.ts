import { mix } from "../canvas/Arithmetic.js"
import { blend, lighten, withAlpha } from "../canvas/Color.js"
import { element, type Element } from "../canvas/Element.js"
import { linear, solid, vertical, even } from "../canvas/Paint.js"
import { join, polygon, type Path, type Point } from "../canvas/Path.js"
import type { Random } from "../canvas/Random.js"
import { leaf, limb } from "../canvas/Shape.js"
import type { SettingPainter, Stage } from "../Stage.js"
import { below, landColor, ridgeLine } from "./Land.js"
import { haze, sky } from "./Sky.js"
import { firs, grass } from "./Trees.js"

/** Trunks and firs that fade into lit haze, shafts of light, ferns in front. */
export const forest: SettingPainter = (stage) => {
  const { frame, palette, composition } = stage
  const random = stage.random.fork("forest")
  const horizon = mix(frame.top, frame.bottom, 0.66)
  const light: Point = [
    frame.right * random.between(-0.35, 0.35),
    mix(frame.top, frame.bottom, random.between(0.2, 0.34))
  ]
  const back: Array<Element> = sky(stage, horizon + 0.2, light, random.between(0.16, 0.24))
  const layers = 5
  const clearing = light[0]
  for (let layer = 0; layer < layers; layer++) {
    const near = layer / (layers - 1)
    const chance = random.fork(`layer ${layer}`)
    const base = mix(horizon - 0.02, frame.bottom - 0.06, near * near)
    const line = ridgeLine(chance, {
      base,
      amplitude: 0.06,
      frequency: 0.8,
      octaves: 3,
      roughness: 0.45
    })
    const color = blend(
      blend(landColor(stage, near * 0.95), palette.sky[2], mix(0.45, 0, near)),
      palette.ink,
      near > 0.9 ? 0.35 : 0
    )
    const size = mix(0.5, 1.9, near)
    const count = Math.round(mix(24, 7, near) * Math.max(1, frame.right))
    const wood: Array<Path> = []
    if (layer % 2 === 0) wood.push(...trunks(chance, stage, count, line, clearing, near))
    else wood.push(clear(chance, stage, count, line, clearing, near, size))
    back.push(
      element(
        join(...wood),
        vertical(
          base - size,
          base,
          color,
          blend(color, palette.sky[2], mix(0.35, 0.02, near)),
          0.25
        ),
        { detail: 0.1 * near }
      )
    )
    const soil =
      composition.weather === "snow"
        ? blend(palette.paper, color, 0.16 + 0.14 * near)
        : lighten(color, 0.015)
    back.push(
      element(
        below(stage, line),
        vertical(
          base - 0.05,
          base + 0.5,
          blend(soil, palette.light, 0.12),
          lighten(soil, -0.04),
          0.3
        )
      )
    )
    if (layer < layers - 1) back.push(haze(stage, base - 0.6, base + 0.3, mix(0.55, 0.22, near)))
    if (layer === 2) back.push(...shafts(stage, random.fork("shafts"), light))
  }
  const front: Array<Element> = []
  const ferns = random.fork("ferns")
  const base = (x: number): number => frame.bottom + 0.02 - 0.03 * x * x
  front.push(
    element(
      grass(ferns, 80, frame.left, frame.right, base, 0.05, 0.16),
      solid(lighten(landColor(stage, 0.85), 0.02)),
      { detail: 0.4 }
    ),
    element(
      join(
        ...Array.from({ length: 5 }, () =>
          fern(ferns, ferns.side() * frame.right * ferns.between(0.55, 1.02), frame.bottom + 0.03)
        )
      ),
      solid(blend(palette.near, palette.ink, 0.3)),
      { detail: 0.3 }
    )
  )
  return { back, front, ground: frame.bottom - 0.2, light }
}

const trunks = (
  random: Random,
  stage: Stage,
  count: number,
  line: (x: number) => number,
  clearing: number,
  near: number
): Array<Path> => {
  const { frame } = stage
  const paths: Array<Path> = []
  for (let index = 0; index < count; index++) {
    const x = mix(frame.left, frame.right, (index + random.next()) / count)
    if (Math.abs(x - clearing) < mix(0.05, 0.34, near)) continue
    const width = mix(0.02, 0.16, near) * random.between(0.6, 1.15)
    const lean = random.between(-0.06, 0.06)
    const foot = line(x) + 0.03
    paths.push(
      limb(
        [
          [x, foot],
          [x + lean * 0.4, mix(foot, frame.top, 0.5)],
          [x + lean, frame.top - 0.1]
        ],
        width * 1.25,
        width,
        width * 0.8
      )
    )
    for (let branch = 0; branch < 4; branch++) {
      const y = mix(foot, frame.top, random.between(0.3, 0.95))
      const way = random.side()
      const reach = random.between(0.12, 0.3) * mix(0.5, 1, near)
      paths.push(
        limb(
          [
            [x + lean * 0.5, y],
            [x + way * reach * 0.5, y - reach * 0.12],
            [x + way * reach, y - reach * 0.5]
          ],
          width * 0.32,
          width * 0.18,
          width * 0.04
        )
      )
    }
  }
  return paths
}

const clear = (
  random: Random,
  stage: Stage,
  count: number,
  line: (x: number) => number,
  clearing: number,
  near: number,
  size: number
): Path => {
  const { frame } = stage
  const gap = mix(0.08, 0.42, near)
  const sunk = (x: number): number => line(x) + size * 0.06
  return join(
    firs(random, Math.ceil(count / 2), frame.left, clearing - gap, sunk, size * 0.5, size * 0.95),
    firs(random, Math.ceil(count / 2), clearing + gap, frame.right, sunk, size * 0.5, size * 0.95)
  )
}

const shafts = (stage: Stage, random: Random, [x, y]: Point): Array<Element> => {
  const { frame, palette } = stage
  return Array.from({ length: 6 }, () => {
    const spread = random.between(-1.1, 1.1)
    const width = random.between(0.06, 0.2)
    const shaft = polygon([
      [x - 0.02, y],
      [x + 0.02, y],
      [x + spread + width, frame.bottom],
      [x + spread - width, frame.bottom]
    ])
    const color = withAlpha(palette.light, random.between(0.1, 0.24))
    return element(
      shaft,
      linear([0, y], [0, frame.bottom], even(color, withAlpha(color, 0)), 0.3),
      { blend: "screen", detail: 0.2 }
    )
  })
}

/** A fern: fronds of paired leaves. */
export const fern = (random: Random, x: number, y: number): Path => {
  const paths: Array<Path> = []
  for (let frond = 0; frond < 5; frond++) {
    const turn = 0.75 + (frond - 2) * 0.07 + random.between(-0.02, 0.02)
    const length = random.between(0.22, 0.4)
    const lean = (frond - 2) * 0.06
    const spine: Array<Point> = [
      [x, y],
      [x + lean, y - length * 0.55],
      [x + lean * 3, y - length]
    ]
    paths.push(limb(spine, 0.012, 0.007, 0.002))
    for (let pair = 2; pair < 11; pair++) {
      const share = pair / 11
      const px = x + lean * share * (1 + 2 * share)
      const py = y - length * share
      const size = length * 0.34 * (1 - share * 0.8)
      paths.push(
        leaf(px, py, size, size * 0.3, turn + 0.14),
        leaf(px, py, size, size * 0.3, turn - 0.14)
      )
    }
  }
  return join(...paths)
}

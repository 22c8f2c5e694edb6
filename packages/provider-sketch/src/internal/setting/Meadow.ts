import { mix } from "../canvas/Arithmetic.js"
import { blend, lighten, withAlpha } from "../canvas/Color.js"
import { element, type Element } from "../canvas/Element.js"
import { solid, vertical } from "../canvas/Paint.js"
import { join, polygon, type Path, type Point } from "../canvas/Path.js"
import { circle, curve, ellipse } from "../canvas/Shape.js"
import type { Random } from "../canvas/Random.js"
import type { SettingPainter, Stage } from "../Stage.js"
import { below, land, landColor, ridgeLine } from "./Land.js"
import { haze, sky } from "./Sky.js"
import { grass, groundShadow, roundTree } from "./Trees.js"

/** Rolling green with trees, a path, flowers and grass in front. */
export const meadow: SettingPainter = (stage) => {
  const { frame, palette, composition } = stage
  const random = stage.random.fork("meadow")
  const horizon = mix(frame.top, frame.bottom, random.between(0.5, 0.58))
  const side = random.side()
  const light: Point = [
    side * frame.right * random.between(0.25, 0.6),
    horizon - random.between(0.5, 0.85)
  ]
  const back: Array<Element> = sky(stage, horizon, light, random.between(0.14, 0.2))
  const snow = composition.weather === "snow"
  const green = (near: number) =>
    snow ? blend(palette.paper, landColor(stage, near), 0.12 + 0.2 * near) : landColor(stage, near)

  const far = ridgeLine(random.fork("far"), {
    base: horizon - 0.1,
    amplitude: 0.09,
    frequency: 0.9,
    octaves: 3,
    roughness: 0.4
  })
  back.push(land(stage, far, horizon - 0.2, 0.35, blend(green(0.02), palette.sky[1], 0.35), 0.4))
  const wood = ridgeLine(random.fork("wood"), {
    base: horizon - 0.02,
    amplitude: 0.045,
    frequency: 7,
    octaves: 3,
    roughness: 0.6
  })
  back.push(land(stage, wood, horizon - 0.1, 0.3, green(0.28), 0.3))
  back.push(haze(stage, horizon - 0.2, horizon + 0.16, 0.5))

  const nears = [0.12, 0.24, 0.4]
  let ground = horizon
  let path: Element | undefined
  nears.forEach((near, index) => {
    const chance = random.fork(`hill ${index}`)
    const base = mix(horizon + 0.06, frame.bottom, index * 0.22)
    const line = ridgeLine(chance, {
      base,
      amplitude: 0.07,
      frequency: 0.55,
      octaves: 2,
      roughness: 0.4
    })
    const color = green(near)
    back.push(
      element(
        below(stage, line),
        vertical(
          base - 0.1,
          base + 0.6,
          blend(lighten(color, 0.03), palette.light, 0.14),
          lighten(color, -0.03),
          0.35
        )
      )
    )
    const trees = index === 0 ? 6 : index === 1 ? 3 : 0
    for (let tree = 0; tree < trees; tree++) {
      const away = index === 0 ? chance.between(-1, 1) : chance.side() * chance.between(0.42, 1)
      const x = frame.right * away
      const size = index === 0 ? chance.between(0.14, 0.26) : chance.between(0.5, 0.85)
      const foot = line(x) + 0.015
      const leaves = chance.chance(0.24)
        ? blend(palette.contrast, palette.near, 0.12)
        : blend(
            landColor(stage, near + 0.2 + chance.next() * 0.2),
            palette.contrast,
            chance.next() * 0.12
          )
      back.push(groundShadow(x - side * size * 0.2, foot, size * 0.42, size * 0.06, palette.near))
      back.push(
        ...roundTree(
          chance,
          x,
          foot,
          size,
          leaves,
          blend(palette.ink, palette.near, 0.35),
          palette.light
        )
      )
    }
    if (index === 1) path = trail(stage, random.fork("trail"), line)
    ground = base
  })
  if (path !== undefined) back.push(path)
  const front: Array<Element> = []
  const base = (x: number): number => frame.bottom + 0.01 + 0.02 * x * x
  const blades = random.fork("grass")
  const tuft = (count: number, low: number, high: number) =>
    grass(blades, count, frame.left, frame.right, base, low, high)
  if (!snow) {
    front.push(
      element(tuft(150, 0.08, 0.24), solid(lighten(green(0.62), 0.02)), { detail: 0.35 }),
      ...flowers(
        random.fork("flowers"),
        frame.left,
        frame.right,
        frame.bottom,
        [palette.accent, palette.contrast, palette.paper],
        green(0.7)
      ),
      element(tuft(110, 0.05, 0.16), solid(green(0.85)), { detail: 0.35 })
    )
  }
  return { back, front, ground: Math.min(frame.bottom - 0.2, ground + 0.3), light }
}

const trail = (stage: Stage, random: Random, line: (x: number) => number): Element => {
  const { frame, palette } = stage
  const { right, bottom } = frame
  const color = blend(palette.paper, palette.sky[2], 0.5)
  const start = random.between(-0.3, 0.3) * right
  const top = line(start)
  const bend = random.side() * 0.22
  const spine: ReadonlyArray<readonly [number, number, number]> = [
    [start, top, 0.02],
    [start + bend * 0.5, mix(top, bottom, 0.14), 0.05],
    [start - bend * 0.4, mix(top, bottom, 0.38), 0.12],
    [start + bend * 0.3, bottom + 0.1, 0.3]
  ]
  const left = curve(spine.map(([x, y, w]): Point => [x - w, y]))
  const rightEdge = curve(spine.map(([x, y, w]): Point => [x + w, y]))
  return element(
    polygon([...left, ...rightEdge.reverse()]),
    vertical(top, bottom, color, lighten(color, -0.08), 0.3),
    { detail: 0.15 }
  )
}

const flowers = (
  random: Stage["random"],
  left: number,
  right: number,
  bottom: number,
  colors: ReadonlyArray<Stage["palette"]["paper"]>,
  stem: Stage["palette"]["paper"]
): Array<Element> => {
  const stems: Array<Path> = []
  const heads = colors.map((): Array<Path> => [])
  const hearts: Array<Path> = []
  for (let index = 0; index < 34; index++) {
    const x = random.between(left, right)
    const size = random.between(0.014, 0.032)
    const y = bottom - random.between(0.04, 0.26)
    stems.push(grass(random, 1, x, x, () => bottom, bottom - y, bottom - y))
    const target = heads[random.integer(0, heads.length - 1)]
    target?.push(ellipse(x, y, size, size * 0.8))
    hearts.push(circle(x, y - size * 0.1, size * 0.34))
  }
  return [
    element(join(...stems), solid(stem), { detail: 0.4 }),
    ...heads.map((paths, index) =>
      element(join(...paths), solid(colors[index] ?? stem), { detail: 0.3 })
    ),
    element(join(...hearts), solid(withAlpha(stem, 0.75)), { detail: 0.5 })
  ]
}

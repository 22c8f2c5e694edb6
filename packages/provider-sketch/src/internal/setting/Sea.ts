import { mix, sine } from "../canvas/Arithmetic.js"
import { blend, lighten, withAlpha } from "../canvas/Color.js"
import { element, type Element } from "../canvas/Element.js"
import { solid, vertical } from "../canvas/Paint.js"
import { join, type Path, type Point } from "../canvas/Path.js"
import { limb } from "../canvas/Shape.js"
import type { SettingPainter, Stage } from "../Stage.js"
import { below, land, landColor, ridgeLine } from "./Land.js"
import { haze, sky } from "./Sky.js"
import { water } from "./Water.js"

/** Open water under a low sun, islands at the horizon, swell in front. */
export const sea: SettingPainter = (stage) => {
  const { frame } = stage
  const random = stage.random.fork("sea")
  const horizon = mix(frame.top, frame.bottom, random.between(0.5, 0.6))
  const size = random.between(0.2, 0.34)
  const light: Point = [
    frame.right * random.between(-0.4, 0.4),
    horizon - size * random.between(0.35, 1.5)
  ]
  const back: Array<Element> = sky(stage, horizon, light, size)
  const side = light[0] > 0 ? -1 : 1
  const islands = [
    { near: 0.05, height: 0.16, at: 0.85 },
    { near: 0.3, height: 0.24, at: 1.05 }
  ]
  for (const { near, height, at } of islands) {
    const line = ridgeLine(random.fork(`island ${near}`), {
      base: 0,
      amplitude: 0.35,
      frequency: 2.2,
      octaves: 4,
      roughness: 0.45
    })
    const centre = side * frame.right * at
    const shore = (x: number): number => {
      const away = Math.abs(x - centre) / (frame.right * 0.85)
      const rise = Math.max(0, 1 - away * away)
      return horizon + 0.01 - height * rise * (1 + line(x))
    }
    back.push(land(stage, shore, horizon - height, height, landColor(stage, near), 0.4))
  }
  back.push(...water(stage, horizon, light, 0.9), haze(stage, horizon - 0.14, horizon + 0.1, 0.4))
  back.push(gulls(stage, horizon))
  const swell: Array<Element> = []
  const count = 4
  for (let index = 0; index < count; index++) {
    const share = (index + 1) / count
    const base = mix(horizon + 0.3, frame.bottom - 0.1, share)
    swell.push(...wave(stage, base, mix(0.015, 0.05, share), mix(0.35, 0.98, share), index))
  }
  return {
    back: [...back, ...swell.slice(0, 4)],
    front: swell.slice(4),
    ground: mix(horizon, frame.bottom, 0.42),
    light
  }
}

const wave = (
  stage: Stage,
  base: number,
  height: number,
  nearness: number,
  index: number
): Array<Element> => {
  const { palette } = stage
  const random = stage.random.fork(`wave ${index}`)
  const shift = random.next()
  const length = random.between(0.7, 1.1)
  const line = (x: number): number => {
    const part = x / length + shift - Math.floor(x / length + shift)
    const crest = 1 - Math.abs(sine(part * 0.5))
    return base - height * (1.6 * crest * crest + 0.4 * sine(x * 0.31 + shift))
  }
  const color = blend(palette.far, palette.near, nearness)
  const foam = withAlpha(blend(palette.paper, palette.sky[2], 0.2), 0.75)
  const body = below(stage, line)
  return [
    element(
      body,
      vertical(
        base - height,
        base + 0.4,
        lighten(color, 0.035),
        blend(color, palette.near, 0.5),
        0.35
      )
    ),
    element(
      below(stage, (x) => line(x) - height * 0.08),
      solid(foam),
      { detail: 0.35, clip: body }
    ),
    element(
      below(stage, (x) => line(x) + height * (0.1 + 0.1 * sine(x * 1.7 + shift))),
      vertical(base - height, base + 0.4, color, blend(color, palette.near, 0.55), 0.35),
      { detail: 0.35 }
    )
  ]
}

export const gulls = (stage: Stage, horizon: number): Element => {
  const { frame, palette } = stage
  const random = stage.random.fork("gulls")
  const paths: Array<Path> = []
  const cx = frame.right * random.between(-0.5, 0.5)
  for (let index = 0; index < random.integer(4, 7); index++) {
    const x = cx + random.between(-0.45, 0.45)
    const y = mix(frame.top, horizon, random.between(0.25, 0.62))
    const size = random.between(0.022, 0.05)
    paths.push(
      limb(
        [
          [x - size, y - size * 0.2],
          [x - size * 0.5, y - size * 0.42],
          [x, y]
        ],
        size * 0.02,
        size * 0.14,
        size * 0.14
      ),
      limb(
        [
          [x + size, y - size * 0.26],
          [x + size * 0.5, y - size * 0.44],
          [x, y]
        ],
        size * 0.02,
        size * 0.14,
        size * 0.14
      )
    )
  }
  return element(
    join(...paths),
    solid(withAlpha(palette.dark ? palette.paper : palette.ink, 0.8)),
    { detail: 0.5 }
  )
}

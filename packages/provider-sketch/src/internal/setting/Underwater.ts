import { mix, sine } from "../canvas/Arithmetic.js"
import { blend, lighten, withAlpha, type Color } from "../canvas/Color.js"
import { element, type Element } from "../canvas/Element.js"
import { glow, linear, radial, solid, vertical, even } from "../canvas/Paint.js"
import { join, polygon, type Path, type Point } from "../canvas/Path.js"
import type { Random } from "../canvas/Random.js"
import { circle, ellipse, leaf, limb, ring } from "../canvas/Shape.js"
import type { SettingPainter, Stage } from "../Stage.js"
import { below, landColor, ridgeLine } from "./Land.js"
import { everything } from "./Sky.js"

/** Light from above, rocks in the blue, kelp and corals in front, bubbles, a shoal. */
export const underwater: SettingPainter = (stage) => {
  const { frame, palette } = stage
  const random = stage.random.fork("underwater")
  const light: Point = [frame.right * random.between(-0.4, 0.4), frame.top]
  const back: Array<Element> = [
    element(
      everything(stage),
      linear(
        [0, frame.top],
        [0, frame.bottom],
        even(palette.sky[0], palette.sky[1], palette.sky[2]),
        0.16
      )
    ),
    element(circle(light[0], light[1], 1.7), glow(light, 1.7, withAlpha(palette.light, 0.7), 0.1), {
      blend: "screen"
    })
  ]
  for (let index = 0; index < 8; index++) {
    const spread = random.between(-1.3, 1.3)
    const width = random.between(0.05, 0.16)
    const shaft = polygon([
      [light[0] + spread * 0.3 - width * 0.3, frame.top],
      [light[0] + spread * 0.3 + width * 0.3, frame.top],
      [light[0] + spread + width, frame.bottom * 0.75],
      [light[0] + spread - width, frame.bottom * 0.75]
    ])
    const color = withAlpha(palette.light, random.between(0.06, 0.2))
    back.push(
      element(
        shaft,
        linear([0, frame.top], [0, frame.bottom * 0.75], even(color, withAlpha(color, 0)), 0.3),
        { blend: "screen", detail: 0.1 }
      )
    )
  }
  back.push(shoal(stage, random.fork("shoal")))
  const nears = [0.1, 0.38, 0.7]
  for (const [index, near] of nears.entries()) {
    const chance = random.fork(`bed ${index}`)
    const base = mix(frame.top, frame.bottom, 0.72 + index * 0.1)
    const line = ridgeLine(chance, {
      base,
      amplitude: 0.13,
      frequency: 1.1,
      octaves: 4,
      roughness: 0.4
    })
    const color = landColor(stage, near)
    const plants: Array<Path> = []
    for (let plant = 0; plant < 6; plant++) {
      const x = chance.between(frame.left, frame.right)
      if (Math.abs(x) < 0.35 && index === 2) continue
      plants.push(kelp(chance, x, line(x) + 0.03, mix(0.3, 0.75, near)))
    }
    back.push(element(join(...plants), solid(blend(color, palette.sky[1], 0.1)), { detail: 0.2 }))
    back.push(
      element(
        below(stage, line),
        vertical(base - 0.12, base + 0.4, lighten(color, 0.05), lighten(color, -0.03), 0.35)
      )
    )
    if (index > 0) {
      for (let coral = 0; coral < 5; coral++) {
        const x = chance.side() * frame.right * chance.between(0.25, 1)
        const tint = blend(
          chance.pick(palette.accent, palette.contrast, blend(palette.accent, palette.light, 0.4)),
          color,
          mix(0.5, 0.12, near)
        )
        back.push(...coralAt(chance, x, line(x) + 0.03, mix(0.12, 0.26, near), tint))
      }
    }
  }
  return { back, front: bubbles(stage, random.fork("bubbles")), ground: frame.bottom - 0.35, light }
}

const kelp = (random: Random, x: number, foot: number, height: number): Path => {
  const sway = random.between(0.03, 0.07)
  const phase = random.next()
  const spine: Array<Point> = []
  for (let step = 0; step <= 6; step++) {
    const share = step / 6
    spine.push([x + sway * sine(share * 1.1 + phase) * share, foot - height * share])
  }
  const paths = [limb(spine, 0.02, 0.012, 0.004)]
  spine.slice(1).forEach(([px, py], index) => {
    const size = height * 0.2 * (1.1 - index / 8)
    paths.push(
      leaf(px, py, size, size * 0.32, 0.75 + 0.13),
      leaf(px, py + height * 0.06, size, size * 0.32, 0.75 - 0.13)
    )
  })
  return join(...paths)
}

const coralAt = (
  random: Random,
  x: number,
  foot: number,
  size: number,
  color: Color
): Array<Element> => {
  if (random.chance(0.4)) {
    const dome = ellipse(x, foot, size * 0.55, size * 0.45)
    return [
      element(
        dome,
        radial(
          [x - size * 0.15, foot - size * 0.3],
          [size * 0.8, size * 0.8],
          even(lighten(color, 0.08), lighten(color, -0.12)),
          0.5
        ),
        { detail: 0.15 }
      )
    ]
  }
  const paths: Array<Path> = []
  const grow = (px: number, py: number, turn: number, length: number, depth: number): void => {
    const nx = px + length * sine(turn)
    const ny = py - length * sine(turn + 0.25)
    paths.push(
      limb(
        [
          [px, py],
          [(px + nx) / 2 + random.between(-0.1, 0.1) * length, (py + ny) / 2],
          [nx, ny]
        ],
        size * 0.035 * (depth + 1),
        size * 0.03 * (depth + 0.6)
      )
    )
    if (depth > 0) {
      grow(nx, ny, turn + random.between(0.04, 0.1), length * 0.72, depth - 1)
      grow(nx, ny, turn - random.between(0.04, 0.1), length * 0.72, depth - 1)
    }
  }
  grow(x, foot, random.between(-0.02, 0.02), size * 0.45, 3)
  return [
    element(
      join(...paths),
      vertical(foot - size, foot, lighten(color, 0.06), lighten(color, -0.08), 0.4),
      { detail: 0.2 }
    )
  ]
}

const shoal = (stage: Stage, random: Random): Element => {
  const { frame, palette } = stage
  const cx = frame.right * random.between(-0.6, 0.6)
  const cy = frame.top * random.between(0.15, 0.6)
  const paths: Array<Path> = []
  for (let index = 0; index < 26; index++) {
    const x = cx + random.between(-0.5, 0.5)
    const y = cy + random.between(-0.16, 0.16) + (x - cx) * 0.2
    const size = random.between(0.02, 0.034)
    paths.push(
      ellipse(x, y, size, size * 0.34),
      polygon([
        [x - size * 0.8, y],
        [x - size * 1.5, y - size * 0.36],
        [x - size * 1.5, y + size * 0.36]
      ])
    )
  }
  return element(join(...paths), solid(withAlpha(blend(palette.near, palette.sky[1], 0.35), 0.7)), {
    detail: 0.35
  })
}

const bubbles = (stage: Stage, random: Random): Array<Element> => {
  const { frame, palette } = stage
  const rims: Array<Path> = []
  const glints: Array<Path> = []
  for (let index = 0; index < 26; index++) {
    const x = random.between(frame.left, frame.right)
    const y = random.between(frame.top, frame.bottom)
    const size = random.between(0.008, 0.03)
    rims.push(ring(x, y, size, size * 0.16))
    glints.push(ellipse(x - size * 0.35, y - size * 0.35, size * 0.24, size * 0.15, -0.12))
  }
  return [
    element(join(...rims), solid(withAlpha(palette.light, 0.5)), { detail: 0.5 }),
    element(join(...glints), solid(withAlpha(palette.paper, 0.8)), { detail: 0.5 })
  ]
}

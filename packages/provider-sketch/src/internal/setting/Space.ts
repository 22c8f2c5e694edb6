import { mix } from "../canvas/Arithmetic.js"
import { blend, lighten, withAlpha } from "../canvas/Color.js"
import { element, type Element } from "../canvas/Element.js"
import { glow, linear, radial, vertical, even } from "../canvas/Paint.js"
import { type Point } from "../canvas/Path.js"
import { circle, ellipse } from "../canvas/Shape.js"
import type { SettingPainter, Stage } from "../Stage.js"
import { planetAt } from "../subject/Planet.js"
import { below, ridgeLine } from "./Land.js"
import { everything, stars } from "./Sky.js"

/** Stars, nebulas, planets; the ground of a moon when somebody is to stand on it. */
export const space: SettingPainter = (stage) => {
  const { frame, palette, composition } = stage
  const random = stage.random.fork("space")
  const back: Array<Element> = [
    element(
      everything(stage),
      linear(
        [frame.left, frame.top],
        [frame.right, frame.bottom],
        even(palette.sky[0], palette.sky[1], blend(palette.sky[1], palette.sky[2], 0.45)),
        0.16
      )
    )
  ]
  const slope = random.between(-0.6, 0.6)
  const colors = [palette.sky[2], palette.accent, palette.contrast, palette.sky[2], palette.sky[2]]
  for (let index = 0; index < 16; index++) {
    const x = random.between(frame.left, frame.right)
    const y = x * slope + random.between(-0.4, 0.4)
    const size = random.between(0.3, 0.85)
    const color = withAlpha(
      colors[index % colors.length] ?? palette.light,
      random.between(0.12, 0.34)
    )
    back.push(
      element(circle(x, y, size), glow([x, y], size, color, 0.22), {
        blend: "screen",
        detail: index < 8 ? 0 : 0.2
      })
    )
  }
  back.push(...stars(stage, frame.bottom * 2, 300))
  const light: Point = [
    frame.right * random.between(0.2, 0.6) * random.side(),
    frame.top * random.between(0.3, 0.6)
  ]
  if (composition.subject !== "planet") {
    back.push(
      ...planetAt(
        stage,
        random.fork("planet"),
        light[0],
        light[1],
        random.between(0.3, 0.46),
        random.chance(0.7)
      )
    )
    const small = random.between(0.08, 0.14)
    back.push(
      ...planetAt(
        stage,
        random.fork("small"),
        -light[0] * random.between(0.9, 1.2),
        random.between(-0.5, 0.2),
        small,
        false
      )
    )
  }
  const standing = composition.subject !== "planet" && composition.subject !== "rocket"
  if (standing) back.push(...moonGround(stage))
  return { back, front: [], ground: frame.bottom - (standing ? 0.2 : 0.35), light }
}

const moonGround = (stage: Stage): Array<Element> => {
  const { frame, palette } = stage
  const random = stage.random.fork("ground")
  const elements: Array<Element> = []
  for (const [index, near] of [0.2, 0.6].entries()) {
    const base = mix(frame.top, frame.bottom, 0.72 + 0.12 * index)
    const line = ridgeLine(random.fork(`${index}`), {
      base,
      amplitude: index === 0 ? 0.12 : 0.05,
      frequency: index === 0 ? 1.5 : 0.6,
      octaves: 4,
      roughness: 0.4
    })
    const color = blend(lighten(palette.far, 0.12), palette.near, near * 0.75)
    const ground = below(stage, line)
    elements.push(
      element(
        ground,
        vertical(
          base - 0.1,
          frame.bottom + 0.1,
          blend(color, palette.sky[2], 0.4),
          lighten(color, -0.08),
          0.35
        )
      )
    )
    for (let crater = 0; crater < 7; crater++) {
      const x = random.between(frame.left, frame.right)
      const y = random.between(base + 0.06, frame.bottom)
      const size = mix(0.03, 0.16, (y - base) / (frame.bottom - base))
      elements.push(
        element(
          ellipse(x, y, size, size * 0.24),
          vertical(
            y - size * 0.24,
            y + size * 0.24,
            lighten(color, -0.12),
            lighten(color, 0.02),
            0.3
          ),
          { clip: ground, detail: 0.3 }
        ),
        element(
          ellipse(x, y + size * 0.05, size * 0.84, size * 0.17),
          radial(
            [x, y + size * 0.1],
            [size, size * 0.3],
            even(lighten(color, -0.04), lighten(color, -0.14)),
            0.3
          ),
          { clip: ground, detail: 0.4 }
        )
      )
    }
  }
  return elements
}

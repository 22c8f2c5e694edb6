import { mix } from "../canvas/Arithmetic.js"
import { blend, lighten, withAlpha } from "../canvas/Color.js"
import { element, type Element } from "../canvas/Element.js"
import { linear, solid, vertical, even } from "../canvas/Paint.js"
import { join, polygon, type Path, type Point } from "../canvas/Path.js"
import { rectangle } from "../canvas/Shape.js"
import type { Stage } from "../Stage.js"

/** A lens: the glint of light on a wave. */
export const glint = (x: number, y: number, halfWidth: number, halfHeight: number): Path => {
  const points: Array<Point> = []
  for (let step = -8; step <= 8; step++) {
    const share = step / 8
    points.push([x + share * halfWidth, y - halfHeight * (1 - share * share)])
  }
  for (let step = 7; step > -8; step--) {
    const share = step / 8
    points.push([x + share * halfWidth, y + halfHeight * (1 - share * share)])
  }
  return polygon(points)
}

/** Still water from the horizon down, with the light's path on it. */
export const water = (
  stage: Stage,
  top: number,
  light: Point,
  brightness: number
): Array<Element> => {
  const { frame, palette } = stage
  const random = stage.random.fork("water")
  const width = frame.right - frame.left
  const depth = frame.bottom - top
  const upper = blend(palette.far, palette.sky[2], 0.5)
  const middle = blend(palette.far, palette.near, 0.35)
  const elements: Array<Element> = [
    element(
      rectangle(frame.left, top, width, depth + 0.05),
      linear(
        [0, top],
        [0, frame.bottom],
        [
          [0, upper],
          [0.3, middle],
          [1, blend(middle, palette.near, 0.75)]
        ],
        0.2
      )
    )
  ]
  const dark: Array<Path> = []
  const pale: Array<Path> = []
  for (let index = 0; index < 90; index++) {
    const share = random.next()
    const y = top + depth * (0.03 + 0.97 * share * share)
    const length = mix(0.03, 0.26, share) * random.between(0.5, 1.5)
    const thick = mix(0.0015, 0.009, share)
    const target = random.chance(0.5) ? dark : pale
    target.push(glint(random.between(frame.left, frame.right), y, length, thick))
  }
  elements.push(
    element(join(...dark), solid(withAlpha(palette.near, 0.3)), { detail: 0.4 }),
    element(join(...pale), solid(withAlpha(palette.sky[2], 0.28)), { detail: 0.4 })
  )
  const sparks: Array<Path> = []
  for (let index = 0; index < 46; index++) {
    const share = (index + random.next()) / 46
    const y = top + depth * (0.012 + 0.95 * share * share)
    const spread = mix(0.05, 0.24, share)
    const length = mix(0.03, 0.17, share) * random.between(0.4, 1.2)
    sparks.push(
      glint(light[0] + random.between(-spread, spread), y, length, mix(0.003, 0.012, share))
    )
  }
  elements.push(
    element(
      rectangle(frame.left, top, width, depth),
      linear(
        [light[0] - 0.55, 0],
        [light[0] + 0.55, 0],
        even(
          withAlpha(palette.light, 0),
          withAlpha(palette.light, 0.3 * brightness),
          withAlpha(palette.light, 0)
        ),
        0.3
      ),
      { blend: "screen", detail: 0.1 }
    ),
    element(
      join(...sparks),
      vertical(
        top,
        frame.bottom,
        withAlpha(lighten(palette.light, 0.03), 0.95),
        withAlpha(blend(palette.light, palette.sky[2], 0.5), 0.55 * brightness),
        0.3
      ),
      { detail: 0.25 }
    )
  )
  return elements
}

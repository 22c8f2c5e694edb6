import { blend, lighten, withAlpha } from "../canvas/Color.js"
import { element, placeAll, type Element } from "../canvas/Element.js"
import { solid, vertical } from "../canvas/Paint.js"
import { join, polygon, type Path, type Point } from "../canvas/Path.js"
import { blob, limb, rectangle, points } from "../canvas/Shape.js"
import { glint } from "../setting/Water.js"
import type { Backdrop, Stage } from "../Stage.js"
import { across } from "./Shading.js"

/** A sailing boat on the water. */
export const boat = (
  { palette, random: root, frame }: Stage,
  backdrop: Backdrop
): ReadonlyArray<Element> => {
  const random = root.fork("boat")
  const side = backdrop.light[0] > 0 ? -1 : 1
  const scale = random.between(0.62, 0.78) * Math.min(1, frame.right)
  const sail = blend(palette.paper, palette.light, 0.3)
  const main = polygon(bow([0.03, -1.22], [0.62, -0.2], [0.03, -0.2], 0.12))
  const jib = polygon(bow([-0.03, -1.1], [-0.5, -0.2], [-0.03, -0.24], -0.1))
  const hull = blob(
    points([
      -0.62, -0.12, -0.3, -0.1, 0.3, -0.1, 0.72, -0.15, 0.56, 0.06, 0.36, 0.14, -0.34, 0.14, -0.52,
      0.04
    ])
  )
  const mirror: Array<Path> = Array.from({ length: 11 }, (_, index) =>
    glint(
      random.between(-0.12, 0.12),
      0.16 + index * 0.05,
      0.5 * (1 - index / 13) * random.between(0.6, 1.1),
      0.014
    )
  )
  const parts: Array<Element> = [
    element(join(...mirror), solid(withAlpha(blend(palette.accent, palette.near, 0.55), 0.6)), {
      detail: 0.2
    }),
    element(limb(points([0, 0, 0, -1.3]), 0.035, 0.02), solid(palette.ink)),
    element(jib, across(-0.5, 0.05, blend(palette.accent, palette.light, 0.1), palette.light)),
    element(main, across(0, 0.6, sail, palette.light)),
    element(
      join(
        ...[-0.5, -0.78].map((y) =>
          polygon([
            [0, y],
            [0.7, y],
            [0.7, y + 0.07],
            [0, y + 0.07]
          ])
        )
      ),
      solid(withAlpha(palette.contrast, 0.9)),
      { clip: main, detail: 0.3 }
    ),
    element(polygon(points([0, -1.32, 0.2, -1.27, 0, -1.2])), solid(palette.contrast), {
      detail: 0.3
    }),
    element(
      hull,
      vertical(-0.15, 0.14, lighten(palette.accent, 0.02), lighten(palette.accent, -0.16), 0.3)
    ),
    element(rectangle(-0.7, -0.07, 1.5, 0.035), solid(palette.paper), { clip: hull, detail: 0.3 }),
    element(
      join(glint(0, 0.13, 0.7, 0.02), glint(-0.3, 0.15, 0.5, 0.016)),
      solid(withAlpha(palette.paper, 0.6)),
      { detail: 0.4 }
    )
  ]
  return placeAll(parts, {
    x: side * frame.right * random.between(0.08, 0.28),
    y: backdrop.ground + 0.05,
    scale,
    turn: side * 0.008,
    mirror: side === -1
  })
}

const bow = (top: Point, corner: Point, foot: Point, belly: number): Array<Point> => {
  const points: Array<Point> = [top]
  for (let step = 1; step <= 16; step++) {
    const t = step / 16
    const bend = 4 * t * (1 - t) * belly
    points.push([top[0] + (corner[0] - top[0]) * t + bend, top[1] + (corner[1] - top[1]) * t])
  }
  for (let step = 1; step < 12; step++) {
    const t = step / 12
    points.push([
      corner[0] + (foot[0] - corner[0]) * t,
      corner[1] + (foot[1] - corner[1]) * t + 0.16 * t * (1 - t)
    ])
  }
  points.push(foot)
  return points
}

import { blend, hex, lighten } from "../canvas/Color.js"
import { element, placeAll, type Element } from "../canvas/Element.js"
import { solid, vertical } from "../canvas/Paint.js"
import { join, polygon, type Path, type Point } from "../canvas/Path.js"
import { blob, rectangle, points } from "../canvas/Shape.js"
import type { Backdrop, Stage } from "../Stage.js"
import { across } from "./Shading.js"

/** A castle of many towers. */
export const castle = (
  { palette, random: root, frame }: Stage,
  backdrop: Backdrop
): ReadonlyArray<Element> => {
  const random = root.fork("castle")
  const stone = blend(blend(palette.paper, palette.far, 0.45), palette.sky[2], 0.15)
  const glass = palette.dark ? hex("#ffd97a") : palette.near
  const tower = (
    x: number,
    foot: number,
    width: number,
    height: number,
    shade: number
  ): ReadonlyArray<Element> => {
    const top = foot - height
    const wall = lighten(stone, -shade)
    const half = width / 2
    return [
      element(
        rectangle(x - half, top, width, height),
        across(x - half, x + half, wall, palette.light)
      ),
      element(
        rectangle(x - half * 1.2, top, half * 2.4, width * 0.18),
        across(x - half, x + half, lighten(wall, -0.04), palette.light),
        { detail: 0.2 }
      ),
      element(
        polygon([
          [x - half * 1.35, top],
          [x, top - width * 1.5],
          [x + half * 1.35, top]
        ]),
        across(x - half, x + half, blend(palette.accent, palette.near, shade * 3), palette.light)
      ),
      element(
        join(
          rectangle(x - 0.005, top - width * 1.75, 0.01, width * 0.4),
          polygon([
            [x, top - width * 1.76],
            [x + width * 0.45, top - width * 1.62],
            [x, top - width * 1.5]
          ])
        ),
        solid(palette.contrast),
        { detail: 0.3 }
      ),
      element(
        join(
          rectangle(x - width * 0.1, top + width * 0.4, width * 0.2, width * 0.4, width * 0.1),
          rectangle(x - width * 0.1, top + width * 1.3, width * 0.2, width * 0.4, width * 0.1)
        ),
        solid(glass),
        { detail: 0.3 }
      )
    ]
  }
  const wall = (x: number, width: number, height: number): ReadonlyArray<Element> => {
    const merlons: Array<Path> = []
    for (let at = x; at < x + width - 0.04; at += 0.09)
      merlons.push(rectangle(at, -height - 0.05, 0.05, 0.06))
    return [
      element(
        join(rectangle(x, -height, width, height + 0.05), ...merlons),
        across(x, x + width, lighten(stone, -0.03), palette.light)
      )
    ]
  }
  const hill = blob(
    points([-1.5, 0.5, -1, 0.12, -0.6, -0.04, 0, -0.08, 0.6, -0.02, 1.05, 0.16, 1.5, 0.6, 0, 1.2])
  )
  const gate: ReadonlyArray<Point> = points([
    -0.12, 0.02, -0.12, -0.22, 0, -0.33, 0.12, -0.22, 0.12, 0.02
  ])
  return placeAll(
    [
      ...tower(-0.3, 0, 0.2, 0.92, 0.08),
      ...tower(0.34, 0, 0.18, 0.78, 0.08),
      ...tower(0.04, 0, 0.26, 1.05, 0.04),
      ...wall(-0.62, 1.24, 0.46),
      ...tower(-0.62, 0.05, 0.24, 0.62, 0),
      ...tower(0.62, 0.05, 0.24, 0.7, 0),
      element(
        polygon(gate),
        vertical(-0.33, 0, blend(palette.ink, palette.accent, 0.2), palette.ink, 0.3),
        { detail: 0.1 }
      ),
      element(hill, vertical(-0.1, 0.7, blend(palette.far, palette.near, 0.6), palette.near, 0.4))
    ],
    {
      x: random.between(-0.15, 0.15),
      y: backdrop.ground - 0.28,
      scale: 0.78 * Math.min(1, frame.right * 1.1)
    }
  )
}

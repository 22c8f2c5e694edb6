import { blend, hex, lighten, withAlpha } from "../canvas/Color.js"
import { element, placeAll, type Element } from "../canvas/Element.js"
import { solid, vertical } from "../canvas/Paint.js"
import { join, polygon, type Path } from "../canvas/Path.js"
import { circle, rectangle, points } from "../canvas/Shape.js"
import { groundShadow, roundTree } from "../setting/Trees.js"
import type { Backdrop, Stage } from "../Stage.js"
import { across } from "./Shading.js"

/** A cottage with a smoking chimney between trees. */
export const house = (stage: Stage, backdrop: Backdrop): ReadonlyArray<Element> => {
  const { palette, frame } = stage
  const random = stage.random.fork("house")
  const wall = random.pick(
    blend(palette.paper, palette.light, 0.3),
    blend(palette.contrast, palette.paper, 0.35),
    blend(palette.accent, palette.paper, 0.55)
  )
  const roof = random.pick(
    palette.accent,
    blend(palette.accent, palette.ink, 0.35),
    blend(palette.near, palette.accent, 0.35)
  )
  const lit = palette.dark ? hex("#ffd97a") : blend(palette.light, palette.sky[1], 0.4)
  const side = random.side()
  const front = polygon(points([-0.46, 0, -0.46, -0.5, -0.14, -0.86, 0.18, -0.5, 0.18, 0]))
  const flank = polygon(points([0.18, 0, 0.18, -0.5, 0.78, -0.5, 0.78, 0]))
  const tiles: Array<Path> = Array.from({ length: 4 }, (_, index) =>
    rectangle(-1, -0.84 + index * 0.09, 2.2, 0.012)
  )
  const slope = polygon(points([-0.17, -0.94, 0.62, -0.94, 0.9, -0.46, 0.18, -0.46]))
  const window = (x: number, y: number, w: number, h: number): ReadonlyArray<Element> => [
    element(rectangle(x - 0.02, y - 0.02, w + 0.04, h + 0.04, 0.01), solid(palette.paper), {
      detail: 0.2
    }),
    element(
      rectangle(x, y, w, h),
      vertical(y, y + h, lit, blend(lit, palette.contrast, 0.4), 0.3),
      { detail: 0.1 }
    ),
    element(
      join(rectangle(x + w / 2 - 0.007, y, 0.014, h), rectangle(x, y + h / 2 - 0.007, w, 0.014)),
      solid(palette.paper),
      { detail: 0.4 }
    )
  ]
  const smoke: Array<Element> = Array.from({ length: 6 }, (_, index) =>
    element(
      circle(0.5 + side * 0.05 * index * index * 0.4, -1.16 - index * 0.1, 0.04 + index * 0.016),
      solid(withAlpha(palette.paper, 0.7 - index * 0.1)),
      { detail: 0.3 }
    )
  )
  const leaves = blend(palette.near, palette.far, 0.25)
  return placeAll(
    [
      groundShadow(0.1, 0.02, 1.1, 0.1, palette.near),
      ...roundTree(random, -0.78, 0.02, 1, leaves, palette.ink, palette.light),
      ...smoke,
      element(
        rectangle(0.44, -1.1, 0.13, 0.3),
        across(0.44, 0.57, blend(roof, palette.ink, 0.3), palette.light)
      ),
      element(flank, across(0.1, 0.8, lighten(wall, -0.07), palette.light)),
      element(front, vertical(-0.86, 0, blend(wall, palette.light, 0.25), wall, 0.3)),
      element(
        slope,
        vertical(
          -0.94,
          -0.46,
          blend(lighten(roof, 0.05), palette.light, 0.15),
          lighten(roof, -0.08),
          0.4
        )
      ),
      element(join(...tiles), solid(withAlpha(palette.ink, 0.2)), { clip: slope, detail: 0.4 }),
      element(
        polygon(
          points([-0.56, -0.46, -0.14, -0.96, 0.24, -0.46, 0.15, -0.46, -0.14, -0.83, -0.47, -0.46])
        ),
        solid(lighten(roof, -0.12))
      ),
      element(
        rectangle(-0.23, -0.34, 0.18, 0.34, 0.09),
        vertical(
          -0.34,
          0,
          blend(palette.accent, palette.near, 0.35),
          blend(palette.near, palette.ink, 0.2),
          0.3
        ),
        { detail: 0.1 }
      ),
      element(circle(-0.09, -0.16, 0.013), solid(palette.contrast), { detail: 0.6 }),
      ...window(-0.2, -0.62, 0.12, 0.13),
      ...window(0.27, -0.34, 0.15, 0.17),
      ...window(0.54, -0.34, 0.15, 0.17),
      ...roundTree(random, 1, 0.05, 0.62, lighten(leaves, 0.04), palette.ink, palette.light)
    ],
    {
      x: -0.08,
      y: backdrop.ground - 0.04,
      scale: 0.78 * Math.min(1, frame.right * 1.05),
      mirror: side === -1
    }
  )
}

import { cosine, sine } from "../canvas/Arithmetic.js"
import { blend, lighten, type Color } from "../canvas/Color.js"
import { element, placeAll, type Element } from "../canvas/Element.js"
import { linear, solid, even } from "../canvas/Paint.js"
import { cut, join, polygon, type Path, type Point } from "../canvas/Path.js"
import type { Random } from "../canvas/Random.js"
import { circle, leaf, rectangle, ring, points } from "../canvas/Shape.js"
import type { Stage } from "../Stage.js"
import { everything } from "./Sky.js"

/** Tiles of quarter circles, leaves, arcs and dots, as in the prints of the twenties. */
export const mosaic = (stage: Stage, random: Random): Array<Element> => {
  const { frame, palette } = stage
  const across = frame.right - frame.left
  const down = frame.bottom - frame.top
  const cell = 2 / random.integer(4, 5)
  const columns = Math.ceil(across / cell)
  const rows = Math.ceil(down / cell)
  const colors: ReadonlyArray<Color> = [
    palette.accent,
    palette.contrast,
    palette.near,
    palette.paper,
    blend(palette.far, palette.near, 0.35),
    palette.light,
    palette.sky[1],
    palette.ink
  ]
  const elements: Array<Element> = [element(everything(stage), solid(palette.paper))]
  let before = -1
  const taken = new Set<string>()
  const choose = (avoid: number): number => {
    let index = random.integer(0, colors.length - 1)
    while (index === avoid || index === before) index = random.integer(0, colors.length - 1)
    return index
  }
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (taken.has(`${row} ${column}`)) continue
      const fits = row + 1 < rows && column + 1 < columns && !taken.has(`${row} ${column + 1}`)
      const span = fits && random.chance(0.2) ? 2 : 1
      if (span === 2)
        for (const key of [
          `${row} ${column + 1}`,
          `${row + 1} ${column}`,
          `${row + 1} ${column + 1}`
        ])
          taken.add(key)
      const size = cell * span
      const x = (column + span / 2) * cell - (columns * cell) / 2
      const y = (row + span / 2) * cell - (rows * cell) / 2
      const ground = choose(-1)
      const figure = choose(ground)
      const third = choose(figure)
      before = ground
      const at = (index: number): Color => colors[index] ?? palette.accent
      const parts = tile(random, at(ground), at(figure), at(third))
      elements.push(...placeAll(parts, { x, y, scale: size / 2, turn: random.integer(0, 3) / 4 }))
    }
  }
  return elements
}

const square = rectangle(-1, -1, 2.003, 2.003)

const quarter = (x: number, y: number, radius: number, start: number): Path => {
  const points: Array<Point> = [[x, y]]
  for (let step = 0; step <= 40; step++) {
    const turn = start + step / 160
    points.push([x + radius * cosine(turn), y + radius * sine(turn)])
  }
  return polygon(points)
}

const tile = (random: Random, ground: Color, figure: Color, third: Color): Array<Element> => {
  const shade = (color: Color) =>
    linear([-1, -1], [1, 1], even(lighten(color, 0.035), lighten(color, -0.06)), 0.5)
  const fill = (path: Path, color: Color, detail = 0) =>
    element(path, shade(color), { detail, clip: square })
  const parts: Array<Element> = [element(square, shade(ground))]
  switch (random.integer(0, 8)) {
    case 0:
      parts.push(fill(quarter(-1, -1, 2, 0), figure), fill(quarter(-1, -1, 1, 0), third, 0.2))
      break
    case 1:
      parts.push(fill(circle(0, 0, 0.72), figure), fill(circle(0, 0, 0.3), third, 0.2))
      break
    case 2:
      parts.push(
        fill(leaf(-1, -1, 2.83, 1.45, 0.125), figure),
        fill(leaf(-0.7, -0.7, 1.98, 0.5, 0.125), third, 0.3)
      )
      break
    case 3:
      parts.push(
        fill(cut(circle(-1, -1, 2), circle(-1, -1, 1.55)), figure),
        fill(cut(circle(-1, -1, 1.1), circle(-1, -1, 0.65)), third),
        fill(circle(-1, -1, 0.28), figure, 0.2)
      )
      break
    case 4:
      parts.push(
        fill(polygon(points([-1, -1, 1, -1, -1, 1])), figure),
        fill(circle(-0.34, -0.34, 0.34), third, 0.2)
      )
      break
    case 5: {
      const dots: Array<Path> = []
      for (const x of [-0.6, 0, 0.6]) for (const y of [-0.6, 0, 0.6]) dots.push(circle(x, y, 0.16))
      parts.push(fill(join(...dots), figure, 0.15))
      break
    }
    case 6:
      parts.push(
        fill(quarter(-1, 0, 1, 0.75), figure),
        fill(quarter(0, 0, 1, 0.75), third),
        fill(quarter(0, 1, 1, 0.75), figure),
        fill(quarter(-1, 1, 1, 0.75), third)
      )
      break
    case 7:
      parts.push(
        fill(
          join(...[-0.75, -0.25, 0.25, 0.75].map((y) => rectangle(-1, y - 0.125, 2.01, 0.25))),
          figure,
          0.1
        ),
        fill(quarter(-1, 1, 1.4, 0.75), third)
      )
      break
    default:
      parts.push(
        fill(circle(0, 1, 1), figure),
        fill(ring(0, 1, 0.6, 0.12), third, 0.2),
        fill(circle(0, -0.5, 0.26), third, 0.2)
      )
  }
  return parts
}

import { join, polygon, type Path, type Point } from "../canvas/Path.js"
import type { Random } from "../canvas/Random.js"
import { circle, curve, ellipse, rectangle } from "../canvas/Shape.js"

export interface Tower {
  readonly body: Path
  readonly windows: ReadonlyArray<Path>
  readonly lamps: ReadonlyArray<Path>
}

/** A building on the ground line `foot`, its left edge at `x`. */
export const tower = (
  random: Random,
  x: number,
  foot: number,
  width: number,
  height: number,
  future: boolean
): Tower => {
  const top = foot - height
  const middle = x + width / 2
  const kind = future
    ? random.pick("spire", "needle", "capsule", "slab", "spire")
    : random.pick("slab", "steps", "slant", "slab", "dome", "roof")
  const lamps: Array<Path> = []
  let body: Path
  let roof = top
  switch (kind) {
    case "steps": {
      const parts: Array<Path> = []
      for (let step = 0; step < 3; step++) {
        const inset = width * 0.16 * step
        parts.push(
          rectangle(
            x + inset,
            top + (2 - step) * height * 0.1,
            width - 2 * inset,
            height - (2 - step) * height * 0.1
          )
        )
      }
      parts.push(rectangle(middle - width * 0.02, top - height * 0.16, width * 0.04, height * 0.18))
      body = join(...parts)
      roof = top + height * 0.22
      lamps.push(circle(middle, top - height * 0.16, width * 0.035))
      break
    }
    case "slant":
      body = polygon([
        [x, foot],
        [x, top + width * 0.5],
        [x + width, top],
        [x + width, foot]
      ])
      roof = top + width * 0.5
      break
    case "roof":
      body = polygon([
        [x, foot],
        [x, top + width * 0.4],
        [middle, top - width * 0.1],
        [x + width, top + width * 0.4],
        [x + width, foot]
      ])
      roof = top + width * 0.45
      break
    case "dome":
      body = join(
        rectangle(x, top + width * 0.5, width, height - width * 0.5),
        ellipse(middle, top + width * 0.52, width * 0.5, width * 0.5),
        rectangle(middle - width * 0.015, top - width * 0.5, width * 0.03, width * 0.7)
      )
      roof = top + width * 0.55
      break
    case "spire": {
      const edge = curve([
        [x, foot],
        [x + width * 0.1, foot - height * 0.55],
        [middle - width * 0.05, top]
      ])
      const mirrored = edge.map(([px, py]): Point => [2 * middle - px, py]).reverse()
      body = join(
        polygon([...edge, ...mirrored]),
        ellipse(middle, foot - height * 0.62, width * 0.52, width * 0.075),
        rectangle(middle - width * 0.02, top - height * 0.2, width * 0.04, height * 0.22)
      )
      roof = foot - height * 0.55
      lamps.push(
        rectangle(
          middle - width * 0.46,
          foot - height * 0.62 - width * 0.012,
          width * 0.92,
          width * 0.024,
          width * 0.01
        )
      )
      lamps.push(circle(middle, top - height * 0.2, width * 0.04))
      break
    }
    case "needle": {
      const deck = top + height * 0.2
      body = join(
        polygon([
          [middle - width * 0.2, foot],
          [middle - width * 0.09, deck],
          [middle + width * 0.09, deck],
          [middle + width * 0.2, foot]
        ]),
        ellipse(middle, deck, width * 0.48, width * 0.17),
        ellipse(middle, deck - width * 0.12, width * 0.26, width * 0.17),
        rectangle(middle - width * 0.015, top - height * 0.06, width * 0.03, height * 0.25)
      )
      lamps.push(
        rectangle(
          middle - width * 0.42,
          deck - width * 0.02,
          width * 0.84,
          width * 0.04,
          width * 0.02
        ),
        circle(middle, top - height * 0.06, width * 0.04)
      )
      return { body, windows: [], lamps }
    }
    case "capsule":
      body = join(
        rectangle(x, top, width, height + width, width / 2),
        rectangle(x - width * 0.06, top + height * 0.3, width * 1.12, width * 0.09, width * 0.04)
      )
      roof = top + width * 0.5
      lamps.push(rectangle(x, top + height * 0.3 + width * 0.035, width, width * 0.022))
      break
    default:
      body = join(
        rectangle(x, top, width, height),
        rectangle(x + width * 0.18, top - width * 0.12, width * 0.3, width * 0.14)
      )
  }
  return { body, windows: windowsOf(random, x, roof, width, foot, future), lamps }
}

const windowsOf = (
  random: Random,
  x: number,
  roof: number,
  width: number,
  foot: number,
  future: boolean
): Array<Path> => {
  const windows: Array<Path> = []
  const style = random.next()
  const columns = style < 0.3 ? 1 : random.integer(3, 5)
  const inset = width * (future ? 0.26 : 0.14)
  const cell = (width - 2 * inset) / columns
  const step = style < 0.3 ? width * 0.11 : Math.max(cell * 1.25, 0.02)
  const lit = random.between(0.25, 0.6)
  for (let y = roof + step; y < foot - step; y += step) {
    for (let column = 0; column < columns; column++) {
      if (!random.chance(lit)) continue
      const share = style < 0.3 ? random.between(0.3, 1) : 0.62
      windows.push(rectangle(x + inset + column * cell, y, cell * share, step * 0.46))
    }
  }
  return windows
}

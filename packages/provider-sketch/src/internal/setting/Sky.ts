import { blend, lighten, withAlpha } from "../canvas/Color.js"
import { element, type Element } from "../canvas/Element.js"
import { glow, linear, radial, solid, vertical, even } from "../canvas/Paint.js"
import { join, type Path, type Point } from "../canvas/Path.js"
import { circle, ellipse, rectangle } from "../canvas/Shape.js"
import type { Stage } from "../Stage.js"

export const everything = ({ frame }: Stage): Path =>
  rectangle(frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top)

/** A sky down to the horizon with its sun or moon, stars or clouds. */
export const sky = (stage: Stage, horizon: number, light: Point, size: number): Array<Element> => {
  const { frame, palette } = stage
  const [top, middle, low] = palette.sky
  const elements: Array<Element> = [
    element(everything(stage), linear([0, frame.top], [0, horizon], even(top, middle, low), 0.16))
  ]
  if (palette.dark) elements.push(...stars(stage, horizon, 90))
  if (stage.composition.weather !== "rain") elements.push(...disc(stage, light, size))
  if (!palette.dark && stage.composition.weather !== "rain")
    elements.push(...clouds(stage, horizon))
  return elements
}

/** Sun or moon with halos. */
export const disc = ({ palette }: Stage, [x, y]: Point, size: number): Array<Element> => {
  const { light } = palette
  const halo = withAlpha(light, palette.dark ? 0.42 : 0.6)
  const elements = [
    element(circle(x, y, size * 5), glow([x, y], size * 5, halo, 0.1), { blend: "screen" }),
    element(circle(x, y, size * 1.55), solid(withAlpha(light, 0.13)), { detail: 0.3 }),
    element(
      circle(x, y, size),
      linear(
        [x, y - size],
        [x, y + size],
        even(
          lighten(light, 0.02),
          blend(light, palette.dark ? light : palette.contrast, palette.dark ? 0 : 0.4)
        ),
        0.2
      )
    )
  ]
  if (palette.dark && palette.name !== "neon") {
    const shade = withAlpha(blend(light, palette.sky[1], 0.5), 0.35)
    for (const [dx, dy, r] of [
      [-0.35, -0.2, 0.2],
      [0.25, 0.3, 0.26],
      [0.3, -0.4, 0.12],
      [-0.2, 0.45, 0.1]
    ] as const) {
      const path = circle(x + dx * size, y + dy * size, r * size)
      elements.push(element(path, solid(shade), { detail: 0.5 }))
    }
  }
  return elements
}

export const stars = ({ frame, palette, random }: Stage, bottom: number, count: number) => {
  const chance = random.fork("stars")
  const small: Array<Path> = []
  const large: Array<Path> = []
  for (let index = 0; index < count; index++) {
    const depth = chance.next() * chance.next()
    const x = chance.between(frame.left, frame.right)
    const y = frame.top + (bottom - frame.top) * (0.02 + 0.94 * depth)
    const radius = chance.between(0.0016, 0.0042)
    if (chance.chance(0.12)) large.push(circle(x, y, radius * 1.8))
    else small.push(circle(x, y, radius))
  }
  const near = large.map((path) => {
    const x = (path.bounds.left + path.bounds.right) / 2
    const y = (path.bounds.top + path.bounds.bottom) / 2
    return element(circle(x, y, 0.035), glow([x, y], 0.035, withAlpha(palette.light, 0.5), 0), {
      blend: "screen",
      detail: 0.6
    })
  })
  return [
    element(join(...small), solid(withAlpha(palette.paper, 0.75)), { detail: 0.4 }),
    ...near,
    element(join(...large), solid(palette.paper), { detail: 0.2 })
  ]
}

/** Flat-bottomed clouds, each lit from above and fading below. */
export const clouds = ({ frame, palette, random }: Stage, horizon: number): Array<Element> => {
  const chance = random.fork("clouds")
  const count = chance.integer(2, 4)
  const elements: Array<Element> = []
  for (let index = 0; index < count; index++) {
    const span = frame.right - frame.left
    const x = frame.left + (span * (index + chance.between(0.05, 0.95))) / count
    const y = frame.top + (horizon - frame.top) * chance.between(0.14, 0.6)
    const width = chance.between(0.22, 0.46)
    elements.push(cloud(stageColor(palette), x, y, width, chance.between(0.55, 0.9), chance.next()))
  }
  return elements
}

const stageColor = (palette: Stage["palette"]) => blend(palette.sky[2], palette.paper, 0.6)

const cloud = (
  color: Stage["palette"]["paper"],
  x: number,
  y: number,
  width: number,
  opacity: number,
  lean: number
): Element => {
  const puffs: Array<Path> = [ellipse(x, y, width, width * 0.13)]
  const heights = [0.16, 0.3, 0.42, 0.28, 0.14]
  heights.forEach((height, index) => {
    const place = (index - 2) * 0.3 + (lean - 0.5) * 0.2
    const radius = width * height * (0.8 + 0.4 * ((lean * 7 + index * 0.37) % 1))
    puffs.push(ellipse(x + place * width, y - radius * 0.45, radius * 1.05, radius * 0.9))
  })
  const shape = join(...puffs)
  const paint = vertical(
    shape.bounds.top,
    shape.bounds.bottom,
    withAlpha(color, opacity),
    withAlpha(color, opacity * 0.12),
    0.3
  )
  return element(shape, paint, { detail: 0.2 })
}

/** A soft layer of haze between two heights, thickest in the middle. */
export const haze = ({ frame, palette }: Stage, top: number, bottom: number, strength: number) => {
  const color = palette.dark ? palette.sky[2] : blend(palette.sky[2], palette.paper, 0.3)
  return element(
    rectangle(frame.left, top, frame.right - frame.left, bottom - top),
    linear(
      [0, top],
      [0, bottom],
      even(withAlpha(color, 0), withAlpha(color, strength), withAlpha(color, 0)),
      0.2
    ),
    { detail: 0.1 }
  )
}

/** Darkens the corners a little, as print and lens do. */
export const vignette = (stage: Stage): Element => {
  const { frame, palette } = stage
  return element(
    everything(stage),
    radial(
      [0, 0],
      [frame.right * 1.5, frame.bottom * 1.5],
      even(withAlpha(palette.ink, 0), withAlpha(palette.ink, 0), withAlpha(palette.ink, 0.45)),
      0.1
    ),
    { detail: 0.1 }
  )
}

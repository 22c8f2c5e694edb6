import { mix, sine } from "../canvas/Arithmetic.js"
import { blend, lighten, withAlpha, type Color } from "../canvas/Color.js"
import { element, type Element } from "../canvas/Element.js"
import { glow, linear, radial, solid, vertical, even } from "../canvas/Paint.js"
import { polygon, type Path, type Point } from "../canvas/Path.js"
import type { Random } from "../canvas/Random.js"
import { circle, limb, ring } from "../canvas/Shape.js"
import type { Backdrop, SettingPainter, Stage } from "../Stage.js"
import { mosaic } from "./Mosaic.js"
import { disc, everything } from "./Sky.js"
import { rugged } from "../canvas/Noise.js"

/** Handsome geometry for words that name nothing that can be drawn. */
export const abstract: SettingPainter = (stage) => {
  const random = stage.random.fork("abstract")
  const paint = random.pick(mosaic, currents, orbits, terraces, mosaic, currents)
  return backdrop(stage, paint(stage, random))
}

const backdrop = ({ frame }: Stage, back: ReadonlyArray<Element>): Backdrop => ({
  back,
  front: [],
  ground: frame.bottom - 0.14,
  light: [0, 0]
})

const inks = (palette: Stage["palette"]): ReadonlyArray<Color> => [
  palette.accent,
  palette.contrast,
  palette.near,
  palette.far,
  palette.light,
  blend(palette.accent, palette.near, 0.5),
  palette.sky[1]
]

/** Bands that flow across the picture, each shading the next. */
const currents = (stage: Stage, random: Random): Array<Element> => {
  const { frame, palette } = stage
  const light: Point = [
    frame.right * random.between(-0.5, 0.5),
    frame.top * random.between(0.35, 0.6)
  ]
  const elements: Array<Element> = [
    element(
      everything(stage),
      vertical(frame.top, frame.bottom, palette.sky[0], palette.sky[2], 0.2)
    ),
    ...disc(stage, light, random.between(0.22, 0.36))
  ]
  const count = 9
  const phase = random.next()
  const swing = random.between(0.16, 0.3)
  const pace = random.between(0.22, 0.42)
  const colors = inks(palette)
  for (let index = 0; index < count; index++) {
    const share = index / (count - 1)
    const base = mix(frame.top * 0.35, frame.bottom * 1.02, share)
    const own = random.between(-0.05, 0.05)
    const line = (x: number): number =>
      base +
      swing * sine(x * pace + phase + share * 0.55) +
      swing * 0.35 * sine(x * pace * 2.3 + phase * 3 - share * 0.8) +
      own
    const edge: Array<Point> = []
    for (let step = 0; step <= 160; step++) {
      const x = mix(frame.left - 0.05, frame.right + 0.05, step / 160)
      edge.push([x, line(x)])
    }
    const depth = index === count - 1 ? frame.bottom + 1 : base + 3 * swing + 0.5
    const down: ReadonlyArray<Point> = [
      [frame.right + 0.05, depth],
      [frame.left - 0.05, depth]
    ]
    const body = polygon([...edge, ...down])
    const ground = blend(palette.far, palette.near, share)
    const color =
      index % 3 === 1 ? blend(colors[index % colors.length] ?? ground, ground, 0.25) : ground
    elements.push(
      element(
        polygon([...edge.map(([x, y]): Point => [x, y - 0.07]), ...down]),
        vertical(
          base - swing - 0.1,
          base + swing,
          withAlpha(palette.ink, 0),
          withAlpha(palette.ink, 0.3),
          0.4
        ),
        { detail: 0.3 }
      ),
      element(
        body,
        linear(
          [frame.left, base - swing],
          [frame.right * 0.4, base + 0.75],
          even(blend(lighten(color, 0.07), palette.light, 0.2), color, lighten(color, -0.09)),
          0.4
        )
      )
    )
    if (index % 2 === 0) {
      const thread = edge.filter((_, step) => step % 8 === 0).map(([x, y]): Point => [x, y + 0.035])
      elements.push(
        element(limb(thread, 0.005), solid(withAlpha(palette.paper, 0.6)), { detail: 0.5 })
      )
    }
  }
  return elements
}

/** Translucent discs and rings on common circles. */
const orbits = (stage: Stage, random: Random): Array<Element> => {
  const { frame, palette } = stage
  const ground = palette.dark ? palette.sky[0] : palette.paper
  const elements: Array<Element> = [
    element(
      everything(stage),
      radial(
        [0, 0],
        [frame.right * 1.4, frame.bottom * 1.4],
        even(blend(ground, palette.sky[2], 0.25), blend(ground, palette.sky[1], 0.5)),
        0.16
      )
    )
  ]
  const colors = inks(palette)
  const mode = palette.dark ? "screen" : "multiply"
  const centre: Point = [frame.right * random.between(-0.25, 0.25), random.between(-0.2, 0.2)]
  for (let index = 0; index < 7; index++) {
    const radius = 0.16 * (index + 1) + random.between(-0.03, 0.03)
    elements.push(
      element(
        ring(centre[0], centre[1], radius * 1.15, 0.006),
        solid(withAlpha(palette.dark ? palette.light : palette.near, 0.5)),
        { detail: 0.4 }
      )
    )
  }
  for (let index = 0; index < 11; index++) {
    const turn = random.next()
    const reach = 0.18 * random.integer(0, 6)
    const x = centre[0] + reach * 1.2 * sine(turn + 0.25)
    const y = centre[1] + reach * sine(turn)
    const size = random.between(0.08, 0.46) * (index < 3 ? 1.2 : 0.75)
    const color = colors[index % colors.length] ?? palette.accent
    const slant = random.next()
    elements.push(
      element(
        circle(x, y, size),
        linear(
          [x - size * sine(slant), y - size * sine(slant + 0.25)],
          [x + size * sine(slant), y + size * sine(slant + 0.25)],
          even(withAlpha(color, 0.92), withAlpha(blend(color, palette.light, 0.4), 0.35)),
          0.5
        ),
        { blend: mode }
      )
    )
    if (index % 2 === 0)
      elements.push(
        element(
          circle(x + size * 0.1, y, size * 0.12),
          solid(palette.dark ? palette.paper : palette.ink),
          { detail: 0.3 }
        )
      )
  }
  return elements
}

/** Terraces of paper, cut along the heights of an unknown country. */
const terraces = (stage: Stage, random: Random): Array<Element> => {
  const { frame, palette } = stage
  const elements: Array<Element> = [
    element(
      everything(stage),
      vertical(
        frame.top,
        frame.bottom,
        palette.sky[2],
        blend(palette.sky[2], palette.far, 0.4),
        0.2
      )
    )
  ]
  const centre: Point = [frame.right * random.between(-0.35, 0.35), random.between(-0.3, 0.3)]
  const noise = rugged(random, 3, 0.5)
  const drift = random.between(0, 9)
  const count = 11
  for (let index = 0; index < count; index++) {
    const share = index / (count - 1)
    const radius = mix(Math.max(frame.right, frame.bottom) * 1.35, 0.1, share)
    const outline = contour(
      centre,
      radius,
      (turn) =>
        noise(drift + 2 + 1.3 * sine(turn) + index * 0.16) * 0.55 +
        0.35 * noise(drift + 20 + 1.3 * sine(turn + 0.25) + index * 0.16)
    )
    const base = blend(palette.far, palette.near, share)
    const color =
      index === count - 1
        ? palette.light
        : index === count - 2
          ? palette.accent
          : index % 4 === 2
            ? blend(base, palette.contrast, 0.75)
            : base
    const shadow = contour(
      [centre[0] + 0.018, centre[1] + 0.035],
      radius * 1.03,
      (turn) =>
        noise(drift + 2 + 1.3 * sine(turn) + index * 0.16) * 0.55 +
        0.35 * noise(drift + 20 + 1.3 * sine(turn + 0.25) + index * 0.16)
    )
    elements.push(
      element(shadow, solid(withAlpha(palette.ink, 0.28)), { detail: 0.3 }),
      element(
        outline,
        linear(
          [centre[0] - radius, centre[1] - radius],
          [centre[0] + radius, centre[1] + radius],
          [
            [0, blend(lighten(color, 0.06), palette.light, 0.16)],
            [0.6, color],
            [1, lighten(color, -0.07)]
          ],
          0.4
        )
      )
    )
  }
  elements.push(
    element(
      circle(centre[0], centre[1], 0.5),
      glow(centre, 0.5, withAlpha(palette.light, 0.3), 0.2),
      { blend: "screen", detail: 0.2 }
    )
  )
  return elements
}

const contour = (centre: Point, radius: number, height: (turn: number) => number): Path => {
  const points: Array<Point> = []
  for (let step = 0; step < 180; step++) {
    const turn = step / 180
    const reach = radius * (1 + 0.4 * height(turn))
    points.push([centre[0] + reach * 1.15 * sine(turn + 0.25), centre[1] + reach * sine(turn)])
  }
  return polygon(points)
}

import { mix } from "../canvas/Arithmetic.js"
import { blend, lighten, withAlpha, type Color } from "../canvas/Color.js"
import { element, type Element } from "../canvas/Element.js"
import { linear, solid, vertical, even } from "../canvas/Paint.js"
import { join, polygon, type Path, type Point } from "../canvas/Path.js"
import type { Random } from "../canvas/Random.js"
import { ellipse, limb, rectangle } from "../canvas/Shape.js"
import type { SettingPainter, Stage } from "../Stage.js"
import { haze, sky } from "./Sky.js"
import { tower } from "./Tower.js"
import { water } from "./Water.js"

/** Rows of towers in haze, windows alight, a large sun or moon behind; by neon light, a future city. */
export const city: SettingPainter = (stage) => {
  const { frame, composition } = stage
  const random = stage.random.fork("city")
  const street = mix(frame.top, frame.bottom, random.between(0.78, 0.88))
  const size = random.between(0.36, 0.56)
  const light: Point = [frame.right * random.between(-0.35, 0.35), street - random.between(0.75, 1)]
  const back: Array<Element> = sky(stage, street, light, size)
  const layers = 4
  for (let layer = 0; layer < layers; layer++) {
    const near = layer / (layers - 1)
    const chance = random.fork(`row ${layer}`)
    back.push(...row(stage, chance, street, near, light))
    if (layer < layers - 1)
      back.push(haze(stage, street - 0.55, street + 0.3, mix(0.75, 0.4, near)))
    if (composition.neon && layer === 1)
      back.push(...traffic(stage, random.fork("traffic"), street))
  }
  back.push(...water(stage, street, light, 0.8))
  back.push(...reflections(stage, random.fork("reflections"), street))
  return { back, front: [], ground: frame.bottom - 0.1, light }
}

const row = (
  stage: Stage,
  random: Random,
  street: number,
  near: number,
  light: Point
): Array<Element> => {
  const { frame, palette, composition } = stage
  const height = frame.bottom - frame.top
  const color = blend(blend(palette.far, palette.sky[2], 0.35), palette.near, 0.05 + near * 0.9)
  const bodies: Array<Element> = []
  const windows: Array<Path> = []
  const lamps: Array<Path> = []
  let x = frame.left - 0.05
  while (x < frame.right) {
    const width = random.between(0.1, 0.19) * mix(0.75, 1.35, near)
    const away = Math.abs((x + width / 2 - light[0] * 0.4) / frame.right)
    const tall =
      height *
      mix(0.62, 0.22, near) *
      random.between(0.55, 1.1) *
      mix(1.05, 0.75, near * (1 - away))
    const built = tower(random, x, street, width, tall, composition.neon)
    const bright = lighten(blend(color, palette.light, 0.06), 0.02)
    bodies.push(
      element(
        built.body,
        vertical(
          street - tall,
          street,
          bright,
          blend(color, palette.sky[2], mix(0.5, 0.12, near)),
          0.25
        )
      ),
      element(
        rectangle(x + width * (light[0] > x ? 0 : 0.62), street - tall, width * 0.38, tall),
        vertical(
          street - tall,
          street,
          withAlpha(palette.ink, 0.22),
          withAlpha(palette.ink, 0),
          0.3
        ),
        { clip: built.body, detail: 0.3 }
      )
    )
    windows.push(...built.windows)
    lamps.push(...built.lamps)
    x += width * random.between(0.82, 1.16)
  }
  const glass = palette.dark ? palette.contrast : blend(palette.light, palette.contrast, 0.4)
  const cold = composition.neon ? palette.accent : palette.light
  const warm = windows.filter((_, index) => index % 3 !== 0)
  const cool = windows.filter((_, index) => index % 3 === 0)
  const strength = (palette.dark ? 0.9 : 0.75) * mix(0.3, 1, near)
  return [
    ...bodies,
    element(join(...warm), solid(withAlpha(glass, strength)), { detail: 0.35 }),
    element(join(...cool), solid(withAlpha(cold, strength)), { detail: 0.35 }),
    element(join(...lamps), solid(withAlpha(palette.accent, mix(0.5, 1, near))), { detail: 0.4 })
  ]
}

/** Flying vehicles with trails of light. */
const traffic = (stage: Stage, random: Random, street: number): Array<Element> => {
  const { frame, palette } = stage
  const elements: Array<Element> = []
  for (let index = 0; index < 9; index++) {
    const x = random.between(frame.left, frame.right)
    const y = street - random.between(0.25, 1.25)
    const length = random.between(0.25, 0.6)
    const way = random.side()
    const color: Color = random.chance(0.5) ? palette.accent : palette.contrast
    const size = random.between(0.012, 0.024)
    elements.push(
      element(
        limb(
          [
            [x, y],
            [x - way * length, y + 0.012]
          ],
          size * 0.8,
          0.001
        ),
        linear(
          [x, y],
          [x - way * length, y],
          even(withAlpha(color, 0.85), withAlpha(color, 0)),
          0.1
        ),
        { detail: 0.35 }
      ),
      element(
        polygon([
          [x - way * size * 2, y],
          [x - way * size, y - size * 0.8],
          [x + way * size * 0.8, y - size * 0.4],
          [x + way * size * 1.8, y],
          [x, y + size * 0.6]
        ]),
        solid(palette.ink),
        { detail: 0.35 }
      ),
      element(ellipse(x + way * size * 1.2, y, size * 0.5, size * 0.25), solid(palette.paper), {
        detail: 0.5
      })
    )
  }
  return elements
}

const reflections = (stage: Stage, random: Random, street: number): Array<Element> => {
  const { frame, palette } = stage
  const colors = [palette.accent, palette.contrast, palette.light]
  return colors.map((color) => {
    const paths: Array<Path> = []
    for (let index = 0; index < 12; index++) {
      const x = random.between(frame.left, frame.right)
      const width = random.between(0.008, 0.03)
      let y = street + 0.01
      while (y < street + random.between(0.12, 0.3)) {
        const height = random.between(0.006, 0.016)
        paths.push(
          rectangle(x - width / 2 + random.between(-0.006, 0.006), y, width, height, height / 2)
        )
        y += height * random.between(1.4, 2.2)
      }
    }
    return element(
      join(...paths),
      vertical(
        street,
        frame.bottom,
        withAlpha(color, palette.dark ? 0.7 : 0.4),
        withAlpha(color, 0.05),
        0.2
      ),
      { detail: 0.4 }
    )
  })
}

import { blend, lighten, withAlpha } from "../canvas/Color.js"
import { element, type Element } from "../canvas/Element.js"
import { solid } from "../canvas/Paint.js"
import { mix } from "../canvas/Arithmetic.js"
import type { Point } from "../canvas/Path.js"
import type { SettingPainter } from "../Stage.js"
import { land, landColor, peak, ridgeLine } from "./Land.js"
import { haze, sky } from "./Sky.js"
import { firs } from "./Trees.js"
import { water } from "./Water.js"

/** Peaks behind peaks, haze between, firs in front; sometimes a lake. */
export const mountain: SettingPainter = (stage) => {
  const { frame, palette, composition } = stage
  const random = stage.random.fork("mountain")
  const horizon = mix(frame.top, frame.bottom, random.between(0.56, 0.64))
  const side = random.side()
  const light: Point = [
    side * frame.right * random.between(0.1, 0.55),
    horizon - random.between(0.55, 1)
  ]
  const back: Array<Element> = sky(stage, horizon, light, random.between(0.13, 0.22))
  const lit = side
  const snow = composition.weather === "snow" || random.chance(0.75)

  const far = ridgeLine(random.fork("far"), {
    base: horizon - 0.16,
    amplitude: 0.16,
    frequency: 1.6,
    octaves: 5,
    roughness: 0.5
  })
  back.push(
    land(stage, far, horizon - 0.4, 0.5, blend(landColor(stage, 0.02), palette.sky[1], 0.45), 0.5)
  )

  const main = -side * frame.right * random.between(0.05, 0.4)
  const peaks = [
    {
      x: main + frame.right * random.between(0.55, 0.75),
      tall: random.between(0.5, 0.72),
      near: 0.2
    },
    {
      x: main - frame.right * random.between(0.55, 0.8),
      tall: random.between(0.45, 0.68),
      near: 0.26
    },
    { x: main, tall: random.between(0.95, 1.15), near: 0.36 }
  ]
  for (const { x, tall, near } of peaks) {
    const color = landColor(stage, near)
    back.push(
      ...peak(
        stage,
        random,
        [x, horizon + 0.1 - tall],
        tall * random.between(0.85, 1.1),
        horizon + 0.12,
        color,
        lit,
        snow
      )
    )
  }
  back.push(haze(stage, horizon - 0.3, horizon + 0.25, 0.75))

  const lake = random.chance(0.5)
  if (lake) back.push(...water(stage, horizon + 0.02, light, 0.55))
  const layers = lake ? [0.62, 0.9] : [0.5, 0.68, 0.88]
  let ground = horizon
  layers.forEach((near, index) => {
    const share = (index + (lake ? 1 : 0.25)) / layers.length
    const base = mix(horizon + 0.08, frame.bottom, lake ? share * 0.72 : share * 0.95)
    const chance = random.fork(`hill ${index}`)
    const line = ridgeLine(chance, {
      base,
      amplitude: 0.11,
      frequency: 0.75,
      octaves: 3,
      roughness: 0.4
    })
    const color =
      composition.weather === "snow"
        ? blend(landColor(stage, near - 0.45), palette.paper, 0.55)
        : landColor(stage, near)
    const wood = composition.weather === "snow" ? landColor(stage, near) : lighten(color, -0.035)
    const size = mix(0.08, 0.42, (index + 0.3) / layers.length)
    const count = Math.round((frame.right * 2.6) / size)
    back.push(
      element(
        firs(chance, count, frame.left, frame.right, line, size * 0.55, size * 1.05),
        solid(wood),
        {
          detail: 0.15
        }
      )
    )
    back.push(land(stage, line, base - 0.1, 0.45, color, 0.12))
    if (index < layers.length - 1) back.push(haze(stage, base - 0.12, base + 0.22, 0.3))
    ground = base
  })
  back.push(
    element(
      firs(
        random.fork("edge"),
        3,
        side * frame.right * 0.62,
        side * frame.right * 1.05,
        () => frame.bottom + 0.05,
        0.7,
        1.15
      ),
      solid(withAlpha(palette.ink, 0.96)),
      { detail: 0.2 }
    )
  )
  return { back, front: [], ground: Math.min(frame.bottom - 0.12, ground + 0.15), light }
}

import { withAlpha } from "../canvas/Color.js"
import { element, type Element } from "../canvas/Element.js"
import { solid } from "../canvas/Paint.js"
import { join, type Path } from "../canvas/Path.js"
import { circle, limb } from "../canvas/Shape.js"
import type { Stage } from "../Stage.js"
import { haze } from "./Sky.js"

/** Snow, rain or fog before everything. */
export const weather = (stage: Stage): Array<Element> => {
  const { frame, palette, composition } = stage
  const random = stage.random.fork("weather")
  const x = (): number => random.between(frame.left, frame.right)
  const y = (): number => random.between(frame.top, frame.bottom)
  switch (composition.weather) {
    case "snow": {
      const far: Array<Path> = Array.from({ length: 150 }, () =>
        circle(x(), y(), random.between(0.003, 0.007))
      )
      const near: Array<Path> = Array.from({ length: 46 }, () =>
        circle(x(), y(), random.between(0.008, 0.018))
      )
      return [
        element(join(...far), solid(withAlpha(palette.paper, 0.75)), { detail: 0.5 }),
        element(join(...near), solid(withAlpha(palette.paper, 0.85)), { detail: 0.3 })
      ]
    }
    case "rain": {
      const drops: Array<Path> = Array.from({ length: 130 }, () => {
        const [px, py, length] = [x(), y(), random.between(0.05, 0.13)]
        return limb(
          [
            [px, py],
            [px - length * 0.22, py + length]
          ],
          0.001,
          0.005
        )
      })
      return [element(join(...drops), solid(withAlpha(palette.paper, 0.38)), { detail: 0.4 })]
    }
    case "fog":
      return [haze(stage, frame.top * 0.2, frame.bottom * 1.3, 0.55)]
    case "clear":
      return []
  }
}

import { type Element } from "../canvas/Element.js"
import type { Backdrop, Stage } from "../Stage.js"
import { cactusAt } from "./Cactus.js"

export const cactus = (stage: Stage, backdrop: Backdrop): ReadonlyArray<Element> => {
  const random = stage.random.fork("great cactus")
  const side = random.side()
  return [
    ...cactusAt(stage, random, side * stage.frame.right * 0.55, backdrop.ground - 0.16, 0.5),
    ...cactusAt(stage, random, -side * 0.12, backdrop.ground + 0.02, 1.15),
    ...cactusAt(stage, random, -side * stage.frame.right * 0.62, backdrop.ground + 0.05, 0.36)
  ]
}

import type { Element, Frame } from "./canvas/Element.js"
import { Random } from "./canvas/Random.js"
import type { Composition, Scene } from "./Composition.js"
import { abstract } from "./setting/Abstract.js"
import { city } from "./setting/City.js"
import { desert } from "./setting/Desert.js"
import { forest } from "./setting/Forest.js"
import { meadow } from "./setting/Meadow.js"
import { mountain } from "./setting/Mountain.js"
import { sea } from "./setting/Sea.js"
import { vignette } from "./setting/Sky.js"
import { space } from "./setting/Space.js"
import { studio } from "./setting/Studio.js"
import { underwater } from "./setting/Underwater.js"
import { weather } from "./setting/Weather.js"
import type { Backdrop, SettingPainter, Stage } from "./Stage.js"
import { castle } from "./subject/Castle.js"
import { house } from "./subject/House.js"
import { lighthouse } from "./subject/Lighthouse.js"
import { bird } from "./subject/Bird.js"
import { butterfly } from "./subject/Butterfly.js"
import { fish } from "./subject/Fish.js"
import { whale } from "./subject/Whale.js"
import { astronaut } from "./subject/Astronaut.js"
import { person } from "./subject/Person.js"
import { planet } from "./subject/Planet.js"
import { flower } from "./subject/Flower.js"
import { cactus } from "./subject/GreatCactus.js"
import { mushroom } from "./subject/Mushroom.js"
import { tree } from "./subject/Tree.js"
import { animalPortrait } from "./subject/Portrait.js"
import { quadruped } from "./subject/Quadruped.js"
import { isAnimal, type Animal } from "./subject/Species.js"
import { balloon } from "./subject/Balloon.js"
import { boat } from "./subject/Boat.js"
import { cup } from "./subject/Cup.js"
import { robot } from "./subject/Robot.js"
import { rocket } from "./subject/Rocket.js"
import { makePalette } from "./words/Palette.js"
import type { Subject } from "./words/Reading.js"

const settings: Record<Scene, SettingPainter> = {
  abstract,
  city,
  desert,
  forest,
  meadow,
  mountain,
  sea,
  space,
  studio,
  underwater
}

type SubjectPainter = (stage: Stage, backdrop: Backdrop) => ReadonlyArray<Element>

const running =
  (subject: Subject): SubjectPainter =>
  (stage, backdrop) =>
    quadruped(stage, backdrop, subject)

const painters: Record<Exclude<Subject, Animal>, SubjectPainter> = {
  astronaut,
  balloon,
  bird,
  boat,
  butterfly,
  cactus,
  castle,
  cup,
  deer: running("deer"),
  fish,
  flower,
  horse: running("horse"),
  house,
  lighthouse,
  mushroom,
  person,
  planet,
  robot,
  rocket,
  tree,
  whale
}

const paintSubject = (stage: Stage, backdrop: Backdrop): ReadonlyArray<Element> => {
  const { subject, whole } = stage.composition
  if (subject === undefined) return []
  if (!isAnimal(subject)) return painters[subject](stage, backdrop)
  return whole ? quadruped(stage, backdrop, subject) : animalPortrait(stage, subject)
}

/** All that is painted, in order. */
export const picture = (composition: Composition, frame: Frame): ReadonlyArray<Element> => {
  const random = new Random(`picture ${composition.key}`)
  const palette = makePalette(composition.palette, random.fork("palette"), composition.accent)
  const stage: Stage = { frame, palette, random, composition }
  const backdrop = settings[composition.scene](stage)
  return [
    ...backdrop.back,
    ...paintSubject(stage, backdrop),
    ...backdrop.front,
    ...weather(stage),
    vignette(stage)
  ]
}

import { Random } from "./canvas/Random.js"
import type { PaletteName } from "./words/Palette.js"
import { read, type Hat, type Reading, type Setting, type Subject } from "./words/Reading.js"

export type Scene = Setting | "studio" | "abstract"

/** Everything that decides a picture apart from its size: plain data, safe to store. */
export interface Composition {
  /** What chance is drawn from: the normalised prompt and the seed. */
  readonly key: string
  readonly scene: Scene
  readonly subject: Subject | undefined
  /** An animal is drawn whole, in motion, rather than as a portrait. */
  readonly whole: boolean
  readonly palette: PaletteName
  readonly accent: string | undefined
  readonly coat: string | undefined
  readonly hat: Hat | undefined
  readonly hatColor: string | undefined
  readonly scarf: boolean
  readonly glasses: boolean
  readonly weather: "clear" | "snow" | "rain" | "fog"
  readonly neon: boolean
  readonly person: "man" | "woman" | undefined
}

const homes: Partial<Record<Subject, Scene>> = {
  boat: "sea",
  lighthouse: "sea",
  whale: "underwater",
  fish: "underwater",
  rocket: "space",
  planet: "space",
  astronaut: "space",
  cactus: "desert",
  horse: "meadow",
  deer: "forest",
  house: "meadow",
  castle: "mountain",
  balloon: "mountain",
  tree: "meadow",
  mushroom: "forest"
}

const wholeAnimals: ReadonlySet<Subject> = new Set(["horse", "deer"])
const walkers: ReadonlySet<Subject> = new Set(["cat", "dog", "fox", "wolf", "tiger", "lion"])

export const compose = (prompt: string, seed: number): Composition => {
  const key = `${prompt.toLowerCase().normalize("NFC").trim()}#${seed}`
  const random = new Random(`plan ${key}`)
  const reading = read(prompt)
  const has = (mood: Reading["moods"][number]): boolean => reading.moods.includes(mood)
  const { subject } = reading
  const scene = sceneOf(reading, random)
  const whole =
    subject !== undefined &&
    (wholeAnimals.has(subject) ||
      (walkers.has(subject) && (reading.action || reading.setting === "meadow")))
  return {
    key,
    scene,
    subject,
    whole,
    palette: paletteOf(reading, scene, random),
    accent: reading.accent,
    coat: reading.coat,
    hat:
      reading.hat === "any"
        ? random.pick("top", "wizard", "beanie", "straw", "top", "straw")
        : reading.hat,
    hatColor: reading.hatColor,
    scarf: reading.scarf || (has("winter") && random.chance(0.7)),
    glasses: reading.glasses,
    weather: has("winter") ? "snow" : has("rain") ? "rain" : has("fog") ? "fog" : "clear",
    neon: has("neon"),
    person: reading.person
  }
}

const sceneOf = (reading: Reading, random: Random): Scene => {
  if (reading.setting !== undefined) return reading.setting
  if (reading.subject !== undefined) {
    const home = homes[reading.subject]
    if (home !== undefined) return home
    return reading.action || reading.subject === "bird" ? "meadow" : "studio"
  }
  if (reading.moods.includes("abstract")) return "abstract"
  if (reading.moods.includes("neon")) return "city"
  if (reading.moods.includes("winter")) return random.pick<Scene>("mountain", "forest")
  if (reading.moods.length > 0 || reading.hour !== undefined) {
    return random.pick<Scene>("mountain", "sea", "meadow", "forest", "mountain")
  }
  return random.pick<Scene>("abstract", "mountain", "abstract", "sea", "desert", "abstract")
}

const paletteOf = (reading: Reading, scene: Scene, random: Random): PaletteName => {
  const { hour, moods } = reading
  const has = (mood: Reading["moods"][number]): boolean => moods.includes(mood)
  const pick = (first: PaletteName, ...rest: ReadonlyArray<PaletteName>): PaletteName =>
    random.pick(first, ...rest)
  if (scene === "underwater") return "abyss"
  if (scene === "space") return pick("cosmos", "midnight", "cosmos")
  if (has("neon")) return "neon"
  if (hour === "night") {
    return scene === "city" ? pick("midnight", "neon") : pick("midnight", "aurora", "midnight")
  }
  if (hour === "sunset") return pick("ember", "peach")
  if (hour === "dawn") return pick("dawn", "peach")
  if (has("winter")) return "frost"
  if (has("autumn")) return "autumn"
  if (has("spring")) return "blossom"
  if (has("rain")) return "rain"
  if (has("fog")) return "mist"
  if (has("retro")) return "poster"
  switch (scene) {
    case "sea":
      return hour === "day" ? "coast" : pick("coast", "peach", "ember", "dawn")
    case "mountain":
      return hour === "day" ? "meadow" : pick("dawn", "peach", "mist", "meadow", "ember", "coast")
    case "city":
      return pick("peach", "dawn", "ember", "poster", "coast")
    case "forest":
      return pick("moss", "moss", "mist", "autumn")
    case "meadow":
      return pick("meadow", "meadow", "moss", "peach")
    case "desert":
      return pick("dune", "dune", "ember", "poster")
    default:
      return pick(
        "poster",
        "peach",
        "moss",
        "coast",
        "dune",
        "blossom",
        "dawn",
        "ember",
        "midnight"
      )
  }
}

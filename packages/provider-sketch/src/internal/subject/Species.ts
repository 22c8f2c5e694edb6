import { points } from "../canvas/Shape.js"
import { hex, type Color } from "../canvas/Color.js"
import type { Point } from "../canvas/Path.js"
import type { Random } from "../canvas/Random.js"
import type { Subject } from "../words/Reading.js"

/** What tells one animal's head from another's. */
export interface Species {
  readonly coat: Color
  /** Muzzle, cheeks and chest. */
  readonly pale: Color
  readonly dark: Color
  readonly eye: Color
  readonly ear: "pointed" | "floppy" | "round" | "long" | "tuft"
  readonly muzzle: "small" | "long" | "broad" | "beak"
  readonly marks: "none" | "stripes" | "mask" | "patches" | "blaze" | "feathers"
  readonly mane: boolean
  /** The right half of the head's outline, from the crown to the chin. */
  readonly head: ReadonlyArray<Point>
}

const heads = {
  round: points([0, -0.41, 0.26, -0.37, 0.45, -0.2, 0.53, 0.06, 0.46, 0.28, 0.25, 0.41, 0, 0.44]),
  long: points([0, -0.42, 0.25, -0.38, 0.4, -0.16, 0.41, 0.1, 0.33, 0.31, 0.18, 0.45, 0, 0.48]),
  sharp: points([0, -0.36, 0.27, -0.33, 0.45, -0.13, 0.6, 0.15, 0.37, 0.27, 0.17, 0.43, 0, 0.48]),
  wide: points([0, -0.42, 0.28, -0.38, 0.47, -0.2, 0.54, 0.06, 0.5, 0.28, 0.3, 0.44, 0, 0.48])
} as const satisfies Record<string, ReadonlyArray<Point>>

const make = (
  coat: string,
  pale: string,
  dark: string,
  eye: string,
  ear: Species["ear"],
  muzzle: Species["muzzle"],
  marks: Species["marks"],
  head: keyof typeof heads,
  mane = false
): Species => ({
  coat: hex(coat),
  pale: hex(pale),
  dark: hex(dark),
  eye: hex(eye),
  ear,
  muzzle,
  marks,
  mane,
  head: heads[head]
})

export type Animal = Extract<
  Subject,
  "cat" | "dog" | "fox" | "wolf" | "bear" | "panda" | "rabbit" | "lion" | "tiger" | "owl"
>

const table: Readonly<Record<Animal, readonly [Species, ...ReadonlyArray<Species>]>> = {
  cat: [
    make("#e58a3c", "#fff0dc", "#8f3f1d", "#6fae5b", "pointed", "small", "stripes", "round"),
    make("#7d8696", "#eef0f2", "#3a4152", "#e5b53a", "pointed", "small", "stripes", "round"),
    make("#2f2c3d", "#5a5470", "#15131f", "#e9c23f", "pointed", "small", "none", "round"),
    make("#f2e6d2", "#fffaf0", "#6b4a3a", "#4f9fd0", "pointed", "small", "mask", "round"),
    make("#3a3745", "#fbf6ee", "#1b1926", "#86bf5a", "pointed", "small", "blaze", "round")
  ],
  dog: [
    make("#c98546", "#fbeeda", "#5c331e", "#5a3520", "floppy", "long", "blaze", "long"),
    make("#e3b674", "#fff4e0", "#8a5a2e", "#4a2f20", "floppy", "long", "none", "long"),
    make("#3a3540", "#f6efe6", "#1a1820", "#7a4a24", "floppy", "long", "blaze", "long"),
    make("#f1e4d0", "#fffaf2", "#7a4a2c", "#4a2f20", "floppy", "long", "patches", "long")
  ],
  fox: [make("#e0682d", "#fff3e4", "#3b1d1a", "#d99a2b", "pointed", "long", "mask", "sharp")],
  wolf: [make("#77828f", "#eef1f2", "#2d3541", "#e0b045", "pointed", "long", "mask", "sharp")],
  bear: [make("#8a5a3a", "#d9b48a", "#3d2417", "#2a1710", "round", "broad", "none", "wide")],
  panda: [make("#faf7f0", "#ffffff", "#23222b", "#1a1820", "round", "broad", "patches", "wide")],
  rabbit: [
    make("#c9b39a", "#fff6ea", "#7a5f4a", "#4a2f28", "long", "small", "none", "long"),
    make("#f3ece4", "#ffffff", "#b58f8a", "#b04a58", "long", "small", "none", "long")
  ],
  lion: [make("#e3a648", "#fdebc8", "#8a4a1e", "#c98a2a", "round", "broad", "none", "wide", true)],
  tiger: [make("#ea8b2f", "#fff4e2", "#2a1a18", "#d9b63a", "round", "broad", "stripes", "wide")],
  owl: [
    make("#8d6a4e", "#f3e2c6", "#4a3226", "#f0b030", "tuft", "beak", "feathers", "wide"),
    make("#6f7f92", "#eef1f2", "#333f52", "#f2c23a", "tuft", "beak", "feathers", "wide")
  ]
}

export const isAnimal = (subject: Subject | undefined): subject is Animal =>
  subject !== undefined && subject in table

/** One of the kinds of this animal; a colour that the prompt names replaces its coat. */
export const speciesOf = (animal: Animal, random: Random, coat: string | undefined): Species => {
  const kinds = table[animal]
  const species = random.pick(...kinds)
  if (coat === undefined) return species
  const color = hex(coat)
  const shade = { ...color, lightness: Math.max(0.12, color.lightness * 0.55) }
  return { ...species, coat: color, dark: shade }
}

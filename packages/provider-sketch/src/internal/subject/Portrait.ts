import { blend, hex, lighten, withAlpha } from "../canvas/Color.js"
import { element, placeAll, type Element } from "../canvas/Element.js"
import { linear, radial, solid, vertical, even } from "../canvas/Paint.js"
import { join, place, polygon, type Path, type Point } from "../canvas/Path.js"
import { blob, circle, ellipse, limb, rectangle, points } from "../canvas/Shape.js"
import type { Stage } from "../Stage.js"
import { coatMarks, ears, mane } from "./Coat.js"
import { eyes, glasses, muzzle } from "./Face.js"
import { hat } from "./Hat.js"
import { scarf } from "./Scarf.js"
import { speciesOf, type Animal, type Species } from "./Species.js"

const mirrored = (half: ReadonlyArray<Point>): Path => {
  const inner = half.slice(1, -1)
  return blob([...half, ...inner.reverse().map(([x, y]): Point => [-x, y])])
}

/** An animal's head and shoulders, looking at the viewer. */
export const animalPortrait = (stage: Stage, animal: Animal): ReadonlyArray<Element> => {
  const { composition, frame, palette } = stage
  const random = stage.random.fork("portrait")
  const species = speciesOf(animal, random, composition.coat)
  const tilt = random.between(-0.022, 0.022)
  const lit = random.side()
  const outline = mirrored(species.head)
  const head: Array<Element> = [
    ...ears(species, palette, lit),
    ...(species.mane ? mane(species, random) : []),
    element(
      outline,
      linear(
        [lit * 0.4, -0.45],
        [-lit * 0.35, 0.5],
        even(
          blend(lighten(species.coat, 0.05), palette.light, 0.16),
          species.coat,
          blend(lighten(species.coat, -0.06), species.dark, 0.2)
        ),
        0.35
      )
    ),
    ...coatMarks(species, outline, random),
    element(
      rectangle(lit === 1 ? -1 : 0, -1, 1, 2),
      linear(
        [0, -0.4],
        [-lit * 0.55, 0.3],
        even(withAlpha(species.dark, 0.12), withAlpha(blend(species.dark, palette.ink, 0.4), 0.42)),
        0.4
      ),
      { clip: outline, detail: 0.25 }
    ),
    ...muzzle(species, palette),
    ...eyes(species, palette),
    ...(composition.glasses ? glasses(palette) : [])
  ]
  if (composition.hat !== undefined) {
    const size = species.mane ? 0.6 : 0.46
    head.push(
      ...placeAll(hat(stage, composition.hat), {
        x: random.between(-0.03, 0.03),
        y: -0.29,
        scale: size,
        turn: random.between(-0.02, 0.02)
      })
    )
  }
  const collar = composition.scarf ? scarf(stage) : collarOf(stage)
  const parts: Array<Element> = [
    ...shoulders(stage, species, lit),
    ...collar,
    element(
      ellipse(0, 0.42, 0.42, 0.26),
      radial(
        [0, 0.42],
        [0.44, 0.28],
        even(withAlpha(palette.ink, 0.5), withAlpha(palette.ink, 0)),
        0.3
      ),
      { blend: "multiply", detail: 0.2, clip: torso }
    ),
    ...placeAll(head, { turn: tilt })
  ]
  const tall = composition.hat !== undefined
  const long = species.ear === "long"
  const scale = Math.min(0.98, frame.right * 1.05) * (tall ? 0.86 : long ? 0.84 : 0.98)
  return placeAll(parts, {
    x: random.between(-0.04, 0.04),
    y: frame.bottom - 1 + (tall ? 0.2 : long ? 0.22 : 0.06),
    scale
  })
}

const torso = blob(
  points([
    0, 0.2, 0.3, 0.34, 0.44, 0.62, 0.62, 1, 0.78, 1.7, 0, 2.4, -0.78, 1.7, -0.62, 1, -0.44, 0.62,
    -0.3, 0.34
  ])
)

const shoulders = ({ palette }: Stage, species: Species, lit: 1 | -1): Array<Element> => {
  const chest = blob(
    points([0, 0.34, 0.2, 0.5, 0.27, 0.8, 0.2, 1.15, 0, 1.5, -0.2, 1.15, -0.27, 0.8, -0.2, 0.5])
  )
  const tufts: Array<Path> = []
  for (let index = 0; index < 5; index++) {
    const x = -0.16 + index * 0.08
    tufts.push(
      polygon([
        [x - 0.06, 0.62],
        [x + 0.06, 0.62],
        [x, 0.76 + 0.03 * (index % 2)]
      ])
    )
  }
  return [
    element(
      torso,
      linear(
        [lit * 0.6, 0.3],
        [-lit * 0.6, 1.2],
        even(
          blend(lighten(species.coat, 0.03), palette.light, 0.1),
          lighten(species.coat, -0.03),
          blend(species.coat, species.dark, 0.6)
        ),
        0.4
      )
    ),
    element(chest, vertical(0.4, 1.4, species.pale, blend(species.pale, species.coat, 0.65), 0.4), {
      clip: torso,
      detail: 0.1
    }),
    element(join(...tufts), solid(withAlpha(blend(species.pale, species.coat, 0.4), 0.6)), {
      clip: chest,
      detail: 0.5
    }),
    element(
      join(
        limb(points([-0.34, 0.95, -0.3, 1.3, -0.32, 1.7]), 0.012, 0.02, 0.03),
        limb(points([0.34, 0.95, 0.3, 1.3, 0.32, 1.7]), 0.012, 0.02, 0.03)
      ),
      solid(withAlpha(species.dark, 0.5)),
      { detail: 0.5 }
    )
  ]
}

const collarOf = ({ palette, random, composition }: Stage): Array<Element> => {
  const tame = composition.subject === "cat" || composition.subject === "dog"
  if (!tame || !random.fork("collar").chance(0.75)) return []
  const gold = hex("#f4c64f")
  return [
    element(
      limb(points([-0.35, 0.47, -0.18, 0.57, 0, 0.6, 0.18, 0.57, 0.35, 0.47]), 0.085),
      vertical(0.42, 0.66, palette.accent, lighten(palette.accent, -0.1), 0.3),
      { detail: 0.1, clip: torso }
    ),
    element(
      circle(0, 0.68, 0.065),
      radial([-0.02, 0.65], [0.1, 0.1], even(lighten(gold, 0.1), lighten(gold, -0.14)), 0.3),
      { detail: 0.3 }
    ),
    element(
      place(rectangle(-0.035, -0.006, 0.07, 0.012, 0.006), { y: 0.69 }),
      solid(withAlpha(palette.ink, 0.7)),
      { detail: 0.6 }
    )
  ]
}

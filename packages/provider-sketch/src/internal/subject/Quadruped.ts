import { blend, hex, lighten, withAlpha, type Color } from "../canvas/Color.js"
import { element, placeAll, type Element } from "../canvas/Element.js"
import { linear, radial, solid, even } from "../canvas/Paint.js"
import { join, type Path, type Point } from "../canvas/Path.js"
import { blob, circle, leaf, limb } from "../canvas/Shape.js"
import { groundShadow } from "../setting/Trees.js"
import type { Backdrop, Stage } from "../Stage.js"
import type { Subject } from "../words/Reading.js"
import { hat } from "./Hat.js"
import { isAnimal, speciesOf, type Species } from "./Species.js"
import { horseMane, tailPath, type Build } from "./Build.js"
import { profile } from "./Profile.js"

interface Figure extends Build {
  readonly species: Species
}

const horseCoats = ["#7a4a2c", "#3a2a26", "#d9b48a", "#f1e9dd", "#9a5a34"] as const

const figureOf = (stage: Stage, subject: Subject): Figure => {
  const { composition } = stage
  const random = stage.random.fork("figure")
  if (subject === "horse" || subject === "deer") {
    const base = speciesOf(
      "dog",
      random,
      composition.coat ?? (subject === "deer" ? "#b5703c" : random.pick(...horseCoats))
    )
    const pale = subject === "deer" ? hex("#f6e2c4") : base.coat
    return {
      species: { ...base, pale },
      kind: subject,
      leg: 0.66,
      girth: subject === "deer" ? 0.27 : 0.33,
      limb: subject === "deer" ? 0.085 : 0.105,
      head: [0.66, subject === "deer" ? -1.16 : -1.12],
      headSize: subject === "deer" ? 0.9 : 1.12
    }
  }
  const species = speciesOf(isAnimal(subject) ? subject : "dog", random, composition.coat)
  const kind =
    subject === "cat" || subject === "tiger" || subject === "lion"
      ? "cat"
      : subject === "fox" || subject === "wolf"
        ? "fox"
        : "dog"
  const sturdy = subject === "tiger" || subject === "lion"
  return {
    species,
    kind,
    leg: kind === "cat" ? 0.4 : 0.46,
    girth: sturdy ? 0.34 : kind === "fox" ? 0.26 : 0.29,
    limb: sturdy ? 0.15 : 0.115,
    head: [0.5, sturdy ? -0.8 : -0.86],
    headSize: sturdy ? 1.15 : 1
  }
}

/** A four-legged animal seen from the side, running; feet on y = 0, facing right, about 1 tall. */
export const quadruped = (
  stage: Stage,
  backdrop: Backdrop,
  subject: Subject
): ReadonlyArray<Element> => {
  const { composition, frame, palette } = stage
  const random = stage.random.fork("running")
  const figure = figureOf(stage, subject)
  const facing = random.side()
  const scale =
    Math.min(0.92, frame.right * 0.8) *
    (figure.kind === "horse" || figure.kind === "deer" ? 0.86 : 1)
  const x = -facing * random.between(0.02, 0.14) * frame.right
  const foot = Math.min(backdrop.ground + 0.05, frame.bottom - 0.16)
  const parts = body(stage, figure)
  const [hx, hy] = figure.head
  if (composition.hat !== undefined) {
    parts.push(
      ...placeAll(hat(stage, composition.hat), {
        x: hx - 0.01,
        y: hy - 0.13 * figure.headSize,
        scale: 0.17 * figure.headSize,
        turn: 0.02
      })
    )
  }
  const elements: Array<Element> = [
    groundShadow(x, foot + 0.02, scale * 0.82, scale * 0.075, palette.near)
  ]
  elements.push(...placeAll(parts, { x, y: foot, scale, mirror: facing === -1 }))
  if (subject === "dog" || subject === "cat") {
    const size = scale * 0.1
    const bx = x + facing * scale * random.between(0.95, 1.1)
    const by = foot - scale * random.between(0.55, 0.95)
    elements.push(
      groundShadow(bx, foot + 0.02, size * 0.9, size * 0.2, palette.near),
      ...ball(stage, bx, by, size)
    )
  }
  return elements
}

const body = ({ palette }: Stage, figure: Figure): Array<Element> => {
  const { species, leg, girth, limb: thick, head, headSize, kind } = figure
  const { coat, pale, dark } = species
  const back = -leg - girth * 0.5
  const hip: Point = [-0.38, back + 0.02]
  const chest: Point = [0.3, back + 0.01]
  const fur = (top: Color, low: Color) =>
    linear(
      [0.1, back - girth],
      [-0.05, 0],
      even(blend(lighten(top, 0.06), palette.light, 0.18), top, low),
      0.35
    )
  const shade = blend(coat, dark, 0.45)
  const far = solid(lighten(blend(coat, dark, 0.6), -0.05))
  const front = (shift: number, bend: number): Path =>
    limb(
      [
        [chest[0] - 0.02, chest[1] + 0.06],
        [chest[0] + 0.2 + shift, -leg * 0.72],
        [chest[0] + 0.36 + shift + bend, -leg * 0.56],
        [chest[0] + 0.54 + shift + bend, -leg * 0.42]
      ],
      thick * 1.7,
      thick,
      thick * 0.8,
      thick * 0.72
    )
  const rear = (shift: number): Path =>
    limb(
      [
        [hip[0] + 0.04, hip[1] + 0.06],
        [hip[0] - 0.1 + shift, -leg * 0.62],
        [hip[0] - 0.3 + shift, -leg * 0.4],
        [hip[0] - 0.42 + shift, -leg * 0.08]
      ],
      thick * 2.1,
      thick * 1.35,
      thick * 0.72,
      thick * 0.7
    )
  const trunk = join(
    limb([hip, [0, back + girth * 0.02], chest], girth * 0.96, girth * 0.86, girth * 1.1),
    limb(
      [
        [chest[0] + 0.02, chest[1]],
        [(chest[0] + head[0]) / 2, (chest[1] + head[1]) / 2 + 0.03],
        [head[0] - 0.03, head[1] + 0.05]
      ],
      girth * 1.02,
      girth * 0.72,
      girth * (kind === "horse" ? 0.62 : 0.56)
    )
  )
  const whole = join(trunk, front(0.02, 0), rear(0))
  const elements: Array<Element> = [
    element(join(front(0.13, -0.12), rear(0.14)), far, { detail: 0.05 }),
    element(
      tailPath(kind, hip),
      fur(kind === "horse" ? dark : coat, kind === "horse" ? dark : shade),
      { detail: 0.05 }
    ),
    ...(kind === "fox"
      ? [
          element(
            limb(
              [
                [-0.98, back - 0.16],
                [-1.06, back - 0.21]
              ],
              0.16,
              0.03
            ),
            solid(pale),
            { detail: 0.2 }
          )
        ]
      : []),
    element(whole, fur(coat, shade)),
    element(
      blob([
        [chest[0] - 0.06, back + girth * 0.3],
        [chest[0] + 0.14, back - 0.02],
        [(chest[0] + head[0]) / 2 + 0.14, (chest[1] + head[1]) / 2 + 0.06],
        [chest[0] + 0.2, back + girth * 0.34],
        [0, back + girth * 0.62],
        [-0.2, back + girth * 0.5]
      ]),
      solid(withAlpha(pale, kind === "horse" ? 0.12 : 0.85)),
      { clip: whole, detail: 0.15 }
    ),
    ...(species.marks === "stripes"
      ? [
          element(
            join(
              ...Array.from({ length: 7 }, (_, index) =>
                leaf(
                  -0.42 + index * 0.12,
                  back - girth * 0.62,
                  girth * 0.8,
                  0.06,
                  0.25 + 0.02 * (index % 2)
                )
              )
            ),
            solid(withAlpha(dark, 0.85)),
            { clip: whole, detail: 0.25 }
          )
        ]
      : []),
    ...(species.marks === "patches" || species.marks === "blaze"
      ? [
          element(
            blob([
              [-0.3, back - 0.2],
              [0.02, back - 0.22],
              [0.08, back],
              [-0.16, back + 0.06],
              [-0.34, back - 0.04]
            ]),
            solid(withAlpha(blend(coat, dark, 0.75), species.marks === "patches" ? 1 : 0.35)),
            { clip: whole, detail: 0.2 }
          )
        ]
      : []),
    ...(kind === "deer"
      ? [
          element(
            join(
              ...Array.from({ length: 9 }, (_, index) =>
                circle(-0.38 + index * 0.075, back - 0.05 + 0.05 * (index % 3), 0.016)
              )
            ),
            solid(withAlpha(pale, 0.9)),
            { clip: whole, detail: 0.5 }
          )
        ]
      : [])
  ]
  if (kind === "horse") elements.push(element(horseMane(head, chest), solid(dark), { detail: 0.1 }))
  return [
    ...elements,
    ...placeAll(profile(palette, species, kind), {
      x: head[0],
      y: head[1],
      scale: headSize,
      turn: kind === "horse" ? 0.1 : kind === "deer" ? 0.06 : 0
    })
  ]
}

const ball = ({ palette }: Stage, x: number, y: number, size: number): Array<Element> => {
  const globe = circle(x, y, size)
  return [
    element(
      globe,
      radial(
        [x - size * 0.35, y - size * 0.4],
        [size * 1.6, size * 1.6],
        even(
          blend(lighten(palette.accent, 0.1), palette.light, 0.3),
          palette.accent,
          lighten(palette.accent, -0.15)
        ),
        0.35
      )
    ),
    element(
      limb(
        [
          [x - size, y - size * 0.2],
          [x, y + size * 0.18],
          [x + size, y - size * 0.2]
        ],
        size * 0.3
      ),
      solid(palette.paper),
      { clip: globe, detail: 0.3 }
    )
  ]
}

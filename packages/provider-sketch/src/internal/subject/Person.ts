import { blend, hex, lighten, withAlpha, type Color } from "../canvas/Color.js"
import { element, placeAll, type Element } from "../canvas/Element.js"
import { linear, solid, vertical, even } from "../canvas/Paint.js"
import { join, type Path } from "../canvas/Path.js"
import { blob, circle, ellipse, limb, points, both } from "../canvas/Shape.js"
import type { Painter, Stage } from "../Stage.js"
import { glasses } from "./Face.js"
import { hat } from "./Hat.js"
import { scarf } from "./Scarf.js"
import { hairBefore, hairBehind, type HairStyle } from "./Hair.js"
import type { Random } from "../canvas/Random.js"

const skins = ["#f3c9a8", "#e3ab82", "#c98a5e", "#9a6240", "#6e4229"] as const

const hairs = ["#2a2027", "#4a2c22", "#8a4a2a", "#c98a3f", "#d9d2c8", "#9c3b2c"] as const

/** A person's head and shoulders, calm, eyes closed or nearly so. */
export const person: Painter = (stage) => {
  const { composition, frame, palette, random: root } = stage
  const random = root.fork("person")
  const skin = hex(random.pick(...skins))
  const hair = random.chance(0.2)
    ? blend(palette.accent, palette.near, 0.3)
    : hex(random.pick(...hairs))
  const lit = random.side()
  const style = hairStyle(random, composition.person, composition.hat !== undefined)
  const parts: Array<Element> = [
    ...hairBehind(style, hair, palette.light, random.side()),
    ...shoulders(stage, skin)
  ]
  if (composition.scarf) parts.push(...scarf(stage))
  parts.push(...face(stage, skin, lit), ...hairBefore(style, hair, palette.light, lit))
  if (composition.glasses) parts.push(...placeAll(glasses(palette), { y: 0.02, scale: 0.82 }))
  if (composition.hat !== undefined)
    parts.push(
      ...placeAll(hat(stage, composition.hat), { y: -0.3, scale: 0.42, turn: lit * 0.012 })
    )
  const scale = Math.min(1, frame.right * 1.05) * (composition.hat === undefined ? 1 : 0.88)
  return placeAll(parts, {
    y: frame.bottom - 1 + (composition.hat === undefined ? 0 : 0.14),
    scale
  })
}

const hairStyle = (
  random: Random,
  kind: Stage["composition"]["person"],
  covered: boolean
): HairStyle => {
  if (kind === "man") return random.pick<HairStyle>("short", "short", "curls")
  if (covered) return random.pick<HairStyle>("long", "bob")
  if (kind === "woman") return random.pick<HairStyle>("long", "bob", "bun", "curls")
  return random.pick<HairStyle>("long", "bob", "bun", "short", "curls")
}

const shoulders = ({ palette, random }: Stage, skin: Color): Array<Element> => {
  const body = blob(
    points([
      0, 0.5, 0.24, 0.58, 0.6, 0.76, 0.78, 1.1, 0.82, 2, -0.82, 2, -0.78, 1.1, -0.6, 0.76, -0.24,
      0.58
    ])
  )
  const neck = limb(points([0, 0.2, 0, 0.5, 0, 0.68]), 0.27, 0.25, 0.36)
  const cloth = palette.accent
  const stripes: Array<Path> = Array.from({ length: 6 }, (_, index) =>
    limb(
      [
        [-1, 0.9 + index * 0.13],
        [0, 0.96 + index * 0.13],
        [1, 0.9 + index * 0.13]
      ],
      0.045
    )
  )
  return [
    element(
      body,
      linear(
        [-0.6, 0.6],
        [0.6, 1.4],
        even(blend(lighten(cloth, 0.05), palette.light, 0.12), cloth, lighten(cloth, -0.12)),
        0.4
      )
    ),
    ...(random.fork("cloth").chance(0.5)
      ? [
          element(join(...stripes), solid(withAlpha(palette.paper, 0.8)), {
            clip: body,
            detail: 0.3
          })
        ]
      : []),
    element(
      blob(points([-0.22, 0.56, 0, 0.78, 0.22, 0.56, 0.2, 0.4, -0.2, 0.4])),
      solid(lighten(skin, -0.03)),
      { detail: 0.1 }
    ),
    element(
      neck,
      vertical(0.3, 0.66, blend(skin, hex("#7a2f2a"), 0.34), lighten(skin, -0.02), 0.4)
    ),
    element(
      limb(points([-0.26, 0.58, -0.1, 0.74, 0, 0.8, 0.1, 0.74, 0.26, 0.58]), 0.06),
      solid(lighten(cloth, -0.1)),
      { detail: 0.3 }
    )
  ]
}

const face = ({ palette }: Stage, skin: Color, lit: 1 | -1): Array<Element> => {
  const warm = blend(skin, hex("#7a2f2a"), 0.3)
  const line = blend(skin, hex("#2a1520"), 0.8)
  const outline = blob(
    points([
      0, -0.43, 0.25, -0.37, 0.35, -0.12, 0.33, 0.14, 0.22, 0.36, 0, 0.48, -0.22, 0.36, -0.33, 0.14,
      -0.35, -0.12, -0.25, -0.37
    ])
  )
  const shade = blob([
    [0, -0.5],
    [-lit * 0.02, -0.06],
    [-lit * 0.075, 0.13],
    [0, 0.16],
    [-lit * 0.02, 0.24],
    [-lit * 0.04, 0.5],
    [-lit * 0.6, 0.6],
    [-lit * 0.7, -0.5]
  ])
  const lips = blend(hex("#c23b4e"), skin, 0.18)
  return [
    element(both(ellipse(0.345, 0.03, 0.06, 0.09)), solid(warm), { detail: 0.1 }),
    element(both(circle(0.36, 0.14, 0.032)), solid(palette.contrast), { detail: 0.4 }),
    element(
      outline,
      linear(
        [lit * 0.35, -0.3],
        [-lit * 0.3, 0.4],
        even(blend(lighten(skin, 0.04), palette.light, 0.14), skin),
        0.35
      )
    ),
    element(
      shade,
      linear([0, 0], [-lit * 0.4, 0], even(withAlpha(warm, 0.75), withAlpha(warm, 0.95)), 0.3),
      { clip: outline, detail: 0.15 }
    ),
    element(both(ellipse(0.21, 0.16, 0.085, 0.06)), solid(withAlpha(hex("#e8606a"), 0.28)), {
      clip: outline,
      detail: 0.3
    }),
    element(
      both(limb(points([0.085, 0.0, 0.15, 0.035, 0.23, 0.0]), 0.012, 0.026, 0.014)),
      solid(line),
      { detail: 0.1 }
    ),
    element(
      both(
        join(
          limb(points([0.22, 0.01, 0.255, 0.03]), 0.012, 0.004),
          limb(points([0.18, 0.025, 0.205, 0.055]), 0.01, 0.004)
        )
      ),
      solid(line),
      { detail: 0.5 }
    ),
    element(
      both(limb(points([0.075, -0.095, 0.15, -0.125, 0.24, -0.09]), 0.02, 0.032, 0.01)),
      solid(withAlpha(line, 0.9)),
      { detail: 0.2 }
    ),
    element(
      limb(
        [
          [-lit * 0.05, 0.145],
          [0, 0.168],
          [lit * 0.04, 0.15]
        ],
        0.01,
        0.018,
        0.01
      ),
      solid(withAlpha(blend(warm, line, 0.35), 0.8)),
      { detail: 0.3 }
    ),
    element(
      blob(
        points([
          -0.1, 0.26, -0.035, 0.238, 0, 0.247, 0.035, 0.238, 0.1, 0.26, 0.045, 0.305, 0, 0.315,
          -0.045, 0.305
        ])
      ),
      vertical(0.23, 0.32, lighten(lips, -0.06), lighten(lips, 0.05), 0.2),
      { detail: 0.15 }
    ),
    element(
      limb(points([-0.095, 0.261, 0, 0.269, 0.095, 0.261]), 0.004, 0.01, 0.004),
      solid(withAlpha(line, 0.7)),
      { detail: 0.5 }
    )
  ]
}

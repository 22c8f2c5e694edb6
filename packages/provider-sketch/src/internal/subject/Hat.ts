import { blend, hex, lighten, withAlpha, type Color } from "../canvas/Color.js"
import { element, type Element } from "../canvas/Element.js"
import { linear, radial, solid, vertical, even } from "../canvas/Paint.js"
import { join, polygon, type Path, type Point } from "../canvas/Path.js"
import { blob, circle, ellipse, leaf, limb, rectangle, star, points } from "../canvas/Shape.js"
import type { Stage } from "../Stage.js"
import type { Hat } from "../words/Reading.js"

/** A hat whose brim rests on the origin; the head it fits is 2 wide. */
export const hat = (stage: Stage, kind: Hat): ReadonlyArray<Element> => {
  const { composition, palette } = stage
  const color = composition.hatColor === undefined ? undefined : hex(composition.hatColor)
  switch (kind) {
    case "top":
      return topHat(stage, color ?? blend(palette.ink, palette.near, 0.35))
    case "wizard":
      return wizardHat(stage, color ?? blend(palette.near, hex("#4b2f8f"), 0.5))
    case "beanie":
      return beanie(stage, color ?? palette.accent)
    case "straw":
      return strawHat(stage, color ?? hex("#e8c278"))
    case "party":
      return partyHat(stage, color ?? palette.accent)
    case "crown":
      return crown(stage, color ?? hex("#f2c140"))
  }
}

const across = (color: Color, light: Color) =>
  linear(
    [-0.9, 0],
    [0.9, 0],
    even(blend(lighten(color, 0.07), light, 0.14), color, lighten(color, -0.1)),
    0.4
  )

const topHat = ({ palette }: Stage, color: Color): Array<Element> => {
  const crownPath = blob(
    points([
      -0.62, 0.02, -0.64, -0.5, -0.74, -1.08, -0.4, -1.16, 0, -1.18, 0.4, -1.16, 0.74, -1.08, 0.64,
      -0.5, 0.62, 0.02, 0, 0.12
    ])
  )
  return [
    element(
      ellipse(0, 0.02, 1.06, 0.2),
      vertical(-0.2, 0.24, lighten(color, 0.05), lighten(color, -0.06), 0.3)
    ),
    element(crownPath, across(color, palette.light)),
    element(
      limb(points([-0.62, -0.16, 0, -0.04, 0.62, -0.16]), 0.24),
      across(palette.accent, palette.light),
      { clip: crownPath, detail: 0.1 }
    ),
    element(
      limb(points([-0.46, -0.4, -0.5, -0.98]), 0.05, 0.03),
      solid(withAlpha(palette.light, 0.3)),
      { detail: 0.5 }
    ),
    element(
      leaf(0.5, -0.12, 0.62, 0.2, 0.82),
      linear(
        [0.5, -0.1],
        [0.75, -0.7],
        even(palette.contrast, lighten(palette.contrast, 0.1)),
        0.3
      ),
      { detail: 0.25 }
    )
  ]
}

const wizardHat = ({ palette, random }: Stage, color: Color): Array<Element> => {
  const lean = random.fork("hat").side()
  const cone = blob([
    [-0.66, 0.02],
    [-0.42, -0.6],
    [-0.16 + lean * 0.04, -1.14],
    [lean * 0.3, -1.52],
    [lean * 0.52, -1.48],
    [lean * 0.34 + 0.06, -1.24],
    [0.26, -0.9],
    [0.46, -0.5],
    [0.66, 0.02],
    [0, 0.12]
  ])
  const gold = hex("#f6cf5c")
  return [
    element(
      ellipse(0, 0.03, 1.2, 0.22),
      vertical(-0.2, 0.26, lighten(color, 0.06), lighten(color, -0.06), 0.3)
    ),
    element(cone, across(color, palette.light)),
    element(limb(points([-0.62, -0.12, 0, 0, 0.62, -0.12]), 0.19), across(gold, palette.light), {
      clip: cone,
      detail: 0.1
    }),
    element(
      join(
        star(-0.18, -0.46, 0.13, 5, 0.42),
        star(0.17, -0.74, 0.1, 5, 0.42),
        star(0.3, -0.34, 0.07, 5, 0.42),
        star(-0.03, -1.05, 0.07, 5, 0.42)
      ),
      solid(gold),
      { clip: cone, detail: 0.3 }
    )
  ]
}

const beanie = ({ palette }: Stage, color: Color): Array<Element> => {
  const dome = blob(
    points([
      -0.84, 0.06, -0.8, -0.36, -0.5, -0.76, 0, -0.9, 0.5, -0.76, 0.8, -0.36, 0.84, 0.06, 0, 0.16
    ])
  )
  const ribs: Array<Path> = [-0.52, -0.26, 0, 0.26, 0.52].map((x) =>
    limb(
      [
        [x * 1.25, -0.05],
        [x, -0.5],
        [x * 0.3, -0.86]
      ],
      0.04,
      0.03,
      0.015
    )
  )
  const folds: Array<Path> = Array.from({ length: 13 }, (_, index) =>
    rectangle(-0.86 + index * 0.137, -0.18, 0.05, 0.34, 0.025)
  )
  const cuff = rectangle(-0.92, -0.2, 1.84, 0.38, 0.16)
  return [
    element(
      circle(0, -0.98, 0.25),
      radial(
        [-0.08, -1.06],
        [0.34, 0.34],
        even(palette.paper, blend(palette.paper, palette.contrast, 0.5)),
        0.9
      )
    ),
    element(dome, across(color, palette.light)),
    element(join(...ribs), solid(withAlpha(lighten(color, -0.14), 0.6)), {
      clip: dome,
      detail: 0.4
    }),
    element(cuff, across(blend(color, palette.paper, 0.72), palette.light)),
    element(join(...folds), solid(withAlpha(lighten(color, -0.05), 0.4)), {
      clip: cuff,
      detail: 0.45
    })
  ]
}

const strawHat = ({ palette }: Stage, color: Color): Array<Element> => {
  const dome = blob(
    points([
      -0.66, 0, -0.64, -0.4, -0.42, -0.68, 0, -0.74, 0.42, -0.68, 0.64, -0.4, 0.66, 0, 0, 0.1
    ])
  )
  const weave: Array<Path> = [-0.28, -0.4, -0.52, -0.63].map((y) =>
    limb(
      [
        [-0.62, y - 0.04],
        [0, y + 0.06],
        [0.62, y - 0.04]
      ],
      0.016
    )
  )
  const brim = ellipse(0, 0.02, 1.32, 0.26)
  return [
    element(
      brim,
      linear(
        [-1.2, -0.2],
        [1.2, 0.25],
        even(blend(lighten(color, 0.06), palette.light, 0.3), color, lighten(color, -0.14)),
        0.4
      )
    ),
    element(
      join(ellipse(0, 0.02, 1.14, 0.2), ellipse(0, 0.0, 0.98, 0.16)),
      solid(withAlpha(lighten(color, -0.12), 0.16)),
      { clip: brim, detail: 0.5 }
    ),
    element(dome, across(color, palette.light)),
    element(join(...weave), solid(withAlpha(lighten(color, -0.16), 0.5)), {
      clip: dome,
      detail: 0.5
    }),
    element(
      limb(points([-0.66, -0.13, 0, 0, 0.66, -0.13]), 0.2),
      across(palette.accent, palette.light),
      { clip: dome, detail: 0.1 }
    ),
    element(
      join(...[0, 1, 2, 3, 4].map((index) => leaf(0.5, -0.12, 0.17, 0.13, index / 5))),
      solid(palette.paper),
      { detail: 0.35 }
    ),
    element(circle(0.5, -0.12, 0.05), solid(palette.contrast), { detail: 0.35 })
  ]
}

const partyHat = ({ palette }: Stage, color: Color): Array<Element> => {
  const cone = polygon(
    points([-0.5, 0.04, -0.2, 0.1, 0.2, 0.1, 0.5, 0.04, 0.02, -1.24, -0.02, -1.24])
  )
  const stripes: Array<Path> = [-0.12, -0.44, -0.76].map((y) =>
    limb(
      [
        [-0.7, y + 0.16],
        [0.7, y - 0.16]
      ],
      0.13
    )
  )
  const tufts: Array<Path> = Array.from({ length: 12 }, (_, index) =>
    leaf(0, -1.24, 0.26, 0.09, index / 12)
  )
  return [
    element(cone, across(color, palette.light)),
    element(join(...stripes), across(palette.contrast, palette.light), {
      clip: cone,
      detail: 0.15
    }),
    element(join(...tufts), solid(palette.paper), { detail: 0.2 })
  ]
}

const crown = ({ palette }: Stage, color: Color): Array<Element> => {
  const zigzag: Array<Point> = [[-0.68, 0.06]]
  for (let index = 0; index < 5; index++) {
    const x = -0.78 + index * 0.39
    zigzag.push([x, -0.62 - (index === 2 ? 0.16 : index % 2 === 1 ? 0.06 : 0)])
    if (index < 4) zigzag.push([x + 0.195, -0.26])
  }
  zigzag.push([0.68, 0.06])
  const tips: Array<Path> = zigzag
    .filter(([, y]) => y < -0.5)
    .map(([x, y]) => circle(x, y - 0.05, 0.08))
  const jewels = [-0.4, 0, 0.4].map((x) => ellipse(x, -0.08, 0.08, 0.1))
  return [
    element(polygon(zigzag), across(color, palette.light)),
    element(
      limb(points([-0.66, 0.02, 0, 0.1, 0.66, 0.02]), 0.13),
      across(lighten(color, -0.07), palette.light),
      { detail: 0.2 }
    ),
    element(join(...tips), across(lighten(color, 0.05), palette.light), { detail: 0.2 }),
    element(join(...jewels), solid(palette.accent), { detail: 0.3 })
  ]
}

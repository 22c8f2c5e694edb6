import { blend, hex, lighten, withAlpha } from "../canvas/Color.js"
import { element, type Element } from "../canvas/Element.js"
import { linear, radial, solid, vertical, even } from "../canvas/Paint.js"
import { join, type Path } from "../canvas/Path.js"
import { blob, circle, ellipse, limb, ring, points, both } from "../canvas/Shape.js"
import type { Palette } from "../words/Palette.js"
import type { Species } from "./Species.js"

export const eyes = (species: Species, palette: Palette): Array<Element> => {
  const cat = species.muzzle === "small" && species.ear === "pointed"
  const owl = species.muzzle === "beak"
  const x = owl ? 0.2 : species.muzzle === "long" ? 0.165 : 0.215
  const y = owl ? -0.02 : -0.03
  const radius = owl ? 0.125 : cat ? 0.105 : 0.07
  const iris = both(ellipse(x, y, radius, radius * (cat ? 0.95 : 1)))
  const black = hex("#14121a")
  const elements: Array<Element> = [
    element(
      both(ellipse(x, y, radius * 1.17, radius * (cat ? 1.1 : 1.17))),
      solid(blend(species.dark, black, 0.6)),
      { detail: 0.1 }
    ),
    element(
      iris,
      vertical(y - radius, y + radius, lighten(species.eye, -0.1), lighten(species.eye, 0.1), 0.3),
      { detail: 0.1 }
    ),
    element(
      both(
        cat
          ? ellipse(x, y, radius * 0.36, radius * 0.86)
          : circle(x, y, radius * (owl ? 0.56 : 0.66))
      ),
      solid(black),
      { detail: 0.1 }
    ),
    element(
      join(
        circle(x + 0.03, y - radius * 0.4, radius * 0.24),
        circle(-x + 0.03, y - radius * 0.4, radius * 0.24)
      ),
      solid(palette.paper),
      { detail: 0.35 }
    ),
    element(
      join(
        circle(x - 0.03, y + radius * 0.4, radius * 0.11),
        circle(-x - 0.03, y + radius * 0.4, radius * 0.11)
      ),
      solid(withAlpha(palette.paper, 0.8)),
      { detail: 0.6 }
    )
  ]
  if (cat) {
    const lid = limb(
      [
        [x - radius * 1.25, y + 0.02],
        [x - radius * 0.5, y - radius * 0.85],
        [x + radius * 0.5, y - radius * 0.95],
        [x + radius * 1.4, y - radius * 0.55]
      ],
      0.018,
      0.034,
      0.03,
      0.012
    )
    elements.push(element(both(lid), solid(blend(species.dark, black, 0.6)), { detail: 0.3 }))
  }
  if (species.muzzle === "long" && species.ear === "floppy") {
    elements.push(
      element(
        both(
          limb(
            [
              [x - 0.05, y - 0.15],
              [x + 0.03, y - 0.17],
              [x + 0.09, y - 0.14]
            ],
            0.02,
            0.034,
            0.016
          )
        ),
        solid(withAlpha(species.dark, 0.55)),
        { detail: 0.4 }
      )
    )
  }
  return elements
}

export const muzzle = (species: Species, palette: Palette): Array<Element> => {
  const black = blend(hex("#1c1620"), species.dark, 0.25)
  const line = (path: Path, detail = 0.35): Element =>
    element(path, solid(withAlpha(black, 0.85)), { detail })
  if (species.muzzle === "beak") {
    const beak = blob(points([0, 0.02, 0.085, 0.1, 0.06, 0.2, 0, 0.3, -0.06, 0.2, -0.085, 0.1]))
    return [
      element(beak, linear([-0.08, 0], [0.08, 0.25], even(hex("#ffd98a"), hex("#c9762b")), 0.3))
    ]
  }
  if (species.muzzle === "small") {
    const rose =
      species.ear === "long" || species.coat.lightness > 0.5 ? hex("#e8848a") : hex("#b5666f")
    const pad = both(ellipse(0.095, 0.235, 0.125, 0.1))
    const whiskers = [0, 1, 2].map((index) =>
      limb(
        [
          [0.16, 0.22 + index * 0.025],
          [0.42, 0.16 + index * 0.06],
          [0.72, 0.14 + index * 0.1]
        ],
        0.008,
        0.006,
        0.002
      )
    )
    return [
      element(
        pad,
        radial(
          [0, 0.18],
          [0.26, 0.2],
          even(lighten(species.pale, 0.02), blend(species.pale, species.coat, 0.25)),
          0.3
        ),
        { detail: 0.1 }
      ),
      line(
        join(
          limb(points([0, 0.2, 0, 0.245]), 0.014),
          both(limb(points([0, 0.24, 0.05, 0.285, 0.12, 0.262]), 0.016, 0.016, 0.006))
        )
      ),
      element(
        blob(points([-0.062, 0.125, 0, 0.115, 0.062, 0.125, 0.04, 0.17, 0, 0.2, -0.04, 0.17])),
        vertical(0.11, 0.2, lighten(rose, 0.05), lighten(rose, -0.1), 0.2),
        { detail: 0.1 }
      ),
      element(both(join(...whiskers)), solid(withAlpha(palette.paper, 0.9)), { detail: 0.5 }),
      line(
        both(
          join(circle(0.12, 0.235, 0.008), circle(0.16, 0.25, 0.008), circle(0.12, 0.265, 0.007))
        ),
        0.6
      )
    ]
  }
  const broad = species.muzzle === "broad"
  const width = broad ? 0.24 : 0.19
  const snout = blob([
    [0, 0.02],
    [width * 0.62, 0.09],
    [width, 0.25],
    [width * 0.72, 0.42],
    [0, 0.475],
    [-width * 0.72, 0.42],
    [-width, 0.25],
    [-width * 0.62, 0.09]
  ])
  const tongue = species.ear === "floppy"
  const elements: Array<Element> = []
  if (tongue) {
    elements.push(
      element(
        blob(points([-0.065, 0.36, 0.065, 0.36, 0.075, 0.5, 0, 0.58, -0.075, 0.5])),
        vertical(0.38, 0.58, hex("#c8505c"), hex("#f08a8e"), 0.3),
        { detail: 0.1 }
      ),
      line(limb(points([0, 0.42, 0, 0.52]), 0.01, 0.004), 0.6)
    )
  }
  elements.push(
    element(
      snout,
      radial(
        [0, 0.14],
        [0.36, 0.42],
        [
          [0, lighten(species.pale, 0.02)],
          [0.6, species.pale],
          [1, blend(species.pale, species.coat, 0.5)]
        ],
        0.35
      ),
      { detail: 0.05 }
    ),
    line(
      join(
        limb(points([0, 0.2, 0, 0.32]), 0.016),
        both(limb(points([0, 0.32, 0.07, 0.375, 0.15, 0.34]), 0.018, 0.018, 0.008))
      )
    ),
    element(
      blob(points([-0.105, 0.1, 0, 0.075, 0.105, 0.1, 0.075, 0.185, 0, 0.225, -0.075, 0.185])),
      vertical(0.08, 0.22, lighten(black, 0.16), black, 0.3),
      { detail: 0.05 }
    ),
    element(ellipse(-0.02, 0.11, 0.045, 0.014), solid(withAlpha(palette.paper, 0.55)), {
      detail: 0.5
    }),
    line(
      both(join(circle(0.1, 0.3, 0.009), circle(0.14, 0.32, 0.009), circle(0.12, 0.27, 0.008))),
      0.6
    )
  )
  return elements
}

/** Round spectacles. */
export const glasses = (palette: Palette): Array<Element> => [
  element(
    both(circle(0.21, -0.02, 0.165)),
    linear(
      [-0.2, -0.2],
      [0.2, 0.2],
      even(withAlpha(palette.paper, 0.32), withAlpha(palette.sky[1], 0.12)),
      0.2
    ),
    { detail: 0.3 }
  ),
  element(
    join(
      both(ring(0.21, -0.02, 0.165, 0.026)),
      limb(points([-0.05, -0.04, 0, -0.065, 0.05, -0.04]), 0.024),
      both(limb(points([0.37, -0.05, 0.5, -0.1]), 0.022))
    ),
    solid(palette.ink),
    { detail: 0.1 }
  )
]

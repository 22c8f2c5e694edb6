import { blend, hex, lighten, withAlpha } from "../canvas/Color.js"
import { cosine, sine } from "../canvas/Arithmetic.js"
import { element, type Element } from "../canvas/Element.js"
import { linear, radial, solid, vertical, even } from "../canvas/Paint.js"
import { join, place, type Path } from "../canvas/Path.js"
import type { Random } from "../canvas/Random.js"
import { blob, circle, ellipse, leaf, points, both } from "../canvas/Shape.js"
import type { Palette } from "../words/Palette.js"
import type { Species } from "./Species.js"

/** Both ears, behind the head. */
export const ears = (species: Species, palette: Palette, lit: 1 | -1): Array<Element> => {
  const rose = blend(hex("#f0a39a"), species.dark, 0.22)
  const coat =
    species.ear === "floppy" || species.marks === "patches"
      ? blend(species.coat, species.dark, 0.75)
      : species.coat
  const paint = linear(
    [lit * 0.6, -0.8],
    [-lit * 0.6, 0.2],
    even(blend(lighten(coat, 0.04), palette.light, 0.1), blend(coat, species.dark, 0.45)),
    0.35
  )
  switch (species.ear) {
    case "pointed": {
      const outer = blob(
        points([
          0.07, -0.3, 0.24, -0.52, 0.44, -0.76, 0.5, -0.72, 0.54, -0.4, 0.5, -0.06, 0.3, -0.12
        ])
      )
      const inner = blob(
        points([
          0.22, -0.34, 0.33, -0.52, 0.43, -0.64, 0.46, -0.6, 0.48, -0.4, 0.44, -0.16, 0.32, -0.2
        ])
      )
      return [
        element(both(outer), paint),
        element(both(inner), vertical(-0.66, -0.2, rose, blend(rose, species.dark, 0.5), 0.4), {
          detail: 0.2
        })
      ]
    }
    case "floppy": {
      const outer = blob(
        points([
          0.2, -0.38, 0.4, -0.4, 0.56, -0.24, 0.64, 0.04, 0.6, 0.34, 0.5, 0.42, 0.41, 0.26, 0.36,
          -0.02
        ])
      )
      return [element(both(outer), paint)]
    }
    case "round": {
      return [
        element(both(circle(0.4, -0.35, 0.19)), paint),
        element(
          both(circle(0.41, -0.34, 0.11)),
          solid(blend(species.marks === "patches" ? coat : rose, species.dark, 0.35)),
          { detail: 0.2 }
        )
      ]
    }
    case "long": {
      const outer = blob(
        points([
          0.05, -0.3, 0.07, -0.7, 0.16, -1.08, 0.28, -1.14, 0.36, -0.98, 0.35, -0.64, 0.27, -0.24
        ])
      )
      const inner = blob(
        points([
          0.14, -0.36, 0.15, -0.7, 0.22, -0.99, 0.28, -1.02, 0.3, -0.9, 0.28, -0.62, 0.22, -0.36
        ])
      )
      return [
        element(both(outer), paint),
        element(both(inner), vertical(-1, -0.3, rose, blend(rose, species.coat, 0.5), 0.4), {
          detail: 0.2
        })
      ]
    }
    case "tuft":
      return [
        element(
          both(blob(points([0.16, -0.32, 0.3, -0.5, 0.5, -0.66, 0.52, -0.5, 0.5, -0.16]))),
          paint
        )
      ]
  }
}

/** A wreath of pointed locks around the head. */
export const mane = (species: Species, random: Random): Array<Element> => {
  const layer = (count: number, reach: number, width: number, shift: number): Path =>
    join(
      circle(0, 0.04, reach * 0.72),
      ...Array.from({ length: count }, (_, index) => {
        const turn = (index + shift) / count
        return leaf(
          0.3 * cosine(turn),
          0.06 + 0.3 * sine(turn),
          reach * random.between(0.72, 0.86),
          width,
          turn
        )
      })
    )
  const deep = blend(species.dark, species.coat, 0.2)
  const warm = blend(species.dark, species.coat, 0.55)
  return [
    element(
      layer(22, 0.86, 0.3, 0),
      radial([0, 0], [0.95, 0.95], even(lighten(deep, -0.06), deep), 0.4)
    ),
    element(layer(20, 0.68, 0.26, 0.5), radial([0, 0], [0.8, 0.8], even(deep, warm), 0.4), {
      detail: 0.15
    })
  ]
}

/** Stripes, masks and patches on the face. */
export const coatMarks = (species: Species, outline: Path, random: Random): Array<Element> => {
  const { dark, pale, coat } = species
  const marks = (path: Path, color = dark, opacity = 0.9, detail = 0.2): Element =>
    element(path, solid(withAlpha(color, opacity)), { clip: outline, detail })
  const cheeks = both(
    blob(points([0.02, 0.2, 0.2, 0.06, 0.42, 0.04, 0.66, 0.14, 0.5, 0.4, 0.2, 0.56, 0, 0.56]))
  )
  switch (species.marks) {
    case "stripes":
      return [
        marks(both(ellipse(0.2, 0.36, 0.3, 0.22)), pale, 0.8, 0.1),
        marks(
          join(
            leaf(0, -0.14, 0.36, 0.085, 0.75),
            both(leaf(0.09, -0.19, 0.3, 0.07, 0.79)),
            both(leaf(0.2, -0.25, 0.2, 0.055, 0.82))
          )
        ),
        marks(
          both(
            join(
              leaf(0.6, 0.02, 0.26, 0.07, 0.5),
              leaf(0.6, 0.13, 0.24, 0.065, 0.49),
              leaf(0.57, 0.24, 0.2, 0.055, 0.48)
            )
          )
        )
      ]
    case "mask":
      if (species.muzzle === "long")
        return [marks(cheeks, pale, 1, 0.1), marks(leaf(0, 0.12, 0.46, 0.16, 0.75), dark, 0.25)]
      return [
        element(
          ellipse(0, 0.14, 0.36, 0.32),
          radial(
            [0, 0.14],
            [0.38, 0.34],
            [
              [0, dark],
              [0.6, withAlpha(dark, 0.85)],
              [1, withAlpha(dark, 0)]
            ],
            0.4
          ),
          { clip: outline, detail: 0.1 }
        )
      ]
    case "blaze":
      return [
        marks(
          blob(
            points([
              0, -0.44, 0.06, -0.3, 0.07, -0.08, 0.2, 0.12, 0.27, 0.36, 0, 0.6, -0.27, 0.36, -0.2,
              0.12, -0.07, -0.08, -0.06, -0.3
            ])
          ),
          pale,
          1,
          0.1
        )
      ]
    case "patches": {
      const side = species.muzzle === "broad" ? undefined : random.side()
      const spot = ellipse(0.22, -0.04, 0.155, 0.19, 0.1)
      return [
        marks(
          side === undefined
            ? both(spot)
            : place(blob(points([0.08, -0.1, 0.24, -0.34, 0.44, -0.2, 0.42, 0.1, 0.2, 0.16])), {
                mirror: side === 1
              }),
          dark,
          1,
          0.05
        )
      ]
    }
    case "feathers": {
      const discs = both(ellipse(0.21, 0.0, 0.27, 0.3))
      const flecks: Array<Path> = []
      for (let row = 0; row < 3; row++)
        for (let index = 0; index < 7; index++)
          flecks.push(leaf(-0.24 + index * 0.08, -0.36 + row * 0.07, 0.05, 0.035, 0.25))
      return [
        marks(discs, pale, 1, 0.05),
        marks(join(...flecks), dark, 0.6, 0.4),
        marks(leaf(0, 0.12, 0.5, 0.16, 0.75), blend(coat, dark, 0.5), 1)
      ]
    }
    case "none":
      return species.muzzle === "small" ? [marks(ellipse(0, 0.32, 0.3, 0.2), pale, 0.75, 0.1)] : []
  }
}

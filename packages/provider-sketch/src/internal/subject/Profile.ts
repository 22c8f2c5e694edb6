import { blend, hex, lighten, withAlpha } from "../canvas/Color.js"
import { element, type Element } from "../canvas/Element.js"
import { linear, radial, solid, even } from "../canvas/Paint.js"
import { place } from "../canvas/Path.js"
import { blob, circle, ellipse, leaf, limb, points } from "../canvas/Shape.js"
import type { Stage } from "../Stage.js"
import { type Species } from "./Species.js"
import { antlers, type Build } from "./Build.js"

/** A head in profile about the origin, facing right. */
export const profile = (
  palette: Stage["palette"],
  species: Species,
  kind: Build["kind"]
): Array<Element> => {
  const { coat, pale, dark } = species
  const long = kind === "horse" || kind === "deer"
  const black = hex("#17131b")
  const reach = kind === "cat" ? 0.21 : kind === "horse" ? 0.4 : long ? 0.36 : 0.31
  const skull =
    kind === "horse"
      ? blob(
          points([
            -0.14, 0.02, -0.1, -0.12, 0.02, -0.15, 0.16, -0.1, 0.31, -0.04, 0.4, 0, 0.42, 0.07,
            0.37, 0.125, 0.28, 0.12, 0.16, 0.15, 0.02, 0.19, -0.1, 0.16
          ])
        )
      : blob([
          [-0.13, 0.03],
          [-0.11, -0.1],
          [0, -0.15],
          [0.11, -0.1],
          [reach * 0.66, -0.02],
          [reach, 0.015],
          [reach + 0.005, 0.075],
          [reach * 0.75, 0.115],
          [0.1, 0.13],
          [-0.06, 0.14]
        ])
  const ear =
    species.ear === "floppy" && !long
      ? blob(points([-0.1, -0.11, -0.01, -0.12, 0.0, 0.0, -0.05, 0.13, -0.13, 0.14, -0.16, 0.0]))
      : species.ear === "round" && !long
        ? circle(-0.05, -0.14, 0.06)
        : leaf(-0.045, -0.1, kind === "horse" ? 0.14 : 0.2, long ? 0.085 : 0.13, 0.715)
  const elements: Array<Element> = []
  if (kind === "deer")
    elements.push(element(antlers(), solid(blend(dark, pale, 0.35)), { detail: 0.1 }))
  if (species.ear !== "floppy" || long)
    elements.push(
      element(place(ear, { x: 0.06, y: 0.01 }), solid(blend(coat, dark, 0.55)), { detail: 0.1 })
    )
  elements.push(
    element(
      skull,
      radial(
        [0.02, -0.1],
        [0.42, 0.34],
        even(blend(lighten(coat, 0.05), palette.light, 0.15), coat, blend(coat, dark, 0.3)),
        0.35
      )
    ),
    element(
      ellipse(reach * 0.8, 0.08, reach * 0.62, 0.07, 0.03),
      solid(withAlpha(kind === "horse" ? blend(dark, coat, 0.4) : pale, 0.9)),
      { clip: skull, detail: 0.15 }
    ),
    element(
      ear,
      linear(
        [0, -0.25],
        [-0.1, 0.14],
        even(
          lighten(species.ear === "floppy" && !long ? blend(coat, dark, 0.65) : coat, 0.02),
          blend(coat, dark, 0.8)
        ),
        0.35
      ),
      { detail: 0.05 }
    ),
    element(ellipse(reach - 0.012, 0.022, kind === "cat" ? 0.022 : 0.034, 0.024), solid(black), {
      detail: 0.1
    }),
    element(
      limb(
        [
          [reach * 0.95, 0.08],
          [reach * 0.7, 0.1],
          [reach * 0.45, 0.085]
        ],
        0.01,
        0.01,
        0.005
      ),
      solid(withAlpha(black, 0.8)),
      { detail: 0.4 }
    ),
    element(circle(0.07, -0.045, 0.024), solid(black), { detail: 0.15 }),
    element(circle(0.077, -0.053, 0.008), solid(palette.paper), { detail: 0.5 })
  )
  if (kind === "dog")
    elements.push(
      element(
        blob([
          [reach * 0.55, 0.1],
          [reach * 0.75, 0.1],
          [reach * 0.78, 0.19],
          [reach * 0.64, 0.23],
          [reach * 0.54, 0.18]
        ]),
        solid(hex("#ea7f86")),
        { detail: 0.2 }
      )
    )
  return elements
}

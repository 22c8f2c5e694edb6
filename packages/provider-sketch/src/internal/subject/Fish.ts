import { blend, hex, lighten, withAlpha, type Color } from "../canvas/Color.js"
import { element, placeAll, type Element } from "../canvas/Element.js"
import { linear, solid, vertical, even } from "../canvas/Paint.js"
import { join, type Path } from "../canvas/Path.js"
import { blob, circle, leaf, limb, points } from "../canvas/Shape.js"
import type { Stage } from "../Stage.js"

/** A goldfish with flowing fins, and two companions. */
export const fish = ({
  palette,
  random: root,
  composition,
  frame
}: Stage): ReadonlyArray<Element> => {
  const random = root.fork("fish")
  const coat = composition.coat === undefined ? palette.accent : hex(composition.coat)
  const one = (
    color: Color,
    x: number,
    y: number,
    scale: number,
    mirror: boolean
  ): ReadonlyArray<Element> => {
    const body = blob(
      points([
        0.62, 0, 0.46, -0.2, 0.1, -0.34, -0.3, -0.22, -0.52, -0.04, -0.52, 0.06, -0.3, 0.22, 0.1,
        0.32, 0.46, 0.18
      ])
    )
    const fin = linear(
      [0, -0.6],
      [-0.6, 0.4],
      even(blend(color, palette.light, 0.45), lighten(color, -0.04)),
      0.5
    )
    const tail = join(
      leaf(-0.46, 0, 0.66, 0.3, 0.43),
      leaf(-0.46, 0.02, 0.66, 0.28, 0.57),
      leaf(-0.46, 0.01, 0.44, 0.2, 0.5)
    )
    const scales: Array<Path> = []
    for (let row = 0; row < 4; row++)
      for (let index = 0; index < 5; index++)
        scales.push(circle(-0.36 + index * 0.13 + (row % 2) * 0.065, -0.18 + row * 0.12, 0.036))
    return placeAll(
      [
        element(tail, fin),
        element(blob(points([0.2, -0.3, 0, -0.56, -0.3, -0.5, -0.26, -0.2])), fin, {
          detail: 0.05
        }),
        element(leaf(-0.02, 0.26, 0.34, 0.16, 0.36), fin, { detail: 0.1 }),
        element(
          body,
          vertical(
            -0.34,
            0.34,
            blend(lighten(color, 0.04), palette.light, 0.12),
            blend(lighten(color, 0.08), palette.paper, 0.4),
            0.4
          )
        ),
        element(join(...scales), solid(withAlpha(lighten(color, -0.1), 0.5)), {
          clip: body,
          detail: 0.4
        }),
        element(
          join(
            ...[0.14, -0.22].map((at) =>
              limb(
                [
                  [at, -0.5],
                  [at + 0.05, 0],
                  [at, 0.5]
                ],
                0.09
              )
            )
          ),
          solid(withAlpha(palette.paper, 0.85)),
          { clip: body, detail: 0.15 }
        ),
        element(leaf(0.2, 0.06, 0.3, 0.15, 0.44), fin, { detail: 0.15 }),
        element(circle(0.4, -0.06, 0.065), solid(palette.paper), { detail: 0.1 }),
        element(circle(0.415, -0.06, 0.038), solid(hex("#14121a")), { detail: 0.1 }),
        element(
          limb(points([0.6, 0.05, 0.53, 0.08, 0.48, 0.07]), 0.014, 0.014, 0.004),
          solid(withAlpha(hex("#14121a"), 0.7)),
          { detail: 0.4 }
        )
      ],
      { x, y, scale, mirror }
    )
  }
  const mirror = random.chance(0.5)
  const way = mirror ? -1 : 1
  return [
    ...one(palette.contrast, -way * frame.right * 0.62, -0.38, 0.24, mirror),
    ...one(coat, way * 0.08, random.between(-0.12, 0.02), 0.88 * Math.min(1, frame.right), mirror),
    ...one(palette.contrast, way * frame.right * 0.6, 0.34, 0.3, mirror)
  ]
}

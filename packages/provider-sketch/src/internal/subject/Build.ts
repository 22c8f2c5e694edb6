import { join, type Path, type Point } from "../canvas/Path.js"
import { blob, leaf, limb } from "../canvas/Shape.js"

/** The proportions of a four-legged animal, in units of about its height. */
export interface Build {
  readonly kind: "dog" | "cat" | "fox" | "horse" | "deer"
  /** Length of the legs. */
  readonly leg: number
  /** Thickness of the trunk. */
  readonly girth: number
  /** Thickness of the legs. */
  readonly limb: number
  readonly head: Point
  readonly headSize: number
}

/** The tail that grows from the hip. */
export const tailPath = (kind: Build["kind"], [x, y]: Point): Path => {
  switch (kind) {
    case "dog":
      return limb(
        [
          [x - 0.06, y - 0.04],
          [x - 0.24, y - 0.12],
          [x - 0.36, y - 0.3],
          [x - 0.34, y - 0.42]
        ],
        0.11,
        0.1,
        0.08,
        0.03
      )
    case "cat":
      return limb(
        [
          [x - 0.06, y - 0.02],
          [x - 0.3, y + 0.02],
          [x - 0.46, y - 0.2],
          [x - 0.36, y - 0.44],
          [x - 0.46, y - 0.56]
        ],
        0.09,
        0.08,
        0.075,
        0.07,
        0.04
      )
    case "fox":
      return blob([
        [x, y - 0.07],
        [x - 0.26, y - 0.13],
        [x - 0.52, y - 0.24],
        [x - 0.7, y - 0.23],
        [x - 0.6, y - 0.06],
        [x - 0.34, y + 0.07],
        [x - 0.04, y + 0.06]
      ])
    case "horse":
      return join(
        limb(
          [
            [x - 0.1, y - 0.06],
            [x - 0.34, y - 0.08],
            [x - 0.5, y + 0.1],
            [x - 0.66, y + 0.14]
          ],
          0.09,
          0.16,
          0.13,
          0.01
        ),
        limb(
          [
            [x - 0.1, y - 0.04],
            [x - 0.3, y],
            [x - 0.42, y + 0.18],
            [x - 0.54, y + 0.26]
          ],
          0.08,
          0.13,
          0.1,
          0.01
        )
      )
    case "deer":
      return leaf(x - 0.08, y - 0.04, 0.2, 0.11, 0.58)
  }
}

/** Locks that fly back along the neck. */
export const horseMane = (head: Point, chest: Point): Path =>
  join(
    ...Array.from({ length: 8 }, (_, index) => {
      const share = index / 7
      const x = head[0] - 0.05 + (chest[0] - 0.12 - head[0]) * share
      const y = head[1] - 0.14 + (chest[1] + 0.02 - head[1]) * share
      return limb(
        [
          [x + 0.04, y + 0.02],
          [x - 0.12, y - 0.02],
          [x - 0.25, y + 0.06]
        ],
        0.12,
        0.1,
        0.008
      )
    }),
    leaf(head[0] + 0.02, head[1] - 0.15, 0.17, 0.08, 0.08)
  )

/** Two antlers over a head in profile. */
export const antlers = (): Path => {
  const one = (x: number, lean: number): Path =>
    join(
      limb(
        [
          [x, -0.12],
          [x - 0.08 + lean, -0.34],
          [x - 0.02 + lean, -0.56],
          [x + 0.1 + lean, -0.7]
        ],
        0.034,
        0.03,
        0.024,
        0.008
      ),
      limb(
        [
          [x - 0.05 + lean * 0.7, -0.28],
          [x + 0.08 + lean, -0.36],
          [x + 0.13 + lean, -0.46]
        ],
        0.026,
        0.02,
        0.008
      ),
      limb(
        [
          [x - 0.06 + lean, -0.44],
          [x + 0.07 + lean, -0.5],
          [x + 0.13 + lean, -0.6]
        ],
        0.024,
        0.018,
        0.008
      ),
      limb(
        [
          [x - 0.07 + lean, -0.38],
          [x - 0.18 + lean, -0.48],
          [x - 0.19 + lean, -0.6]
        ],
        0.024,
        0.018,
        0.008
      )
    )
  return join(one(-0.02, -0.04), one(0.05, 0.05))
}

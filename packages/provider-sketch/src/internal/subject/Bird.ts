import { blend, hex, lighten, withAlpha } from "../canvas/Color.js"
import { element, placeAll, type Element } from "../canvas/Element.js"
import { linear, solid, vertical, even } from "../canvas/Paint.js"
import { join, type Path } from "../canvas/Path.js"
import { blob, circle, leaf, limb, points } from "../canvas/Shape.js"
import type { Stage } from "../Stage.js"

/** A round songbird on a twig. */
export const bird = ({
  palette,
  random: root,
  composition,
  frame
}: Stage): ReadonlyArray<Element> => {
  const random = root.fork("bird")
  const coat =
    composition.coat === undefined
      ? random.pick(palette.accent, blend(hex("#2f86c4"), palette.sky[0], 0.3), palette.contrast)
      : hex(composition.coat)
  const pale = blend(palette.paper, palette.contrast, 0.3)
  const side = random.side()
  const bark = blend(hex("#4a3026"), palette.ink, 0.4)
  const green = blend(hex("#4f9d62"), palette.near, 0.35)
  const body = blob(
    points([
      0.4, -0.6, 0.6, -0.5, 0.64, -0.26, 0.56, 0.06, 0.3, 0.36, -0.08, 0.4, -0.36, 0.24, -0.56, 0.1,
      -0.3, -0.04, 0.06, -0.28, 0.2, -0.52
    ])
  )
  const wing = blob(
    points([0.22, -0.16, 0.26, 0.06, 0.02, 0.22, -0.34, 0.26, -0.78, 0.3, -0.5, 0.12, -0.2, -0.06])
  )
  const feathers: Array<Path> = [0, 1, 2].map((index) =>
    limb(
      [
        [0.12 - index * 0.12, 0.06 + index * 0.02],
        [-0.12 - index * 0.12, 0.17 + index * 0.015],
        [-0.42 - index * 0.06, 0.2 + index * 0.03]
      ],
      0.018,
      0.024,
      0.006
    )
  )
  const leaves: Array<Path> = Array.from({ length: 8 }, (_, index) =>
    leaf(-1.3 + index * 0.36, 0.5 + 0.03 * (index % 2), 0.26, 0.1, index % 2 === 0 ? 0.87 : 0.1)
  )
  const parts: Array<Element> = [
    element(
      join(
        limb(points([-1.9, 0.62, -0.8, 0.5, 0.3, 0.49, 1.9, 0.34]), 0.09, 0.075, 0.06, 0.03),
        limb(points([0.7, 0.46, 1, 0.3, 1.24, 0.06]), 0.04, 0.03, 0.01)
      ),
      vertical(0.3, 0.66, lighten(bark, 0.08), bark, 0.4)
    ),
    element(
      join(...leaves, leaf(1.2, 0.1, 0.28, 0.11, 0.84), leaf(1.08, 0.22, 0.25, 0.1, 0.02)),
      linear([-1, 0.2], [1, 0.7], even(lighten(green, 0.06), lighten(green, -0.06)), 0.5),
      { detail: 0.1 }
    ),
    element(
      join(
        limb(points([0.1, 0.34, 0.13, 0.48]), 0.028),
        limb(points([0.24, 0.34, 0.26, 0.47]), 0.028)
      ),
      solid(palette.ink),
      { detail: 0.2 }
    ),
    element(
      limb(points([-0.36, 0.14, -0.7, 0.34, -1.02, 0.56]), 0.14, 0.15, 0.12),
      solid(lighten(coat, -0.14))
    ),
    element(
      body,
      linear(
        [0.2, -0.6],
        [0, 0.4],
        [
          [0, blend(lighten(coat, 0.05), palette.light, 0.18)],
          [0.6, coat],
          [1, lighten(coat, -0.08)]
        ],
        0.4
      )
    ),
    element(
      blob(
        points([
          0.56, -0.36, 0.66, -0.2, 0.56, 0.1, 0.28, 0.42, 0, 0.42, 0.22, 0.16, 0.3, -0.1, 0.4, -0.28
        ])
      ),
      vertical(-0.3, 0.4, pale, blend(pale, palette.accent, 0.45), 0.4),
      { clip: body, detail: 0.1 }
    ),
    element(
      wing,
      linear([0.2, -0.1], [-0.6, 0.3], even(lighten(coat, -0.06), lighten(coat, -0.2)), 0.4)
    ),
    element(join(...feathers), solid(withAlpha(blend(coat, palette.light, 0.45), 0.75)), {
      clip: wing,
      detail: 0.3
    }),
    element(blob(points([0.6, -0.46, 0.82, -0.37, 0.61, -0.32])), solid(hex("#e9a23b"))),
    element(circle(0.47, -0.42, 0.05), solid(hex("#16131a")), { detail: 0.1 }),
    element(circle(0.485, -0.435, 0.017), solid(palette.paper), { detail: 0.4 })
  ]
  return placeAll(parts, {
    x: -side * 0.06,
    y: 0.08,
    scale: 0.74 * Math.min(1, frame.right * 1.1),
    mirror: side === -1
  })
}

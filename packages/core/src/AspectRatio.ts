/**
 * Aspect ratios, written `"W:H"`, and the size that stands for each of them.
 *
 * The sizes hold about one megapixel or less, keep the ratio exactly, and have sides that are
 * multiples of 16, which is what diffusion pipelines ask for. The ratio tables of other programs
 * hold sides such as 682 and 440 that many models refuse.
 */
import * as Schema from "effect/Schema"
import type { ImageSize } from "./ImageSize.js"

const sizes = {
  "1:1": { width: 1024, height: 1024 },
  "5:4": { width: 1040, height: 832 },
  "4:5": { width: 832, height: 1040 },
  "4:3": { width: 1024, height: 768 },
  "3:4": { width: 768, height: 1024 },
  "3:2": { width: 1008, height: 672 },
  "2:3": { width: 672, height: 1008 },
  "16:9": { width: 1024, height: 576 },
  "9:16": { width: 576, height: 1024 },
  "2:1": { width: 1024, height: 512 },
  "1:2": { width: 512, height: 1024 },
  "21:9": { width: 1008, height: 432 },
  "9:21": { width: 432, height: 1008 }
} as const satisfies Record<string, ImageSize>

/** A ratio of the table, for example `"16:9"`. */
export type AspectRatio = keyof typeof sizes

const isAspectRatio = (text: string): text is AspectRatio => Object.hasOwn(sizes, text)

/** Every ratio of the table, widest use first. */
export const all: ReadonlyArray<AspectRatio> = Object.keys(sizes).filter(isAspectRatio)

/** One of the ratios of the table. */
export const AspectRatio: Schema.Schema<AspectRatio> = Schema.Literal(...all).annotations({
  identifier: "AspectRatio",
  message: () => `expected one of ${all.join(", ")}`
})

/** The size in pixels that stands for a ratio: `"1:1"` is 1024×1024. */
export const size = (ratio: AspectRatio): ImageSize => sizes[ratio]

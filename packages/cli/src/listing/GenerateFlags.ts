/** The flags of `easel generate` that a model takes, decided by its capabilities. */
import * as AspectRatio from "@easel/core/AspectRatio"
import * as ImageSize from "@easel/core/ImageSize"
import * as MediaType from "@easel/core/MediaType"
import type { ModelInfo, NumberRange } from "@easel/core/ModelInfo"
import * as Capabilities from "./Capabilities.js"

/** A flag with its argument, and what may stand there. */
export type Flag = readonly [flag: string, legal: string]

const sizes = ({ takes: { size } }: ModelInfo): ReadonlyArray<Flag> => {
  const standard = `default ${ImageSize.format(size.default)}`
  if (size._tag === "SizeList") {
    return [["--width <n> --height <n>", `${ImageSize.describe(size)}, ${standard}`]]
  }
  return [
    ["--width <n>", `${ImageSize.describe(size)}, default ${size.default.width}`],
    ["--height <n>", `the same, default ${size.default.height}`]
  ]
}

const ranged = (flag: string, range: NumberRange | undefined): ReadonlyArray<Flag> =>
  range === undefined ? [] : [[flag, Capabilities.range(range)]]

/** Every flag that works with the model. */
export const flags = (model: ModelInfo): ReadonlyArray<Flag> => [
  ["--model <name>", model.names.join(", ")],
  ...sizes(model),
  ["--aspect-ratio <W:H>", `one of ${AspectRatio.all.join(", ")}`],
  ...(model.takes.negativePrompt
    ? [["--negative-prompt <text>", "what the picture must not show"] as const]
    : []),
  ...ranged("--seed <n>", model.takes.seed),
  ...ranged("--steps <n>", model.takes.steps),
  ...ranged("--guidance-scale <x>", model.takes.guidanceScale),
  ...(model.takes.outputFormats.length > 0
    ? [["--format <name>", model.takes.outputFormats.map(MediaType.extension).join(", ")] as const]
    : []),
  [
    "--count <n>",
    model.takes.count === 1 ? "a job for each" : `${model.takes.count} of them in one job`
  ]
]

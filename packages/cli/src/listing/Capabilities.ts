/** What a model takes and gives, in the words of the listings. */
import * as ImageSize from "@easel/core/ImageSize"
import type { ModelInfo, NumberRange } from "@easel/core/ModelInfo"

/** What a model offers besides the finished picture. */
export const given = ({ gives, takes }: ModelInfo): ReadonlyArray<string> => [
  ...(gives.queue ? ["queue"] : []),
  ...(gives.progress === "None" ? [] : ["progress"]),
  ...(gives.previews ? ["previews"] : []),
  ...(gives.seed ? ["seed"] : []),
  ...(gives.cancel ? ["cancel"] : []),
  ...(takes.images > 0 ? ["edits"] : [])
]

/** The same, a sentence for each. */
export const explained = ({ gives }: ModelInfo): ReadonlyArray<readonly [string, string]> => [
  ["queue", gives.queue ? "its position in the service's queue" : "no"],
  [
    "progress",
    {
      Fraction: "how much is done",
      Activity: "that it is at work, not how far it is",
      None: "no"
    }[gives.progress]
  ],
  ["previews", gives.previews ? "the picture so far" : "no"],
  ["seed", gives.seed ? "the seed really used" : "no"],
  ["cancel", gives.cancel ? "giving up stops the job at the service" : "no, the job runs on there"]
]

/** `"1 to 100, default 50"`. */
export const range = ({ default: standard, maximum, minimum, step }: NumberRange): string =>
  [
    `${minimum} to ${maximum}`,
    ...(step === undefined || step === 1 ? [] : [`in steps of ${step}`]),
    ...(standard === undefined ? [] : [`default ${standard}`])
  ].join(", ")

/** `"sides from 64 to 4096, multiples of 1, default 1024x1024"`. */
export const size = ({ takes }: ModelInfo): string =>
  `${ImageSize.describe(takes.size)}, default ${ImageSize.format(takes.size.default)}`

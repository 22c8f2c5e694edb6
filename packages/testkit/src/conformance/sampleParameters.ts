import * as Effect from "effect/Effect"
import type { ModelInfo, NumberRange } from "@easel/core/ModelInfo"
import { draw } from "../TestPicture.js"
import type { Fields } from "./Run.js"

/** One parameter of a request, with what it needs beside it. */
export interface Sample {
  readonly option: keyof Fields
  readonly taken: boolean
  /** A request without it. */
  readonly without: Fields
  /** The same request with it. */
  readonly with: Fields
}

/** A value of a range other than its default. */
const within = ({ default: usual, maximum, minimum, step = 1 }: NumberRange): number =>
  minimum === usual ? Math.min(maximum, minimum + step) : minimum

const picture = Effect.map(
  draw({ prompt: "", seed: 1, width: 64, height: 64, detail: 1 }),
  ({ bytes }) => bytes
)

/** Every parameter of a request beside prompt, size, model and options. */
export const samples = ({ takes }: ModelInfo): Effect.Effect<ReadonlyArray<Sample>> =>
  Effect.map(picture, (bytes) => {
    // With its seed fixed, two requests differ by the parameter alone.
    const base: Fields = takes.seed === undefined ? {} : { seed: takes.seed.minimum }
    const sample = (
      option: keyof Fields,
      taken: boolean,
      fields: Fields,
      without: Fields = base
    ): Sample => ({ option, taken, without, with: { ...without, ...fields } })
    const edit: Fields = takes.images > 0 ? { ...base, images: [bytes] } : base
    const [format = "image/png"] = takes.outputFormats
    const other = takes.outputFormats[1] ?? format
    const { guidanceScale, seed, steps } = takes
    return [
      sample("negativePrompt", takes.negativePrompt, { negativePrompt: "rain and fog" }),
      sample("seed", seed !== undefined, {
        seed: seed === undefined ? 7 : within({ ...seed, default: seed.minimum })
      }),
      sample("count", takes.count > 1, { count: 2 }),
      sample("steps", steps !== undefined, { steps: steps === undefined ? 7 : within(steps) }),
      sample("guidanceScale", guidanceScale !== undefined, {
        guidanceScale: guidanceScale === undefined ? 7 : within(guidanceScale)
      }),
      sample("images", takes.images > 0, { images: [bytes] }),
      sample("mask", takes.mask, { mask: bytes }, edit),
      sample("strength", takes.strength, { strength: 0.4 }, edit),
      sample(
        "outputFormat",
        takes.outputFormats.length > 0,
        { outputFormat: other },
        {
          ...base,
          outputFormat: takes.outputFormats.length > 0 ? format : undefined
        }
      )
    ]
  })

/**
 * The models of fal that Easel knows. Names, inputs and defaults are fal's own; the bounds of sides
 * and numbers are those of the models, kept where fal publishes none.
 */
import { ModelInfo, type NumberRange, type Takes } from "@easel/core/ModelInfo"

const model = (
  name: string,
  alias: string,
  label: string,
  [minimum, maximum, multiple]: readonly [number, number, number],
  takes: Partial<Takes>
): ModelInfo =>
  new ModelInfo({
    provider: "fal",
    name,
    label,
    aliases: [alias],
    working: true,
    supportsStream: false,
    supportsSystemMessage: false,
    supportsMessageHistory: false,
    takes: {
      size: {
        _tag: "SizeRange",
        default: { width: 1024, height: 768 },
        minimum,
        maximum,
        multiple
      },
      negativePrompt: false,
      seed: { minimum: 0, maximum: 2 ** 32 - 1, step: 1 },
      count: 4,
      images: 0,
      mask: false,
      strength: false,
      outputFormats: ["image/jpeg", "image/png"],
      ...takes
    },
    gives: {
      queue: true,
      // Steps are counted in the logs, and only of models that have steps.
      progress: takes.steps === undefined ? "Activity" : "Fraction",
      previews: false,
      seed: true,
      cancel: true,
      attach: true
    }
  })

const steps = (minimum: number, maximum: number, usual: number): NumberRange => ({
  minimum,
  maximum,
  step: 1,
  default: usual
})

const guidance = (minimum: number, usual: number): NumberRange => ({
  minimum,
  maximum: 20,
  step: 0.1,
  default: usual
})

/** The first is the default. One that takes pictures edits them at `/edit` below its name. */
export const models: readonly [ModelInfo, ...ReadonlyArray<ModelInfo>] = [
  model("fal-ai/flux/schnell", "flux-schnell", "FLUX.1 schnell", [256, 1536, 16], {
    steps: steps(1, 12, 4),
    guidanceScale: guidance(1, 3.5)
  }),
  model("fal-ai/flux/dev", "flux-dev", "FLUX.1 dev", [256, 1536, 16], {
    steps: steps(1, 50, 28),
    guidanceScale: guidance(1, 3.5)
  }),
  model("fal-ai/flux-pro/v1.1", "flux-pro-1.1", "FLUX1.1 pro", [256, 1440, 32], {}),
  model("fal-ai/flux-2", "flux-2", "FLUX.2 dev", [512, 2048, 16], {
    steps: steps(4, 50, 28),
    guidanceScale: guidance(0, 2.5),
    images: 4,
    outputFormats: ["image/jpeg", "image/png", "image/webp"]
  }),
  model("fal-ai/qwen-image", "qwen-image", "Qwen-Image", [256, 2048, 16], {
    steps: steps(2, 250, 30),
    guidanceScale: guidance(0, 2.5),
    negativePrompt: true
  })
]

import { ModelInfo, type NumberRange, type Takes } from "@easel/core/ModelInfo"

const model = (
  name: string,
  aliases: ReadonlyArray<string>,
  label: string,
  [minimum, maximum, multiple]: readonly [number, number, number],
  takes: Partial<Takes>
): ModelInfo =>
  new ModelInfo({
    provider: "huggingface",
    name,
    label,
    aliases,
    working: true,
    supportsStream: false,
    supportsSystemMessage: false,
    supportsMessageHistory: false,
    takes: {
      size: {
        _tag: "SizeRange",
        default: { width: 1024, height: 1024 },
        minimum,
        maximum,
        multiple
      },
      negativePrompt: false,
      seed: { minimum: 0, maximum: 2 ** 32 - 1, step: 1 },
      count: 1,
      images: 0,
      mask: false,
      strength: false,
      outputFormats: [],
      ...takes
    },
    // A queue is what a model waits in that is loaded, or a provider's own.
    gives: { queue: true, progress: "None", previews: false, seed: true, cancel: false }
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

/** The first is the default. Bounds are those of the models; the hub publishes none. */
export const models: readonly [ModelInfo, ...ReadonlyArray<ModelInfo>] = [
  model("black-forest-labs/FLUX.1-schnell", ["FLUX.1-schnell"], "FLUX.1 schnell", [256, 1536, 16], {
    steps: steps(1, 12, 4)
  }),
  model("black-forest-labs/FLUX.1-dev", ["FLUX.1-dev"], "FLUX.1 dev", [256, 1536, 16], {
    steps: steps(1, 50, 28),
    guidanceScale: guidance(1, 3.5)
  }),
  // Without an alias: fal has a `qwen-image`.
  model("Qwen/Qwen-Image", [], "Qwen-Image", [256, 2048, 16], {
    steps: steps(2, 100, 30),
    negativePrompt: true
  }),
  model(
    "stabilityai/stable-diffusion-xl-base-1.0",
    ["sdxl-base-1.0"],
    "Stable Diffusion XL",
    [512, 1536, 8],
    { steps: steps(1, 100, 30), guidanceScale: guidance(0, 7.5), negativePrompt: true }
  )
]

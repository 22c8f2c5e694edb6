import { ModelInfo, type NumberRange } from "@easel/core/ModelInfo"

interface Facts {
  readonly label: string
  readonly alias: string
  readonly size: { readonly minimum: number; readonly maximum: number; readonly multiple: number }
  readonly steps: NumberRange
  readonly guidanceScale?: NumberRange
  readonly negativePrompt: boolean
}

const model = (name: string, { alias, label, size, ...takes }: Facts): ModelInfo =>
  new ModelInfo({
    provider: "huggingface",
    name,
    label,
    aliases: [alias],
    working: true,
    supportsStream: false,
    supportsSystemMessage: false,
    supportsMessageHistory: false,
    takes: {
      ...takes,
      size: { _tag: "SizeRange", default: { width: 1024, height: 1024 }, ...size },
      seed: { minimum: 0, maximum: 2 ** 32 - 1, step: 1 },
      count: 1,
      images: 0,
      mask: false,
      strength: false,
      outputFormats: []
    },
    // A queue is what a model waits in that is loaded, or a provider's own.
    gives: { queue: true, progress: "None", previews: false, seed: true, cancel: false }
  })

const flux = { minimum: 256, maximum: 1536, multiple: 16 }

/** The first is the default. Bounds are those of the models; the hub publishes none. */
export const models: readonly [ModelInfo, ...ReadonlyArray<ModelInfo>] = [
  model("black-forest-labs/FLUX.1-schnell", {
    label: "FLUX.1 schnell",
    alias: "FLUX.1-schnell",
    size: flux,
    steps: { minimum: 1, maximum: 12, step: 1, default: 4 },
    negativePrompt: false
  }),
  model("black-forest-labs/FLUX.1-dev", {
    label: "FLUX.1 dev",
    alias: "FLUX.1-dev",
    size: flux,
    steps: { minimum: 1, maximum: 50, step: 1, default: 28 },
    guidanceScale: { minimum: 1, maximum: 20, step: 0.1, default: 3.5 },
    negativePrompt: false
  }),
  model("Qwen/Qwen-Image", {
    label: "Qwen-Image",
    alias: "Qwen-Image",
    size: { minimum: 256, maximum: 2048, multiple: 16 },
    steps: { minimum: 2, maximum: 100, step: 1, default: 30 },
    negativePrompt: true
  }),
  model("stabilityai/stable-diffusion-xl-base-1.0", {
    label: "Stable Diffusion XL",
    alias: "sdxl-base-1.0",
    size: { minimum: 512, maximum: 1536, multiple: 8 },
    steps: { minimum: 1, maximum: 100, step: 1, default: 30 },
    guidanceScale: { minimum: 0, maximum: 20, step: 0.1, default: 7.5 },
    negativePrompt: true
  })
]

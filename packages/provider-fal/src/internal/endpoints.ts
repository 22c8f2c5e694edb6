/**
 * The endpoints of fal that Easel knows, with what each takes. Names and defaults are fal's own; the
 * bounds of sides and numbers are those of the models, kept where fal publishes none.
 */
import { ModelInfo, type NumberRange } from "@easel/core/ModelInfo"

/** One model at fal. */
export interface Endpoint {
  readonly info: ModelInfo
  /** Where a request with pictures goes, when the model edits. */
  readonly edits?: string | undefined
}

interface Facts {
  readonly label: string
  readonly alias: string
  /** Sides in pixels. */
  readonly size: { readonly minimum: number; readonly maximum: number; readonly multiple: number }
  readonly steps?: NumberRange
  readonly guidanceScale?: NumberRange
  readonly negativePrompt?: boolean
  readonly webp?: boolean
  readonly edits?: string
  /** The most pictures that go in. */
  readonly images?: number
}

const endpoint = (name: string, facts: Facts): Endpoint => ({
  edits: facts.edits,
  info: new ModelInfo({
    provider: "fal",
    name,
    label: facts.label,
    aliases: [facts.alias],
    working: true,
    supportsStream: false,
    supportsSystemMessage: false,
    supportsMessageHistory: false,
    takes: {
      size: { _tag: "SizeRange", default: { width: 1024, height: 768 }, ...facts.size },
      negativePrompt: facts.negativePrompt ?? false,
      seed: { minimum: 0, maximum: 2 ** 32 - 1, step: 1 },
      steps: facts.steps,
      guidanceScale: facts.guidanceScale,
      count: 4,
      images: facts.images ?? 0,
      mask: false,
      strength: false,
      outputFormats: ["image/jpeg", "image/png", ...(facts.webp ? ["image/webp" as const] : [])]
    },
    gives: {
      queue: true,
      // Steps are counted in the logs, and only of models that have steps.
      progress: facts.steps === undefined ? "Activity" : "Fraction",
      previews: false,
      seed: true,
      cancel: true
    }
  })
})

const range = (minimum: number, maximum: number, usual: number, step = 1): NumberRange => ({
  minimum,
  maximum,
  step,
  default: usual
})

const flux = { minimum: 256, maximum: 1536, multiple: 16 }

/** The first is the default. */
export const endpoints: readonly [Endpoint, ...ReadonlyArray<Endpoint>] = [
  endpoint("fal-ai/flux/schnell", {
    label: "FLUX.1 schnell",
    alias: "flux-schnell",
    size: flux,
    steps: range(1, 12, 4),
    guidanceScale: range(1, 20, 3.5, 0.1)
  }),
  endpoint("fal-ai/flux/dev", {
    label: "FLUX.1 dev",
    alias: "flux-dev",
    size: flux,
    steps: range(1, 50, 28),
    guidanceScale: range(1, 20, 3.5, 0.1)
  }),
  endpoint("fal-ai/flux-pro/v1.1", {
    label: "FLUX1.1 pro",
    alias: "flux-pro-1.1",
    size: { minimum: 256, maximum: 1440, multiple: 32 }
  }),
  endpoint("fal-ai/flux-2", {
    label: "FLUX.2 dev",
    alias: "flux-2",
    size: { minimum: 512, maximum: 2048, multiple: 16 },
    steps: range(4, 50, 28),
    guidanceScale: range(0, 20, 2.5, 0.1),
    webp: true,
    edits: "fal-ai/flux-2/edit",
    images: 4
  }),
  endpoint("fal-ai/qwen-image", {
    label: "Qwen-Image",
    alias: "qwen-image",
    size: { minimum: 256, maximum: 2048, multiple: 16 },
    steps: range(2, 250, 30),
    guidanceScale: range(0, 20, 2.5, 0.1),
    negativePrompt: true
  })
]

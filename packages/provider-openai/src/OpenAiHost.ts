/** What the hosts of the OpenAI Images API do in their own way, as data. */
import type { Gives, Takes } from "@easel/core/ModelInfo"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"

/** What a request may say that OpenAI has no field for. */
export type Extras = Pick<
  ResolvedRequest,
  "negativePrompt" | "seed" | "steps" | "guidanceScale" | "strength" | "width" | "height"
>

export interface OpenAiHost {
  /** For people. */
  readonly label: string
  /** What its models take, where nothing else is known of them. */
  readonly takes: Takes
  /** True: `stream: true` is answered by events with previews. */
  readonly streams: boolean
  /** Fields of the body beside it. */
  readonly streamFields?: Readonly<Record<string, unknown>>
  /** What its streams tell beside previews. Default: nothing. */
  readonly gives?: Pick<Gives, "queue" | "progress">
  /**
   * Its streams may begin before a service has taken the job, and their errors say whether it has.
   * Otherwise a stream is the answer of a host that has taken it.
   */
  readonly tellsJobs?: boolean
  /** Its answers name the seed; otherwise one is chosen here where it takes one. */
  readonly tellsSeed?: boolean
  /** The `response_format` that gets the picture itself; missing: it is not sent. */
  readonly responseFormat?: "b64_json" | "base64" | "url"
  /** Fields of the body beside model, prompt and n. */
  readonly fields: (extras: Extras) => Readonly<Record<string, unknown>>
  /** The prompt, where it carries more than itself. */
  readonly prompt?: (prompt: string, extras: Extras) => string
  /** The most that width times height may be. */
  readonly maximumPixels?: number
  /** The most that the longer side may be of the shorter one. */
  readonly maximumRatio?: number
}

const square = (side: number) => ({ width: side, height: side })

/** Where a host says nothing of sizes, the bounds are Easel's own. */
const anySize = {
  _tag: "SizeRange",
  default: square(1024),
  minimum: 64,
  maximum: 4096,
  multiple: 8
} as const

const seeds = { minimum: 0, maximum: 2 ** 31 - 1, step: 1 }

const nothing: Takes = {
  size: anySize,
  negativePrompt: false,
  count: 10,
  images: 0,
  mask: false,
  strength: false,
  outputFormats: []
}

const diffusion: Takes = {
  ...nothing,
  negativePrompt: true,
  seed: seeds,
  steps: { minimum: 1, maximum: 200, step: 1 },
  guidanceScale: { minimum: 0, maximum: 20 },
  images: 16,
  outputFormats: ["image/png", "image/jpeg", "image/webp"]
}

const size = ({ height, width }: Extras) => ({ size: `${width}x${height}` })

const diffusionFields = (extras: Extras) => ({
  ...size(extras),
  negative_prompt: extras.negativePrompt,
  seed: extras.seed,
  num_inference_steps: extras.steps,
  guidance_scale: extras.guidanceScale
})

/** OpenAI itself, and gateways that pass on what it takes. */
export const openai: OpenAiHost = {
  label: "OpenAI",
  takes: {
    ...nothing,
    size: { _tag: "SizeRange", default: square(1024), minimum: 256, maximum: 3840, multiple: 16 },
    images: 16,
    mask: true,
    outputFormats: ["image/png", "image/jpeg", "image/webp"]
  },
  streams: true,
  fields: size,
  maximumPixels: 3840 * 2160,
  maximumRatio: 3
}

/** Any host, with what all of them know: model, prompt, n and size. */
export const plain: OpenAiHost = { label: "Plain", takes: nothing, streams: false, fields: size }

/** LocalAI: what must not be seen stands behind a bar in the prompt. */
export const localai: OpenAiHost = {
  label: "LocalAI",
  takes: { ...nothing, negativePrompt: true, steps: { minimum: 1, maximum: 200, step: 1 } },
  streams: false,
  responseFormat: "b64_json",
  fields: (extras) => ({ ...size(extras), step: extras.steps }),
  prompt: (prompt, { negativePrompt }) =>
    negativePrompt === undefined ? prompt : `${prompt}|${negativePrompt}`
}

/** vLLM-Omni, which answers base64 and knows no other `response_format`. */
export const vllmOmni: OpenAiHost = {
  label: "vLLM-Omni",
  takes: diffusion,
  streams: false,
  fields: diffusionFields
}

/** SGLang Diffusion, which answers addresses unless it is told otherwise. */
export const sglang: OpenAiHost = { ...vllmOmni, label: "SGLang", responseFormat: "b64_json" }

/** The server of stable-diffusion.cpp: what OpenAI has no field for is JSON inside the prompt. */
export const stableDiffusionCpp: OpenAiHost = {
  label: "stable-diffusion.cpp",
  takes: { ...diffusion, size: { ...anySize, default: square(512) }, mask: true, strength: true },
  streams: false,
  fields: size,
  prompt: (prompt, { guidanceScale, negativePrompt, seed, steps, strength }) => {
    const guidance = guidanceScale === undefined ? undefined : { txt_cfg: guidanceScale }
    const sample_params = { sample_steps: steps, guidance }
    const own = { negative_prompt: negativePrompt, seed, strength, sample_params }
    return `${prompt} <sd_cpp_extra_args>${JSON.stringify(own)}</sd_cpp_extra_args>`
  }
}

/** Together, whose word for base64 is its own. */
export const together: OpenAiHost = {
  label: "Together",
  takes: {
    ...nothing,
    negativePrompt: true,
    seed: seeds,
    steps: { minimum: 1, maximum: 100, step: 1 },
    count: 4
  },
  streams: false,
  responseFormat: "base64",
  fields: ({ height, negativePrompt, seed, steps, width }) => ({
    width,
    height,
    negative_prompt: negativePrompt,
    seed,
    steps
  })
}

/** Easel's own gateway: seeds, queue and progress as well. Its models take what they take. */
export const easel: OpenAiHost = {
  label: "Easel",
  takes: {
    ...diffusion,
    steps: { minimum: 1, maximum: 1000, step: 1 },
    mask: true,
    strength: true
  },
  streams: true,
  streamFields: { stream_events: true },
  gives: { queue: true, progress: "Fraction" },
  tellsJobs: true,
  tellsSeed: true,
  fields: (extras) => ({ ...diffusionFields(extras), strength: extras.strength })
}

/** The hosts by the name that `EASEL_OPENAI_HOST` knows them by. */
export const hosts = {
  openai,
  plain,
  localai,
  "vllm-omni": vllmOmni,
  sglang,
  "stable-diffusion.cpp": stableDiffusionCpp,
  together,
  easel
} satisfies Readonly<Record<string, OpenAiHost>>

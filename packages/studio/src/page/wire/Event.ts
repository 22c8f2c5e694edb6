/** What the gateway says while a picture is made. */
import * as v from "valibot"
import { Failure } from "./Failure.js"

const number = v.optional(v.number())

const Image = v.object({
  source: v.variant("_tag", [
    v.object({ _tag: v.literal("Url"), url: v.string() }),
    v.object({ _tag: v.literal("Bytes"), bytes: v.string() }),
    v.object({ _tag: v.literal("Base64"), base64: v.string() }),
    v.object({ _tag: v.literal("DataUrl"), dataUrl: v.string() })
  ]),
  mediaType: v.optional(v.string()),
  seed: number
})
export type Image = v.InferOutput<typeof Image>

export const Receipt = v.object({
  provider: v.string(),
  providerVersion: v.string(),
  model: v.string(),
  prompt: v.string(),
  parameters: v.object({
    negativePrompt: v.optional(v.string()),
    width: v.number(),
    height: v.number(),
    count: v.number(),
    steps: number,
    guidanceScale: number,
    strength: number,
    images: number,
    outputFormat: v.optional(v.string()),
    providerOptions: v.optional(v.record(v.string(), v.unknown()))
  }),
  seed: v.union([v.number(), v.literal("unknown")]),
  jobId: v.optional(v.string()),
  timings: v.object({
    submitted: v.string(),
    started: v.optional(v.string()),
    firstPreview: v.optional(v.string()),
    finished: v.string()
  }),
  attempt: v.number(),
  cost: v.optional(v.object({ amount: v.number(), currency: v.string() })),
  note: v.optional(v.string())
})
export type Receipt = v.InferOutput<typeof Receipt>

const Queued = v.object({
  _tag: v.literal("Queued"),
  position: number,
  size: number,
  eta: number
})

const Progress = v.object({
  _tag: v.literal("Progress"),
  fraction: number,
  step: number,
  total: number,
  unit: v.optional(v.string()),
  message: v.optional(v.string()),
  eta: number
})

const ImageResponse = v.object({
  _tag: v.literal("ImageResponse"),
  images: v.array(Image),
  receipt: Receipt
})
export type ImageResponse = v.InferOutput<typeof ImageResponse>

export const Event = v.variant("_tag", [
  v.object({ _tag: v.literal("GenerationCreated"), id: v.string() }),
  Queued,
  Progress,
  v.object({ _tag: v.literal("ImagePreview"), index: v.number(), image: Image }),
  v.object({ _tag: v.literal("Warning"), code: v.string(), message: v.string() }),
  v.object({ _tag: v.literal("Restarted"), from: v.string(), to: v.string(), cause: Failure }),
  ImageResponse,
  v.object({ _tag: v.literal("GenerationFailed"), error: Failure }),
  v.object({ _tag: v.literal("GenerationCancelled") })
])
export type Event = v.InferOutput<typeof Event>

/** The kinds of events that are known here. */
export const kinds: ReadonlySet<string> = new Set(
  Event.options.map(({ entries }) => entries._tag.literal)
)

/** Where a generation stands, as `GET /api/generations` lists them. */
export const Summaries = v.array(
  v.object({
    id: v.string(),
    createdAt: v.string(),
    provider: v.string(),
    model: v.string(),
    prompt: v.string()
  })
)
export type Summaries = v.InferOutput<typeof Summaries>

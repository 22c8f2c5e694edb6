/** What can go wrong at Hugging Face, one name for each. */
import type { FakeReply } from "@easel/core/Fake"

/** A picture as the stand-in has drawn it. */
export type Bytes = Uint8Array

/** What a fault changes; what it leaves out goes well. */
export interface Behaviour {
  readonly about: string
  /** What the hub says about the providers of a model. */
  readonly mapping?: unknown
  /** Answers a call for a picture instead of the stand-in; counts the calls from 1. */
  readonly call?: (count: number) => FakeReply | undefined
  /** Answers with the picture in another way. */
  readonly picture?: (bytes: Bytes, base64: string) => FakeReply
  /** The status of every job. */
  readonly status?: string
  /** Why every job in fal's queue fails. */
  readonly error?: string
  /** Answers the question for what a job in fal's queue made instead of the stand-in. */
  readonly result?: FakeReply
  /** For each picture of fal, whether it is blacked out. */
  readonly hidden?: ReadonlyArray<boolean>
}

export const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {}
): FakeReply => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body)
})

const loading = (seconds: number): FakeReply =>
  json(503, { error: "The model is currently loading", estimated_time: seconds })

const always = (reply: FakeReply) => () => reply

const entry = (provider: string, providerId: string, status = "live") => ({
  provider,
  providerId,
  status,
  task: "text-to-image"
})

/** Every provider serves every model; the first ones can't be used. */
export const mapping = (model: string): ReadonlyArray<unknown> => [
  entry("wavespeed", "wavespeed-ai/another-name"),
  entry("fal-ai", "fal-ai/broken", "error"),
  { ...entry("together", model), task: "conversational" },
  entry("hf-inference", model),
  entry("together", model),
  entry("fal-ai", "fal-ai/flux/schnell")
]

export const behaviours = {
  loading: {
    about: "The model is loaded first",
    call: (count) => (count < 3 ? loading(count === 1 ? 20.5 : 4) : undefined)
  },
  "never-loaded": { about: "The model is loaded for ever", call: always(loading(20)) },
  "no-credits": {
    about: "The month's credits are used up",
    call: always(
      json(402, {
        error: "You have depleted your monthly included credits. Purchase pre-paid credits."
      })
    )
  },
  "no-credits-429": {
    about: "A provider that answers 429 when the credit is used up",
    call: always(json(429, { error: { message: "Insufficient credit", code: 429 } }))
  },
  "rate-limited": {
    about: "Too many requests, come back in a minute",
    call: always(json(429, { error: "Rate limit reached" }, { "retry-after": "60" }))
  },
  "bad-token": {
    about: "The token is not good",
    call: always(json(401, { error: "Invalid username or password." }))
  },
  "no-permission": {
    about: "The token may not call providers",
    call: always(
      json(403, {
        error:
          "This authentication method does not have sufficient permissions to call Inference Providers"
      })
    )
  },
  "not-served": {
    about: "The provider does not serve the model",
    call: always(json(400, { error: "Model not supported by provider hf-inference" }))
  },
  "error-list": {
    about: "An error whose text is a list",
    call: always(json(400, { error: ["Error in `parameters.width`: too large"], warnings: [] }))
  },
  "error-detail": {
    about: "An error as FastAPI writes them",
    call: always(json(422, { detail: [{ loc: ["body", "seed"], msg: "too large", type: "int" }] }))
  },
  "nobody-serves": { about: "The hub knows no provider of the model", mapping: [] },
  "others-serve": {
    about: "The hub knows only providers whose wires Easel does not speak",
    mapping: [entry("wavespeed", "a"), entry("zai-org", "b")]
  },
  "mapping-by-name": {
    about: "The hub names the providers as it did before",
    mapping: { together: { providerId: "x", status: "live", task: "text-to-image" } }
  },
  "no-mapping": { about: "The hub says nothing about providers", mapping: null },
  "picture-in-json": {
    about: "The picture comes in base64 inside JSON",
    picture: (_, base64) => json(200, { data: [{ b64_json: base64 }] })
  },
  "lying-type": {
    about: "The picture says that it is JSON",
    picture: (bytes) => ({
      status: 200,
      headers: { "content-type": "application/json" },
      body: bytes
    })
  },
  "picture-cut": {
    about: "The picture ends in its middle",
    picture: (bytes) => ({
      status: 200,
      headers: { "content-type": "image/png" },
      body: bytes.subarray(0, bytes.length / 2)
    })
  },
  "no-picture": { about: "JSON without a picture", picture: () => json(200, { data: [] }) },
  "blacked-out": { about: "fal's safety checker has blacked the picture out", hidden: [true] },
  "one-blacked-out": {
    about: "fal's safety checker has blacked the first of two pictures out",
    hidden: [true, false]
  },
  "job-failed": {
    about: "The machine of fal that makes the picture fails",
    error: "Internal server error",
    result: json(500, { detail: "The runner ran out of memory" })
  },
  "job-failed-silently": {
    about: "The machine of fal that makes the picture fails, and there is no result",
    error: "Internal server error",
    result: json(200, { detail: null })
  },
  "endless-queue": { about: "The job waits for ever", status: "IN_QUEUE" }
} satisfies Readonly<Record<string, Behaviour>>

/** The behaviour of a name; the good one for every other name. */
export const behaviourOf = (name: string | undefined): Behaviour =>
  Object.entries<Behaviour>(behaviours).find(([fault]) => fault === name)?.[1] ?? { about: "" }

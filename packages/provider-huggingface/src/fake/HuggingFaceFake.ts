/**
 * A stand-in for the hub and the router of Hugging Face: says who serves a model, and makes pictures
 * as `hf-inference`, Together and fal do. It reads requests strictly.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as Schema from "effect/Schema"
import type { FakeOptions, FakeReply, FakeRequest, FakeService } from "@easel/core/Fake"
import { models } from "../internal/models.js"
import { behaviourOf, behaviours, json, mapping } from "./faults.js"

/** Faults of this wire by name. */
export const faults: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(behaviours).map(([name, { about }]) => [name, about])
)

/** The variables that point Easel at the stand-in. */
export const environment = (baseUrl: string): Readonly<Record<string, string>> => ({
  EASEL_HUGGINGFACE_BASE_URL: baseUrl,
  EASEL_HUGGINGFACE_HUB_URL: baseUrl,
  EASEL_HUGGINGFACE_POLL_INTERVAL: "200 millis"
})

const side = Schema.Int.pipe(Schema.between(64, 4096))

const shared = {
  negative_prompt: Schema.optional(Schema.String),
  guidance_scale: Schema.optional(Schema.Number),
  seed: Schema.NonNegativeInt
}

const HfInference = Schema.Struct({
  inputs: Schema.NonEmptyString,
  parameters: Schema.Struct({
    ...shared,
    width: side,
    height: side,
    num_inference_steps: Schema.optional(Schema.Int)
  })
})

const Together = Schema.Struct({
  ...shared,
  model: Schema.NonEmptyString,
  prompt: Schema.NonEmptyString,
  width: side,
  height: side,
  steps: Schema.optional(Schema.Int),
  n: Schema.Literal(1),
  response_format: Schema.Literal("base64", "url")
})

const Fal = Schema.Struct({
  ...shared,
  prompt: Schema.NonEmptyString,
  image_size: Schema.Struct({ width: side, height: side }),
  num_inference_steps: Schema.optional(Schema.Int)
})

/** What a picture is drawn from. */
interface Wish {
  readonly prompt: string
  readonly seed: number
  readonly width: number
  readonly height: number
}

interface Job {
  readonly wish: Wish
  readonly startedAt: number
  asked: number
}

/** The body by its schema, or the reply that says what is wrong with it. */
const read = <A, I>(
  { text }: FakeRequest,
  schema: Schema.Schema<A, I>,
  use: (body: A) => Effect.Effect<FakeReply>
): Effect.Effect<FakeReply> =>
  Effect.matchEffect(
    Schema.decodeUnknown(Schema.parseJson(schema), { onExcessProperty: "error" })(text),
    {
      onFailure: ({ message }) => Effect.succeed(json(422, { error: message })),
      onSuccess: use
    }
  )

const notFound = json(404, { error: "Not Found" })

const hasToken = ({ headers }: FakeRequest): boolean => headers.authorization !== undefined

/** A stand-in whose jobs are forgotten with it. */
export const make = (options: FakeOptions): Effect.Effect<FakeService> =>
  Effect.sync(() => {
    const behaviour = behaviourOf(options.fault)
    const latency = Duration.toMillis(options.latency)
    const jobs = new Map<string, Job>()
    let calls = 0

    const page = (name: string, request: FakeRequest) => {
      if (hasToken(request)) return json(400, { error: "The hub needs no token for this" })
      if (!models.some((model) => model.name === name)) return notFound
      const { mapping: other } = behaviour
      return json(200, {
        id: name,
        inferenceProviderMapping: other === undefined ? mapping(name) : other
      })
    }

    const draw = (wish: Wish) => options.draw({ ...wish, detail: 1 })

    const hfInference = (request: FakeRequest) =>
      read(request, HfInference, ({ inputs, parameters }) =>
        Effect.gen(function* () {
          const refused = behaviour.call?.(++calls)
          if (refused !== undefined) return refused
          const { bytes, mediaType } = yield* draw({ prompt: inputs, ...parameters })
          yield* Effect.sleep(latency)
          return (
            behaviour.picture?.(bytes, Encoding.encodeBase64(bytes)) ?? {
              status: 200,
              headers: { "content-type": mediaType },
              body: bytes
            }
          )
        })
      )

    const together = (request: FakeRequest) =>
      read(request, Together, (wish) =>
        Effect.gen(function* () {
          const refused = behaviour.call?.(++calls)
          if (refused !== undefined) return refused
          const { bytes } = yield* draw(wish)
          yield* Effect.sleep(latency)
          return json(200, { data: [{ index: 0, b64_json: Encoding.encodeBase64(bytes) }] })
        })
      )

    const submit = (request: FakeRequest) =>
      read(request, Fal, ({ image_size, prompt, seed }) =>
        Effect.map(Clock.currentTimeMillis, (startedAt) => {
          const refused = behaviour.call?.(++calls)
          if (refused !== undefined) return refused
          const id = `request-${jobs.size + 1}`
          jobs.set(id, { wish: { prompt, seed, ...image_size }, startedAt, asked: 0 })
          const address = `https://queue.fal.run/fal-ai/flux/requests/${id}`
          return json(200, { request_id: id, status: "IN_QUEUE", response_url: address })
        })
      )

    const status = (job: Job) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        if (++job.asked === 1 || behaviour.status === "IN_QUEUE") {
          return json(200, { status: "IN_QUEUE", queue_position: 2 })
        }
        const isOver = job.asked > 2 && now - job.startedAt >= latency
        return isOver
          ? json(200, { status: "COMPLETED", error: behaviour.error ?? null })
          : json(200, { status: "IN_PROGRESS" })
      })

    const file = (id: string) => {
      const job = jobs.get(id)
      if (job === undefined) return Effect.succeed(notFound)
      return Effect.map(draw(job.wish), ({ bytes, mediaType }): FakeReply => ({
        status: 200,
        headers: { "content-type": mediaType },
        body: bytes
      }))
    }

    const queue = (request: FakeRequest) => {
      const { method, url } = request
      if (url.searchParams.get("_subdomain") !== "queue") return Effect.succeed(notFound)
      if (method === "POST") return submit(request)
      const [, id = "", asksStatus] =
        /^\/fal-ai\/fal-ai\/flux\/requests\/([^/]+)(\/status)?$/.exec(url.pathname) ?? []
      const job = jobs.get(id)
      if (job === undefined) return Effect.succeed(notFound)
      if (asksStatus !== undefined) return status(job)
      const { seed } = job.wish
      const { hidden = [false], result } = behaviour
      const images = hidden.map((_, index) => ({ url: `${url.origin}/files/${id}?${index}` }))
      return Effect.succeed(result ?? json(200, { images, seed, has_nsfw_concepts: hidden }))
    }

    return {
      handle: (request) => {
        const { method, url } = request
        const name = /^\/api\/models\/(.+)$/.exec(url.pathname)?.[1]
        if (name !== undefined) return Effect.succeed(page(name, request))
        const [, folder, ...rest] = url.pathname.split("/")
        if (folder === "files") return file(rest.join("/"))
        if (folder === "fal-ai") return queue(request)
        if (method !== "POST") return Effect.succeed(notFound)
        if (folder === "hf-inference") return hfInference(request)
        return folder === "together" ? together(request) : Effect.succeed(notFound)
      }
    }
  })

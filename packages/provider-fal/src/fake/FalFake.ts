/**
 * A stand-in for fal's queue: takes a job, lets it wait, work and count its steps over the latency,
 * and serves its pictures. It reads submissions strictly, so that a client that strays is told so.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type { FakeOptions, FakeReply, FakeRequest, FakeService } from "@easel/core/Fake"
import { models } from "../internal/models.js"
import { behaviourOf, behaviours, json, type JobView, refusedInput } from "./faults.js"

/** Faults of this wire by name. */
export const faults: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(behaviours).map(([name, { about }]) => [name, about])
)

/** The variables that point Easel at the stand-in. */
export const environment = (baseUrl: string): Readonly<Record<string, string>> => ({
  EASEL_FAL_BASE_URL: baseUrl,
  EASEL_FAL_POLL_INTERVAL: "200 millis"
})

/** The inputs of every endpoint; an endpoint may take more. */
const Submission = Schema.Struct({
  prompt: Schema.NonEmptyString,
  image_size: Schema.Struct({ width: Schema.Positive, height: Schema.Positive }),
  num_images: Schema.Int.pipe(Schema.between(1, 4)),
  num_inference_steps: Schema.optional(Schema.Int),
  guidance_scale: Schema.optional(Schema.Number),
  output_format: Schema.optional(Schema.Literal("jpeg", "png", "webp")),
  image_urls: Schema.optional(
    Schema.NonEmptyArray(Schema.String.pipe(Schema.pattern(/^data:image\/[a-z]+;base64,/)))
  ),
  seed: Schema.NonNegativeInt
})

const edits: ReadonlySet<string> = new Set(
  models.filter(({ takes }) => takes.images > 0).map(({ name }) => `${name}/edit`)
)

const isEndpoint = (name: string): boolean =>
  edits.has(name) || models.some((model) => model.name === name)

interface Job {
  readonly submission: typeof Submission.Type
  readonly startedAt: number
  asked: number
}

const read = (text: string): Either.Either<typeof Submission.Type, FakeReply> =>
  Schema.decodeUnknownEither(Schema.parseJson(Submission))(text).pipe(
    Either.mapLeft((error) => {
      const [issue] = ParseResult.ArrayFormatter.formatErrorSync(error)
      return refusedInput(issue?.path.join(".") ?? "", issue?.message ?? "", "value_error")
    })
  )

/** The status of a job that goes well. */
const state = ({ asked, fraction, steps }: JobView) => {
  if (asked === 1) return { status: "IN_QUEUE", queue_position: 1 }
  const done = Math.floor(Math.min(1, fraction) * steps)
  const percent = Math.round((100 * done) / steps)
  const logs = [
    { message: "Received the prompt", level: "INFO", source: "USER" },
    { message: `${percent}%|#### | ${done}/${steps} [00:01<00:01]`, level: "STDERR" }
  ]
  return asked === 2 || fraction < 1
    ? { status: "IN_PROGRESS", logs }
    : { status: "COMPLETED", logs, metrics: { inference_time: 1.2 } }
}

/** A stand-in whose jobs are forgotten with it. */
export const make = (options: FakeOptions): Effect.Effect<FakeService> =>
  Effect.sync(() => {
    const behaviour = behaviourOf(options.fault)
    const latency = Duration.toMillis(options.latency)
    const jobs = new Map<string, Job>()

    const submit = ({ text, url }: FakeRequest) =>
      Effect.map(Clock.currentTimeMillis, (startedAt) => {
        const name = url.pathname.slice(1)
        const submission = read(text)
        if (!isEndpoint(name)) return json(404, { detail: `Application "${name}" not found` })
        if (Either.isLeft(submission)) return submission.left
        if (edits.has(name) && submission.right.image_urls === undefined) {
          return refusedInput("image_urls", "Field required", "missing")
        }
        if (behaviour.submit !== undefined) return behaviour.submit
        const requestId = `request-${jobs.size + 1}`
        jobs.set(requestId, { submission: submission.right, startedAt, asked: 0 })
        // What follows the second word of an endpoint is missing in the addresses of its jobs.
        const application = name.split("/").slice(0, 2).join("/")
        const address = `${behaviour.origin ?? url.origin}/${application}/requests/${requestId}`
        return json(200, {
          request_id: requestId,
          status: "IN_QUEUE",
          queue_position: 1,
          response_url: address,
          status_url: `${address}/status`,
          cancel_url: `${address}/cancel`
        })
      })

    const status = (job: Job, { searchParams }: URL) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const fraction = latency === 0 ? 1 : (now - job.startedAt) / latency
        const steps = job.submission.num_inference_steps ?? 28
        const view = { asked: ++job.asked, fraction, steps }
        const { logs, ...told } = { logs: undefined, ...state(view), ...behaviour.state?.(view) }
        return json(200, searchParams.get("logs") === "1" ? { ...told, logs } : told)
      })

    const result = (job: Job, requestId: string, { origin }: URL) => {
      const { image_size, num_images, prompt, seed } = job.submission
      const images = Array.from({ length: num_images }, (_, index) => ({
        url: `${origin}/files/${requestId}/${index}`,
        ...image_size,
        content_type: "image/png"
      }))
      const made = { images, seed, prompt, has_nsfw_concepts: images.map(() => false) }
      return behaviour.result ?? json(200, { ...made, ...behaviour.made })
    }

    const picture = ({ submission: { image_size, prompt, seed } }: Job) =>
      Effect.map(
        options.draw({ prompt, seed, ...image_size, detail: 1 }),
        ({ bytes, mediaType }): FakeReply => ({
          status: 200,
          headers: { "content-type": mediaType },
          body: bytes
        })
      )

    return {
      handle: (request) => {
        const { headers, method, url } = request
        const notFound = Effect.succeed(json(404, { detail: "Not Found" }))
        const file = /^\/files\/([^/]+)\/\d+$/.exec(url.pathname)?.[1]
        if (file !== undefined) {
          const job = jobs.get(file)
          return job === undefined ? notFound : picture(job)
        }
        if (!/^Key \S/.test(headers.authorization ?? "Key none")) {
          const detail = "Authentication is required to access this application."
          return Effect.succeed(json(401, { detail }))
        }
        if (method === "POST") return submit(request)
        const [, requestId = "", action] =
          /^\/[^/]+\/[^/]+\/requests\/([^/]+)(?:\/([a-z]+))?$/.exec(url.pathname) ?? []
        const job = jobs.get(requestId)
        if (job === undefined) return notFound
        if (method === "PUT" && action === "cancel") {
          return Effect.succeed(json(202, { status: "CANCELLATION_REQUESTED" }))
        }
        if (method !== "GET") return notFound
        if (action === "status") return status(job, url)
        return action === undefined ? Effect.succeed(result(job, requestId, url)) : notFound
      }
    }
  })

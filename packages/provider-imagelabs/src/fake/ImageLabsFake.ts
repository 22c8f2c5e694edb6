/**
 * A stand-in for ImageLabs: takes a job, lets it progress over the latency, serves its picture.
 * It reads requests strictly, so that a client that strays from the wire is told so.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type { FakeOptions, FakeReply, FakeRequest, FakeService } from "@easel/core/Fake"
import { type Behaviour, behaviours, json, states } from "./faults.js"

export { clearance } from "./faults.js"

/** Faults of this wire by name. */
export const faults: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(behaviours).map(([name, { about }]) => [name, about])
)

/** The variables that point Easel at the stand-in. */
export const environment = (baseUrl: string): Readonly<Record<string, string>> => ({
  EASEL_IMAGELABS_BASE_URL: baseUrl
})

const Digits = Schema.String.pipe(
  Schema.pattern(/^\d+$/, { message: () => "expected an integer written as a string" })
)

/** The only body that `/txt2img` takes. */
const Submission = Schema.Struct({
  prompt: Schema.NonEmptyString,
  seed: Digits,
  subseed: Digits,
  attention: Schema.Number,
  width: Schema.Int,
  height: Schema.Int,
  tiling: Schema.Boolean,
  negative_prompt: Schema.String,
  reference_image: Schema.String,
  reference_image_type: Schema.Null,
  reference_strength: Schema.Number
})

const Question = Schema.Struct({ task_id: Schema.String })

interface Job {
  readonly submission: typeof Submission.Type
  readonly startedAt: number
}

const isJson = ({ headers }: FakeRequest): boolean =>
  /^application\/json\b/.test(headers["content-type"] ?? "")

/** The body by its schema, or the reply that says what is wrong with it. */
const read = <A, I>(
  request: FakeRequest,
  schema: Schema.Schema<A, I>
): Either.Either<A, FakeReply> => {
  if (!isJson(request)) return Either.left(json(415, { detail: "expected application/json" }))
  return Schema.decodeUnknownEither(Schema.parseJson(schema), { onExcessProperty: "error" })(
    request.text
  ).pipe(
    Either.mapLeft((error) => {
      const issues = ParseResult.ArrayFormatter.formatErrorSync(error)
      const detail = issues.map(({ message, path }) => `${path.join(".")}: ${message}`).join("; ")
      return json(400, { detail })
    })
  )
}

const find = (name: string | undefined): Behaviour => {
  const found = Object.entries(behaviours).find(([fault]) => fault === name)
  return found?.[1] ?? { about: "" }
}

/** A stand-in whose jobs are forgotten with it. */
export const make = (options: FakeOptions): Effect.Effect<FakeService> =>
  Effect.sync(() => {
    const behaviour = find(options.fault)
    const latency = Duration.toMillis(options.latency)
    const jobs = new Map<string, Job>()

    const submit = (request: FakeRequest) =>
      Effect.map(Clock.currentTimeMillis, (startedAt) =>
        Either.match(read(request, Submission), {
          onLeft: (refusal) => refusal,
          onRight: (submission) => {
            if (behaviour.submit !== undefined) return behaviour.submit
            const taskId = `task-${jobs.size + 1}`
            jobs.set(taskId, { submission, startedAt })
            return json(200, { task_id: taskId })
          }
        })
      )

    const progress = (request: FakeRequest) =>
      Effect.map(Clock.currentTimeMillis, (now) =>
        Either.match(read(request, Question), {
          onLeft: (refusal) => refusal,
          onRight: ({ task_id }) => {
            const job = jobs.get(task_id)
            if (job === undefined) return json(404, { detail: "unknown task" })
            const passed = latency === 0 ? 1 : (now - job.startedAt) / latency
            const view = {
              fraction: Math.min(1, passed),
              pictureUrl: new URL(`/images/${task_id}.png`, request.url).href
            }
            return behaviour.poll ?? json(200, (behaviour.state ?? states)(view))
          }
        })
      )

    const picture = (request: FakeRequest, taskId: string) => {
      const job = jobs.get(taskId)
      if (job === undefined) return Effect.succeed(json(404, { detail: "no such picture" }))
      const { height, prompt, seed, width } = job.submission
      const specification = { prompt, seed: Number(seed), width, height, detail: 1 }
      return Effect.map(
        options.draw(specification),
        ({ bytes, mediaType }): FakeReply =>
          behaviour.picture?.(request, bytes) ?? {
            status: 200,
            headers: { "content-type": mediaType },
            body: bytes
          }
      )
    }

    return {
      handle: (request) => {
        const refusal = behaviour.gate?.(request)
        if (refusal !== undefined) return Effect.succeed(refusal)
        const { pathname } = request.url
        const taskId = /^\/images\/(.+)\.png$/.exec(pathname)?.[1]
        if (request.method === "GET" && taskId !== undefined) return picture(request, taskId)
        if (request.method === "POST" && pathname === "/txt2img") return submit(request)
        if (request.method === "POST" && pathname === "/progress") return progress(request)
        return Effect.succeed(json(404, { detail: "no such route" }))
      }
    }
  })

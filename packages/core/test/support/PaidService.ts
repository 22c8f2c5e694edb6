/**
 * A service of several providers on a real socket, which counts the jobs that it takes, and the
 * models that talk to it. Each provider follows a script.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { FakeReply, FakeRequest, FakeService } from "@easel/core/Fake"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import { ResponseError } from "@easel/core/ImageError"
import * as ImageModel from "@easel/core/ImageModel"
import { ModelInfo } from "@easel/core/ModelInfo"
import * as Polling from "@easel/core/Polling"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import * as ServiceClient from "@easel/core/ServiceClient"
import { json, reply } from "./TestService.js"
import { makeInfo, pngBytes } from "./TestModel.js"

/** How a submission is answered. What is hidden has been accepted all the same. */
export const answers = {
  busy: { status: 503, accepts: false },
  limited: { status: 429, accepts: false },
  broken: { status: 500, accepts: false },
  quota: { status: 402, accepts: false },
  rejected: { status: 400, accepts: false },
  moderated: { status: 400, accepts: false },
  gateway: { status: 504, accepts: true },
  hungUp: { status: 0, accepts: true },
  garbage: { status: 200, accepts: true },
  silent: { status: undefined, accepts: true },
  taken: { status: 201, accepts: true }
} as const
export type Answer = keyof typeof answers

export type Step = "queued" | "progress" | "preview"

/** What becomes of a job; after `stalled` no poll is answered. */
export type End = "done" | "failed" | "stalled" | "cut" | "garbage" | "gone" | "empty"

export interface Submission {
  readonly answer: Answer
  /** Milliseconds that every answer takes. */
  readonly pace: number
  readonly steps: ReadonlyArray<Step>
  readonly end: End
}

/** What a provider does with its submissions in turn; the last one is repeated. */
export type Script = readonly [Submission, ...ReadonlyArray<Submission>]

interface Job {
  readonly provider: string
  readonly submission: Submission
  polls: number
  cancelled: boolean
}

const pictures = { done: "finished.png", preview: "preview.png" }

const poll = (job: Job): FakeReply => {
  const step = job.submission.steps[job.polls++]
  if (step !== undefined) {
    return json({
      state: step === "queued" ? "queued" : "working",
      fraction: job.polls / 10,
      picture: step === "preview" ? pictures.preview : undefined
    })
  }
  switch (job.submission.end) {
    case "done":
      return json({ state: "done", picture: pictures.done })
    case "empty":
      return json({ state: "done" })
    case "failed":
      return json({ state: "failed" })
    case "cut":
      return { status: 0, body: "" }
    case "gone":
      return json({ detail: "no such job" }, 404)
    case "garbage":
    case "stalled":
      return reply("{", "application/json")
  }
}

/** The service, with the jobs that it took. */
export const makeService = (scripts: Readonly<Record<string, Script>>) => {
  const jobs: Array<Job> = []
  const submissions = new Map<string, number>()

  const submit = (provider: string, script: Script) => {
    const count = submissions.get(provider) ?? 0
    submissions.set(provider, count + 1)
    const submission = script[count] ?? script.at(-1) ?? script[0]
    const { accepts, status } = answers[submission.answer]
    const id = accepts
      ? jobs.push({ provider, submission, polls: 0, cancelled: false }) - 1
      : undefined
    const answer: FakeReply =
      submission.answer === "garbage"
        ? reply("{", "application/json")
        : submission.answer === "taken"
          ? json({ id: String(id) }, 201)
          : json(
              { detail: submission.answer === "moderated" ? "content policy" : submission.answer },
              status ?? 500
            )
    return Effect.delay(
      status === undefined ? Effect.never : Effect.succeed(answer),
      submission.pace
    )
  }

  const handle = ({ method, url }: FakeRequest): Effect.Effect<FakeReply> =>
    Effect.suspend(() => {
      const [, provider = "", , id] = url.pathname.split("/")
      const script = scripts[provider]
      if (url.pathname.endsWith(".png")) {
        return Effect.succeed({
          status: 200,
          headers: { "content-type": "image/png" },
          body: pngBytes
        })
      }
      if (script !== undefined && method === "POST") return submit(provider, script)
      const job = jobs[Number(id)]
      if (job === undefined) return Effect.succeed(json({ detail: "no such job" }, 404))
      if (method === "DELETE") {
        job.cancelled = true
        return Effect.succeed(json({}))
      }
      const { end, pace, steps } = job.submission
      const isStalled = end === "stalled" && job.polls >= steps.length
      const answer = poll(job)
      return Effect.delay(isStalled ? Effect.never : Effect.succeed(answer), pace)
    })

  const service: FakeService = { handle }
  return { service, jobs }
}

const Submitted = Schema.Struct({ id: Schema.String })

const State = Schema.Struct({
  state: Schema.Literal("queued", "working", "done", "failed"),
  fraction: Schema.optional(Schema.Number),
  picture: Schema.optional(Schema.String)
})

/** A model of one of the providers. */
export const makePaidModel = (provider: string, baseUrl: string) =>
  Effect.gen(function* () {
    const client = yield* ServiceClient.make({
      provider,
      baseUrl: new URL(`${baseUrl}/${provider}`),
      backoff: "1 millis"
    })
    const pictureAt = (name: string) => GeneratedImage.fromUrl(`${baseUrl}/${provider}/${name}`)
    const read = (id: string) =>
      client.json({ method: "GET", path: `/jobs/${id}`, phase: "Wait", repeat: "Never" }, State)
    const judge = (state: typeof State.Type, emit: ProviderEvent.Emit) => {
      const picture = state.picture === undefined ? undefined : pictureAt(state.picture)
      switch (state.state) {
        case "done":
          return Effect.succeedSome(
            ProviderEvent.completed({ images: picture === undefined ? [] : [picture] })
          )
        case "failed":
          return Effect.fail(ResponseError.of({ reason: "Server", message: "the job failed" }))
        case "queued":
          return Effect.as(emit(ProviderEvent.queued({ position: 1 })), Option.none())
        case "working":
          return Effect.as(
            emit(
              picture === undefined
                ? ProviderEvent.progress({ fraction: state.fraction })
                : ProviderEvent.preview(picture)
            ),
            Option.none()
          )
      }
    }
    return ImageModel.make({
      info: new ModelInfo({ ...makeInfo({}, `${provider}-1`), provider }),
      version: "1.0.0",
      options: Schema.Struct({}),
      deadline: "200 millis",
      generate: (_request, emit) =>
        Effect.gen(function* () {
          const { id } = yield* client.json(
            { method: "POST", path: "/jobs", json: {}, phase: "Submit", repeat: "UntilAccepted" },
            Submitted
          )
          yield* emit(ProviderEvent.accepted(id))
          return yield* Polling.until(read(id), (state) => judge(state, emit), {
            interval: "1 millis",
            tolerated: 1
          })
        }),
      cancel: (id) =>
        Effect.asVoid(
          client.json(
            { method: "DELETE", path: `/jobs/${id}`, phase: "Wait", repeat: "Always" },
            Schema.Struct({})
          )
        ),
      load: client.load
    })
  })

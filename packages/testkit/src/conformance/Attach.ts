/** Whether a job that is kept can be attached to by its id. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { FakeRequest } from "@easel/core/Fake"
import type { ImageError } from "@easel/core/ImageError"
import type { ImageResponse } from "@easel/core/ImageEvent"
import type { Service } from "@easel/core/ImageModel"
import type { Input } from "@easel/core/ImageRequest"
import * as Jobs from "@easel/core/Jobs"
import type { Failed, NotApplicable } from "../Verdict.js"
import type { Bench } from "./Bench.js"
import { type Definition, expect, expectNone, fail, notApplicable } from "./Definition.js"
import { moment, patience } from "./eventually.js"
import { errorProblems } from "./judge.js"
import { networked } from "./networked.js"
import * as Rig from "./Rig.js"
import * as Run from "./Run.js"

/** Long enough that the job is still at work when nobody listens any more. */
const latency = "500 millis"

/** Slow enough that no deadline passes meanwhile. */
const speed = 20

const attachable = (bench: Bench): Effect.Effect<void, NotApplicable> =>
  bench.info.gives.attach === true
    ? networked(bench)
    : notApplicable("the model does not declare gives.attach")

/** A job whose generation was interrupted while it was under way. */
interface Left {
  readonly rig: Rig.Rig
  readonly request: Input
  readonly word: string
  readonly job: Jobs.Job
  /** Every request before the interruption. */
  readonly before: ReadonlyArray<FakeRequest>
}

const JobFromJson = Schema.parseJson(Jobs.Job)

/** The job as who was started anew reads it. */
const reread = (job: Jobs.Job): Effect.Effect<Jobs.Job, Failed> =>
  Effect.catchAll(
    Effect.flatMap(Schema.encode(JobFromJson)(job), Schema.decode(JobFromJson)),
    ({ message }) => fail(`the job does not survive JSON: ${message}`)
  )

/** Leaves a job that was accepted; it is kept, or cancelled as usual. */
const leave = (bench: Bench, kept: boolean): Effect.Effect<Left, Failed, Scope.Scope> =>
  Effect.gen(function* () {
    const rig = yield* Rig.open(bench, { latency, speed })
    const accepted = yield* Deferred.make<Jobs.Job>()
    const { prompt, word } = Run.newPrompt(bench)
    const request = Run.requestOf(bench, prompt)
    const fiber = yield* rig.model
      .generate(request, () => Effect.void)
      .pipe(
        rig.inside,
        Jobs.keep({
          accepted: (job) => Effect.asVoid(Deferred.succeed(accepted, job)),
          keeps: Effect.succeed(kept)
        }),
        Effect.fork
      )
    const told = yield* Effect.raceFirst(Deferred.await(accepted), Fiber.await(fiber))
    if (Exit.isExit(told)) return yield* fail("it ended, and no job was ever said to be accepted")
    yield* moment
    const before = [...(rig.server?.requests ?? [])]
    yield* Fiber.interrupt(fiber)
    return { rig, request, word, job: yield* reread(told), before }
  })

const address = ({ method, url }: FakeRequest): string => `${method} ${url.pathname}`

/** What was asked since the interruption and never before, as a cancellation is. */
const newlyAsked = ({ before, rig }: Left): ReadonlyArray<string> => {
  const known = new Set(before.map(address))
  const asked = rig.server?.requests.map(address) ?? []
  return asked.filter((other) => !known.has(other))
}

/** Attaches to a job with a model that did not submit it. */
const attach = (
  rig: Rig.Rig,
  model: Service,
  { job, request }: Pick<Left, "job" | "request">
): Effect.Effect<Exit.Exit<ImageResponse, ImageError>, Failed> =>
  model.attach === undefined
    ? fail("gives.attach is declared, and the model has no attach")
    : Effect.exit(rig.inside(model.attach(job, request, () => Effect.void)))

/** Submissions of a job that the stand-in took. */
const handedIn = ({ handled }: Rig.Rig, word: string): number =>
  Run.submissionsOf(
    handled.filter(({ status }) => status < 400).map(({ request }) => request),
    { word }
  ).length

export const declared: Definition = {
  id: "contract/attach",
  title: "a model has attach where gives.attach says so, and nowhere else",
  test: (bench) =>
    Effect.gen(function* () {
      const { model } = yield* Rig.open(bench)
      const has = model.attach !== undefined
      const says = bench.info.gives.attach === true
      yield* expect(
        has === says,
        `gives.attach is ${says}, and attach is ${has ? "" : "not "}there`
      )
    })
}

export const kept: Definition = {
  id: "once/attach",
  title: "a job that is kept is not cancelled, and attached to it is not handed in again",
  test: (bench) =>
    Effect.gen(function* () {
      yield* attachable(bench)
      const left = yield* leave(bench, true)
      const { job, rig, word } = left
      const cancelled = newlyAsked(left)
      const exit = yield* Effect.flatMap(rig.build, (model) => attach(rig, model, left))
      const jobs = handedIn(rig, word)
      const made = yield* Run.madeItsPicture(rig, { exit, word })
      yield* expectNone([
        ...cancelled.map((request) => `the job was kept, and then there was ${request}`),
        ...(jobs === 1 ? [] : [`the service has ${jobs} jobs of one request`]),
        ...(made ? [] : [`the picture did not come: ${endOf(exit)}`]),
        ...(Exit.isSuccess(exit) ? receiptProblems(exit.value, job) : [])
      ])
    })
}

const endOf = (exit: Exit.Exit<ImageResponse, ImageError>): string =>
  Either.match(Run.errorOf(exit), {
    onLeft: (words) => words,
    onRight: ({ message }) => message
  })

const receiptProblems = (
  { receipt }: ImageResponse,
  { jobId, submitted }: Jobs.Job
): ReadonlyArray<string> => [
  ...(receipt.jobId === jobId ? [] : [`the receipt names the job ${receipt.jobId}, not ${jobId}`]),
  ...(receipt.timings.submitted.getTime() === submitted.getTime()
    ? []
    : ["the receipt does not say when the job was submitted"])
]

export const unknown: Definition = {
  id: "wire/attach-unknown",
  title: "a job that the service no longer knows is a typed error, and none is handed in",
  test: (bench) =>
    Effect.gen(function* () {
      yield* attachable(bench)
      const left = yield* leave(bench, false)
      // Another stand-in, as a service is that was started anew.
      const rig = yield* Rig.open(bench)
      const attaching = yield* Effect.fork(attach(rig, rig.model, left))
      yield* Effect.zipRight(Effect.sleep(patience), rig.hurry)
      const error = Run.errorOf(yield* Fiber.join(attaching))
      const jobs = handedIn(rig, left.word)
      yield* expectNone([
        ...(Either.isLeft(error)
          ? [`expected an error, got ${error.left}`]
          : [
              ...errorProblems(error.right, bench.info),
              ...(error.right.jobId === left.job.jobId ? [] : ["the error does not name the job"])
            ]),
        ...(jobs === 0 ? [] : ["a job was handed in again"])
      ])
    })
}

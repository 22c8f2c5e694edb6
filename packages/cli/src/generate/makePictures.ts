/** Runs the calls of one command, two at a time, and saves what they make. */
import type { ImageError } from "@easel/core/ImageError"
import type { ImageEvent } from "@easel/core/ImageEvent"
import type { ImageRequest } from "@easel/core/ImageRequest"
import type { Service } from "@easel/core/ImageModel"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { toLines } from "../ErrorReport.js"
import type { FileError } from "../FileError.js"
import type { Saved } from "../jsonLine.js"
import { type Timeout, within } from "./deadline.js"
import { GenerationsFailed, type Failure } from "./GenerationsFailed.js"
import type { Call } from "./plan.js"
import type { Report } from "./Report.js"
import { requestOf, resolveCall } from "./resolveCall.js"
import { type Destination, savePictures } from "./savePictures.js"

const concurrency = 2

export interface Job {
  /** Of every model that may be asked, the chosen one first. */
  readonly plugins: readonly [ImagePlugin, ...ReadonlyArray<ImagePlugin>]
  readonly model: Service
  readonly request: ImageRequest
  readonly calls: ReadonlyArray<Call>
  readonly destination: Destination
  /** For each call. */
  readonly timeout: Timeout
}

const runCall = (
  job: Job,
  call: Call,
  report: Report
): Effect.Effect<ReadonlyArray<Saved>, ImageError | FileError> => {
  const { calls, destination, model, plugins, timeout } = job
  const of = calls.length > 1 ? ` ${call.n}/${calls.length}` : ""
  return Effect.gen(function* () {
    const resolved = yield* resolveCall(model, job.request, call)
    yield* report.started(call.n, model.info.provider + of)
    const tell = (event: ImageEvent) => report.event(call.n, event, model, resolved.request)
    const response = yield* model.generate(requestOf(job.request, call), tell)
    yield* tell(response)
    const saved = yield* savePictures(response, model, destination)
    yield* report.done(call.n, response, saved)
    return saved
  }).pipe(within(timeout, plugins[0], model.info), Effect.ensuring(report.ended(call.n)))
}

/** Makes and saves every picture; several calls that fail are told one by one. */
export const makePictures = (
  job: Job
): Effect.Effect<ReadonlyArray<Saved>, ImageError | FileError | GenerationsFailed> =>
  Effect.gen(function* () {
    const { report } = job.destination
    const [first] = job.calls
    if (job.calls.length === 1 && first !== undefined) return yield* runCall(job, first, report)
    const outcomes = yield* Effect.forEach(
      job.calls,
      (call) =>
        runCall(job, call, report).pipe(
          Effect.tapError((error) =>
            report.alert(
              toLines(error, job.plugins).map((line) => `${call.n}/${job.calls.length} ${line}`)
            )
          ),
          Effect.mapError((error): Failure => ({ n: call.n, error })),
          Effect.either
        ),
      { concurrency }
    )
    const saved = outcomes.filter(Either.isRight).map((outcome) => outcome.right)
    const [failure, ...others] = outcomes.filter(Either.isLeft).map((outcome) => outcome.left)
    if (failure !== undefined) {
      return yield* new GenerationsFailed({ done: saved.length, failures: [failure, ...others] })
    }
    return saved.flat()
  })

/** `easel batch run | status | resume | retry | cancel | list | report` */
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Effect from "effect/Effect"
import { loadEngine } from "../batch/loadEngine.js"
import * as options from "../batch/options.js"
import { traced } from "../tracing/traced.js"

const { file, id } = options

const run = Command.make("run", { file, ...options.run }, (input) =>
  Effect.gen(function* () {
    const { run } = yield* loadEngine(() => import("../batch/RunBatch.js"))
    yield* traced(run(input))
  })
).pipe(Command.withDescription("Makes a picture for every line of a file, and goes on with it"))

const status = Command.make("status", { id: Args.optional(id), ...options.status }, (input) =>
  Effect.gen(function* () {
    const { run } = yield* loadEngine(() => import("../batch/RunStatus.js"))
    yield* run(input)
  })
).pipe(Command.withDescription("Tells how a batch stands, the newest when none is named"))

const resume = Command.make("resume", { id, ...options.resume }, (input) =>
  Effect.gen(function* () {
    const { run } = yield* loadEngine(() => import("../batch/RunResume.js"))
    yield* traced(run(input))
  })
).pipe(Command.withDescription("Goes on with a batch that was stopped, paused or cancelled"))

const retry = Command.make("retry", { id, ...options.retry }, (input) =>
  Effect.gen(function* () {
    const { run } = yield* loadEngine(() => import("../batch/RunRetry.js"))
    yield* traced(run(input))
  })
).pipe(Command.withDescription("Makes once more what failed, or what nobody knows of"))

const cancel = Command.make("cancel", { id, ...options.cancel }, (input) =>
  Effect.gen(function* () {
    const { run } = yield* loadEngine(() => import("../batch/RunCancel.js"))
    yield* run(input)
  })
).pipe(Command.withDescription("Stops a batch: what runs is cancelled, what waits is not begun"))

const list = Command.make("list", options.list, (input) =>
  Effect.gen(function* () {
    const { run } = yield* loadEngine(() => import("../batch/RunList.js"))
    yield* run(input)
  })
).pipe(Command.withDescription("Lists the batches, the newest first"))

const report = Command.make("report", { id, ...options.report }, (input) =>
  Effect.gen(function* () {
    const { run } = yield* loadEngine(() => import("../batch/RunReport.js"))
    yield* run(input)
  })
).pipe(
  Command.withDescription("Tells of every item: its picture and receipt, or why there is none")
)

export const batch = Command.make("batch").pipe(
  Command.withDescription("Makes thousands of pictures, and loses none of them"),
  Command.withSubcommands([run, status, resume, retry, cancel, list, report])
)

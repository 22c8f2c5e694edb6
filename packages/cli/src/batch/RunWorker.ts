/** `easel worker`: takes part in the batches of a database until it is told to stop. */
import * as Batches from "@easel/batch/Batches"
import * as BatchEngine from "@easel/batch/BatchEngine"
import type { BatchSummary } from "@easel/batch/BatchSummary"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import { ExitCode } from "../ExitCode.js"
import * as jsonLine from "../jsonLine.js"
import * as Output from "../Output.js"
import * as Plugins from "../Plugins.js"
import { secondEndsAtOnce } from "../serve/signals.js"
import { UsageError } from "../UsageError.js"
import * as DatabasePlace from "./DatabasePlace.js"
import { working } from "./session.js"
import { plainLine } from "./view/plainLine.js"
import * as Standing from "./view/Standing.js"

export interface Input {
  readonly database: Option.Option<string>
  readonly host: Option.Option<string>
  readonly port: Option.Option<number>
  readonly grace: Option.Option<Duration.Duration>
  readonly proxy: Option.Option<string>
  readonly plugin: ReadonlyArray<string>
  readonly json: boolean
}

const betweenLines = "10 seconds"

/** Others are told both, or neither. */
const engineOptions = ({
  grace,
  host,
  port
}: Input): Effect.Effect<BatchEngine.EngineOptions, UsageError> => {
  const address = Option.all({ host, port })
  return Option.isNone(address) && (Option.isSome(host) || Option.isSome(port))
    ? new UsageError({
        message: "--host and --port belong together",
        hint: "give both, or neither: then this machine and a free port are told to the others"
      })
    : Effect.succeed({
        grace: Option.getOrUndefined(grace),
        address: Option.getOrUndefined(address)
      })
}

/** A line for each batch of which something changed. */
const tellChanges = Effect.gen(function* () {
  const batches = yield* Batches.Batches
  const known = new Map<string, Standing.Standing>()
  const changed = (summary: BatchSummary) => {
    const before = known.get(summary.id)?.summary
    return before?.state !== summary.state || before.latest?.getTime() !== summary.latest?.getTime()
  }
  const look = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    for (const summary of yield* batches.list) {
      const isKnown = known.has(summary.id)
      if (!changed(summary)) continue
      const standing = Standing.next(known.get(summary.id), summary, now)
      known.set(summary.id, standing)
      if (isKnown || summary.state === "active") yield* Output.note(plainLine(standing, now))
    }
  })
  yield* Effect.repeat(look, Schedule.spaced(betweenLines))
})

/** It is what was asked for, not a failure, when a worker is stopped. */
const endsWell = Effect.sync(() => {
  process.exitCode = ExitCode.done
})

/** Works until it is interrupted. */
export const run = (input: Input) =>
  Effect.gen(function* () {
    const place = yield* DatabasePlace.choose(input.database)
    if (!DatabasePlace.isShared(place)) {
      return yield* new UsageError({
        message: `workers share a database on PostgreSQL, and ${place.name} is a file`,
        hint: "name one: easel worker --database postgres://…, or EASEL_DATABASE; on one machine easel batch run does all of it"
      })
    }
    const options = yield* engineOptions(input)
    const plugins = yield* Plugins.use(input.plugin)
    yield* Effect.gen(function* () {
      const layer = yield* Layer.build(BatchEngine.layer(options))
      const engine = Context.get(layer, BatchEngine.BatchEngine)
      yield* Effect.addFinalizer(() =>
        Output.note("stopping: what runs is finished or handed over. Ctrl-C again ends at once.")
      )
      yield* secondEndsAtOnce
      yield* endsWell
      yield* Output.note(
        `${engine.worker} works on ${place.name}; stop it with Ctrl-C, or: kill ${process.pid}`
      )
      if (input.json) {
        yield* Output.result(
          jsonLine.format({
            _tag: "WorkerStarted",
            worker: engine.worker,
            database: place.name,
            pid: process.pid
          })
        )
      }
      yield* Effect.raceFirst(tellChanges, engine.failure)
    }).pipe(Effect.scoped, Effect.provide(working(place, { plugins, proxy: input.proxy })))
  })

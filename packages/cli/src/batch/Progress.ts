/** Tells how a batch goes on: a live view, a line now and then, or lines of JSON. */
import type { Submission } from "@easel/batch/Batches"
import type { BatchSummary } from "@easel/batch/BatchSummary"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as jsonLine from "../jsonLine.js"
import * as Output from "../Output.js"
import * as LiveDisplay from "../terminal/LiveDisplay.js"
import * as TerminalSettings from "../terminal/TerminalSettings.js"
import type { Commands } from "./Commands.js"
import { endLines } from "./view/endLines.js"
import * as jsonLines from "./view/jsonLines.js"
import { liveLines } from "./view/liveLines.js"
import { plainLine } from "./view/plainLine.js"
import * as Standing from "./view/Standing.js"

export interface Options {
  readonly json: boolean
  readonly quiet: boolean
  readonly commands: Commands
}

export interface Progress {
  /** For the person; not when it is to be quiet. */
  readonly note: (text: string) => Effect.Effect<void>
  readonly submitted: (submission: Submission) => Effect.Effect<void>
  readonly update: (summary: BatchSummary) => Effect.Effect<void>
  /** The newest that was told. */
  readonly latest: Effect.Effect<BatchSummary | undefined>
  /** Nothing more happens by itself. */
  readonly ended: (summary: BatchSummary) => Effect.Effect<void>
}

/** Where nothing is redrawn in place. */
const betweenLines = "10 seconds"

/** Another state, or another reason for it. */
const isTurn = (before: BatchSummary | undefined, after: BatchSummary): boolean =>
  before?.state !== after.state || before.reason !== after.reason

/** For one run; what is shown goes with the scope. */
export const make = ({
  commands,
  json,
  quiet
}: Options): Effect.Effect<Progress, never, Scope.Scope> =>
  Effect.gen(function* () {
    const display = !quiet && TerminalSettings.current().live ? yield* LiveDisplay.make : undefined
    let standing: Standing.Standing | undefined

    const print = (write: Effect.Effect<void>) =>
      Effect.suspend(() => {
        display?.clear()
        return write
      })
    const result = (line: string) =>
      process.stdout.isTTY ? print(Output.result(line)) : Output.result(line)
    const emit = (value: object) => result(jsonLine.format(value))
    const note = (text: string) => (quiet ? Effect.void : print(Output.note(text)))

    const tell = Effect.gen(function* () {
      if (standing === undefined) return
      const now = yield* Clock.currentTimeMillis
      if (json) yield* emit(jsonLines.progress(standing, now))
      else if (display === undefined) yield* note(plainLine(standing, now))
    })
    display?.showBoard((now, columns) =>
      standing === undefined ? [] : liveLines(standing, now, columns)
    )
    yield* tell.pipe(Effect.repeat(Schedule.spaced(betweenLines)), Effect.forkScoped)

    return {
      note,
      submitted: (submission) => (json ? emit(jsonLines.submitted(submission)) : Effect.void),
      update: (summary) =>
        Effect.gen(function* () {
          const before = standing?.summary
          standing = Standing.next(standing, summary, yield* Clock.currentTimeMillis)
          if (isTurn(before, summary)) yield* tell
        }),
      latest: Effect.sync(() => standing?.summary),
      ended: (summary) =>
        Effect.gen(function* () {
          standing = undefined
          yield* Effect.forEach(endLines(summary, commands), note, { discard: true })
          yield* json ? emit(jsonLines.ended(summary)) : result(summary.settings.output)
        })
    }
  })

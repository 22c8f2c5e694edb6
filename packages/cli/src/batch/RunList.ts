/** `easel batch list` */
import * as Batches from "@easel/batch/Batches"
import { type BatchSummary, count } from "@easel/batch/BatchSummary"
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as jsonLine from "../jsonLine.js"
import * as Table from "../listing/Table.js"
import * as Output from "../Output.js"
import { readable } from "../terminal/readable.js"
import * as DatabasePlace from "./DatabasePlace.js"
import { looking } from "./session.js"
import * as jsonLines from "./view/jsonLines.js"
import { number } from "./view/words.js"

export interface Input {
  readonly database: Option.Option<string>
  readonly json: boolean
}

const row = (summary: BatchSummary): ReadonlyArray<string> => [
  summary.id,
  summary.state,
  `${number(count(summary, "done"))}/${number(summary.total)}`,
  number(count(summary, "failed")),
  number(count(summary, "unknown")),
  summary.created.toISOString().slice(0, 16).replace("T", " "),
  readable(summary.source)
]

const table = (summaries: ReadonlyArray<BatchSummary>): ReadonlyArray<string> =>
  Table.columns([
    ["ID", "STATE", "DONE", "FAILED", "UNKNOWN", "BEGUN (UTC)", "FILE"],
    ...summaries.map(row)
  ])

/** Prints the table, or one JSON object a line. */
export const run = ({ database, json }: Input) =>
  Effect.gen(function* () {
    const place = yield* DatabasePlace.chooseExisting(database)
    const summaries = yield* Effect.flatMap(Batches.Batches, ({ list }) => list).pipe(
      Effect.provide(looking(place))
    )
    const lines = json
      ? summaries.map((summary) => jsonLine.format(jsonLines.batch(summary)))
      : table(summaries)
    yield* Effect.forEach(lines, Output.result, { discard: true })
  })

/** `easel batch status [ID]` */
import * as Batches from "@easel/batch/Batches"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as jsonLine from "../jsonLine.js"
import * as Output from "../Output.js"
import { UsageError } from "../UsageError.js"
import * as DatabasePlace from "./DatabasePlace.js"
import { looking } from "./session.js"
import * as jsonLines from "./view/jsonLines.js"
import { statusLines } from "./view/statusLines.js"

export interface Input {
  readonly id: Option.Option<string>
  readonly database: Option.Option<string>
  readonly json: boolean
}

/** The one that was named, or the newest. */
const find = (id: Option.Option<string>, { name }: DatabasePlace.DatabasePlace) =>
  Effect.gen(function* () {
    const batches = yield* Batches.Batches
    if (Option.isSome(id)) return yield* batches.get(id.value)
    const [newest] = yield* batches.select({ limit: 1 })
    return newest === undefined
      ? yield* new UsageError({
          message: `there are no batches in ${name}`,
          hint: "begin one: easel batch run FILE"
        })
      : newest
  })

/** Prints how it stands. */
export const run = ({ database, id, json }: Input) =>
  Effect.gen(function* () {
    const place = yield* DatabasePlace.chooseExisting(database)
    const summary = yield* Effect.provide(find(id, place), looking(place))
    const lines = json
      ? [jsonLine.format(jsonLines.batch(summary))]
      : statusLines(summary, place.commands)
    yield* Effect.forEach(lines, Output.result, { discard: true })
  })

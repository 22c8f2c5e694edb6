/** `easel batch cancel ID` */
import * as Batches from "@easel/batch/Batches"
import { running } from "@easel/batch/BatchSummary"
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as jsonLine from "../jsonLine.js"
import * as Output from "../Output.js"
import * as DatabasePlace from "./DatabasePlace.js"
import { looking } from "./session.js"
import * as jsonLines from "./view/jsonLines.js"
import { stateTexts } from "./view/words.js"

export interface Input {
  readonly id: string
  readonly database: Option.Option<string>
  readonly json: boolean
}

/** Asks for the end of a batch; the programs that work on it see to it. */
export const run = ({ database, id, json }: Input) =>
  Effect.gen(function* () {
    const place = yield* DatabasePlace.chooseExisting(database)
    yield* Effect.gen(function* () {
      const batches = yield* Batches.Batches
      yield* batches.cancel(id)
      const summary = yield* batches.get(id)
      if (json) return yield* Output.result(jsonLine.format(jsonLines.batch(summary)))
      const states = stateTexts(summary).join(", ")
      if (summary.state !== "cancelled") {
        return yield* Output.note(`${id} has ended already: ${states}`)
      }
      yield* Output.note(`${id} is cancelled: ${states}`)
      if (running(summary) > 0) {
        yield* Output.note("what is under way is stopped by the program that has it")
      }
      yield* Output.note(`go on all the same: ${place.commands.of("resume", id)}`)
    }).pipe(Effect.provide(looking(place)))
  })

/** `easel batch resume ID` */
import * as Batches from "@easel/batch/Batches"
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Plugins from "../Plugins.js"
import { conclude } from "./conclude.js"
import * as DatabasePlace from "./DatabasePlace.js"
import * as Progress from "./Progress.js"
import { working } from "./session.js"
import { takePart } from "./takePart.js"

export interface Input {
  readonly id: string
  readonly database: Option.Option<string>
  readonly proxy: Option.Option<string>
  readonly plugin: ReadonlyArray<string>
  readonly json: boolean
  readonly quiet: boolean
}

/**
 * Opens the database for the engine, does what `begin` does to the batch, and sees it through.
 * `begin` may say something.
 */
export const goOn = <E>(
  input: Input,
  begin: (batches: Batches.Batches["Type"], progress: Progress.Progress) => Effect.Effect<void, E>
) =>
  Effect.gen(function* () {
    const place = yield* DatabasePlace.chooseExisting(input.database)
    const plugins = yield* Plugins.use(input.plugin)
    yield* Effect.gen(function* () {
      const progress = yield* Progress.make({ ...input, commands: place.commands })
      yield* begin(yield* Batches.Batches, progress)
      const summary = yield* takePart({ id: input.id, place, progress })
      yield* conclude(summary, progress)
    }).pipe(Effect.scoped, Effect.provide(working(place, { plugins, proxy: input.proxy })))
  })

/** Goes on with a batch that was stopped, paused or cancelled. */
export const run = (input: Input) =>
  goOn(input, (batches, progress) =>
    Effect.gen(function* () {
      const { state } = yield* batches.get(input.id)
      if (state === "finished") yield* progress.note("there is nothing left to do")
      else yield* batches.resume(input.id)
    })
  )

/** `easel batch run FILE` */
import * as Batches from "@easel/batch/Batches"
import { OutputStore } from "@easel/batch/OutputStore"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { settingsLayer } from "../generate/settingsLayer.js"
import * as Plugins from "../Plugins.js"
import * as Style from "../terminal/Style.js"
import { conclude } from "./conclude.js"
import * as DatabasePlace from "./DatabasePlace.js"
import type { Input } from "./Input.js"
import * as Order from "./order.js"
import { printOrder } from "./printOrder.js"
import * as Progress from "./Progress.js"
import { working } from "./session.js"
import { takePart } from "./takePart.js"
import { counted, number } from "./view/words.js"

/** Said when nobody chose a provider. */
const defaultNote = ({ label, note }: ImagePlugin): string =>
  `${label}${note === undefined ? "" : `: ${note}`}; choose with -p, see: easel providers`

/** Hands the batch in, or takes it up where it stood. */
const begin = (
  { id, items, selection, settings, source }: Order.Order,
  progress: Progress.Progress
) =>
  Effect.gen(function* () {
    const batches = yield* Batches.Batches
    // Before anything is paid for.
    yield* Effect.flatMap(OutputStore, (store) => store.open(settings.output))
    const submission = yield* batches.submit({ id, source, settings, items })
    yield* progress.submitted(submission)
    if (submission.isNew) {
      if (selection.byDefault) yield* progress.note(Style.dim(defaultNote(selection.plugin)))
      return yield* progress.note(`${id}: ${counted(submission.total, "item")}`)
    }
    const { counts, state } = yield* batches.get(id)
    yield* progress.note(
      `${id} is there already, and goes on where it stood: ${number(counts.done ?? 0)} of ${number(submission.total)} done`
    )
    if (state === "paused" || state === "cancelled") yield* batches.resume(id)
  })

const runOrder = (input: Input, order: Order.Order, plugins: ReadonlyArray<ImagePlugin>) =>
  Effect.gen(function* () {
    const place = yield* DatabasePlace.choose(input.database)
    yield* Effect.gen(function* () {
      const progress = yield* Progress.make({ ...input, commands: place.commands })
      yield* begin(order, progress)
      const summary = yield* takePart({ id: order.id, place, progress })
      yield* conclude(summary, progress)
    }).pipe(Effect.scoped, Effect.provide(working(place, { plugins, proxy: input.proxy })))
  })

/** Makes a picture for every line of a file. */
export const run = (input: Input) =>
  Effect.gen(function* () {
    const plugins = yield* Plugins.use(input.plugin)
    yield* Effect.gen(function* () {
      const order = yield* Order.make(input)
      if (input.dryRun) return yield* printOrder(order, input.json)
      // A mistake leaves no trace: no folder, no database.
      yield* Stream.runDrain(order.checked)
      yield* runOrder(input, order, plugins)
    }).pipe(Effect.provide(settingsLayer(plugins, input)))
  })

// A batch of an instant model whose pictures go nowhere: the engine alone.
// Arguments: number of items, how many at once, a file or the address of a PostgreSQL database; with
// no number it is a worker among others until its parent ends it.
import * as BatchDatabase from "@easel/batch/BatchDatabase"
import * as BatchEngine from "@easel/batch/BatchEngine"
import { Batches, layer as batchesLayer } from "@easel/batch/Batches"
import { fromModels } from "@easel/batch/BatchModels"
import { OutputStore } from "@easel/batch/OutputStore"
import { ImageRequest } from "@easel/core/ImageRequest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Stream from "effect/Stream"
import { instantModel } from "./instantModel.mjs"
import { report } from "./report.mjs"

const [, , count, concurrency, database] = process.argv

const nowhere = Layer.succeed(OutputStore, {
  open: () => Effect.succeed({ put: (name) => Effect.succeed(name), get: Effect.die })
})

const location = Either.getOrThrow(BatchDatabase.parse(database))

const layer = BatchEngine.layer().pipe(
  Layer.provideMerge(batchesLayer),
  Layer.provideMerge(BatchDatabase.layer(location, { exclusive: true })),
  Layer.provide(Layer.merge(fromModels([instantModel]), nowhere)),
  Layer.provide(Logger.minimumLogLevel(LogLevel.Error))
)

const items = (length) =>
  Stream.range(1, length).pipe(
    Stream.map((number) => ({
      number,
      name: `picture-${number}`,
      request: new ImageRequest({ prompt: `Picture ${number}` })
    }))
  )

const run = (id, length) =>
  Effect.gen(function* () {
    const batches = yield* Batches
    const settings = {
      models: ["instant"],
      retries: 0,
      concurrency: Number(concurrency),
      onUnknown: "ask",
      output: "nowhere",
      embedReceipt: false
    }
    yield* batches.submit({ id, source: "bench", settings, items: items(length) })
    const end = report(length)
    const last = yield* Stream.runLast(batches.watch(id))
    if (last._tag === "None" || last.value.counts.done !== length) {
      return yield* Effect.dieMessage("not all items were done")
    }
    return end
  })

const main =
  count === "worker"
    ? Effect.zipRight(
        Effect.sync(() => process.send("up")),
        Effect.never
      )
    : Effect.gen(function* () {
        yield* run("warm-up", 20)
        const end = yield* run("measured", Number(count))
        end()
      })

await Effect.runPromise(Effect.provide(main, layer))
process.exit(0)

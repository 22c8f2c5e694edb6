import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { BatchDatabase, Batches } from "@easel/batch"
import Database from "libsql"
import * as Layer from "effect/Layer"
import { folder } from "./support/folders.js"
import { checkOnce, itemsOf } from "./support/orders.js"
import { begin } from "./support/proof.js"
import { startWorker } from "./support/workers.js"

type Proof = Effect.Effect.Success<ReturnType<typeof begin>>

const until = (
  { batches, id }: Proof,
  holds: (counts: Readonly<Record<string, number | undefined>>) => boolean
) =>
  batches
    .get(id)
    .pipe(
      Effect.delay("50 millis"),
      Effect.repeat({ until: ({ counts }) => holds(counts) }),
      Effect.timeout("15 seconds")
    )

it.scopedLive(
  "a file has one engine, and who reads it is not kept out",
  () =>
    Effect.gen(function* () {
      const proof = yield* begin({ provider: "imagelabs", items: 5 })
      const first = yield* startWorker(proof.database, proof.services)
      const second = yield* startWorker(proof.database, proof.services)
      assert.strictEqual(yield* second.ended, 1)
      assert.include(second.output.join(), `process ${first.pid} is working on it`)
      yield* proof.submit
      yield* until(proof, ({ done }) => done !== undefined)
      yield* first.kill
      const third = yield* startWorker(proof.database, proof.services)
      assert.notStrictEqual(third.name, "")
      yield* proof.end
      checkOnce(proof.services)
    }),
  60_000
)

it.scopedLive(
  "what ran when a batch was cancelled ends after a restart too, and is begun again when it is resumed",
  () =>
    Effect.gen(function* () {
      const standIns = { latency: "60 seconds" as const }
      const settings = { concurrency: 3 }
      const proof = yield* begin({ provider: "imagelabs", items: 6, standIns, settings })
      const first = yield* startWorker(proof.database, proof.services)
      yield* proof.submit
      yield* until(proof, ({ accepted }) => accepted === 3)
      yield* first.kill
      yield* proof.batches.cancel(proof.id)
      yield* startWorker(proof.database, proof.services)
      const { summary } = yield* proof.end
      assert.strictEqual(summary.state, "cancelled")
      assert.deepStrictEqual(summary.counts, { cancelled: 6 })
      assert.strictEqual(proof.services.heard.length, 3)
      yield* proof.batches.resume(proof.id)
      const resumed = yield* until(proof, ({ accepted }) => accepted === 3)
      assert.strictEqual(resumed.submissions, 6)
    }),
  60_000
)

it.scopedLive(
  "a budget pauses the batch exactly there",
  () =>
    Effect.gen(function* () {
      const settings = { budget: 7 }
      const standIns = { latency: 0 }
      const proof = yield* begin({ provider: "imagelabs", items: 12, settings, standIns })
      yield* startWorker(proof.database, proof.services)
      yield* proof.submit
      const { summary } = yield* proof.end
      assert.strictEqual(summary.state, "paused")
      assert.deepStrictEqual(summary.counts, { done: 7, pending: 5 })
      assert.strictEqual(proof.services.heard.length, 7)
    }),
  60_000
)

it.scopedLive(
  "a picture that can't be fetched is fetched again at the next try, and not submitted again",
  () =>
    Effect.gen(function* () {
      const standIns = { latency: 0, fault: "picture-too-large" }
      const proof = yield* begin({ provider: "imagelabs", items: 2, standIns })
      yield* startWorker(proof.database, proof.services)
      yield* proof.submit
      const { summary } = yield* proof.end
      assert.deepStrictEqual(summary.counts, { failed: 2 })
      assert.strictEqual(yield* proof.batches.retry(proof.id, ["failed"]), 2)
      yield* proof.end
      const items = yield* itemsOf(proof.batches, proof.id)
      assert.deepStrictEqual(
        items.map((item) => item.try),
        [2, 2]
      )
      checkOnce(proof.services)
    }),
  60_000
)

it.scopedLive("a database of a newer version is refused", () =>
  Effect.gen(function* () {
    const path = join(yield* folder, "batches.db")
    const layer = Layer.provide(
      Batches.layer,
      BatchDatabase.layer(BatchDatabase.Location.File({ path }), { exclusive: false })
    )
    yield* Effect.scoped(Layer.build(layer))
    const database = new Database(path)
    database.exec("INSERT INTO easel_migrations (migration_id, name) VALUES (99, 'later')")
    database.close()
    const error = yield* Effect.flip(Effect.scoped(Layer.build(layer)))
    assert.strictEqual(error.reason, "NewerVersion")
  })
)

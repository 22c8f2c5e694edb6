/** What is made again, and settings that are changed, where several workers share a database. */
import { assert, it } from "@effect/vitest"
import * as Fault from "@easel/testkit/Fault"
import * as Effect from "effect/Effect"
import { itemsOf } from "../support/orders.js"
import { emptyDatabase, noPostgres } from "../support/postgres.js"
import { begin, type Proof } from "../support/proof.js"
import { startWorker } from "../support/workers.js"

const onPostgres = it.scopedLive.skipIf(noPostgres)

/** A batch, and two workers on its database. */
const withWorkers = (order: Omit<Proof, "database">) =>
  Effect.gen(function* () {
    const database = yield* emptyDatabase
    const proof = yield* begin({ ...order, database })
    const start = startWorker(proof.database, proof.services)
    const workers = yield* Effect.all([start, start], { concurrency: "unbounded" })
    return { ...proof, workers }
  })

onPostgres("pictures that are gone are made again by one retry, within the budget", () =>
  Effect.gen(function* () {
    const gone = Fault.status({ path: /^\/images\/task-[1-4]\.png/ }, 410)
    const standIns = { latency: 0, faults: [gone] }
    const settings = { budget: 7 }
    const proof = yield* withWorkers({ provider: "imagelabs", items: 4, standIns, settings })
    yield* proof.submit
    const first = yield* proof.end
    assert.deepStrictEqual(first.summary.counts, { failed: 4 })
    yield* proof.batches.retry(proof.id, ["failed"])
    const paused = yield* proof.end
    assert.strictEqual(paused.summary.state, "paused")
    assert.deepStrictEqual(paused.summary.counts, { done: 3, pending: 1 })
    assert.lengthOf(proof.services.heard, 7)
    yield* proof.submitWith({ budget: 8 })
    yield* proof.batches.resume(proof.id)
    const last = yield* proof.end
    assert.deepStrictEqual(last.summary.counts, { done: 4 })
    assert.lengthOf(proof.services.heard, 8)
  })
)

onPostgres("what is unknown is submitted again within the budget", () =>
  Effect.gen(function* () {
    const standIns = { latency: 0 }
    const settings = { onUnknown: "retry" as const, budget: 5, concurrency: 4 }
    const proof = yield* withWorkers({ provider: "openai", items: 4, standIns, settings })
    proof.services.openai.addFault(Fault.stall({ path: /generations$/, times: 4 }, 0))
    yield* proof.submit
    yield* itemsOf(proof.batches, proof.id).pipe(
      Effect.delay("50 millis"),
      Effect.repeat({ until: (items) => items.every(({ state }) => state === "reserved") })
    )
    yield* Effect.forEach(proof.workers, ({ kill }) => kill)
    yield* startWorker(proof.database, proof.services)
    const paused = yield* proof.end
    assert.strictEqual(paused.summary.state, "paused")
    assert.deepStrictEqual(paused.summary.counts, { done: 1, pending: 3 })
    assert.strictEqual(paused.summary.submissions, 5)
    assert.lengthOf(proof.services.heard, 5)
  })
)

onPostgres("settings that are changed hold for all workers", () =>
  Effect.gen(function* () {
    const settings = { perMinute: 1, concurrency: 2 }
    const standIns = { latency: "300 millis" as const }
    const proof = yield* withWorkers({ provider: "openai", items: 8, settings, standIns })
    yield* proof.submit
    yield* proof.batches
      .get(proof.id)
      .pipe(Effect.delay("50 millis"), Effect.repeat({ until: ({ counts }) => counts.done === 1 }))
    yield* proof.submitWith({ perMinute: 6000, concurrency: 4 })
    const { summary } = yield* proof.end
    assert.deepStrictEqual(summary.counts, { done: 8 })
  })
)

import { assert, it } from "@effect/vitest"
import * as Array from "effect/Array"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Batches, BatchItem } from "@easel/batch"
import { timed } from "../support/killing.js"
import { checkOnce, itemsOf } from "../support/orders.js"
import { emptyDatabase, noPostgres, outage } from "../support/postgres.js"
import { begin } from "../support/proof.js"
import { startWorker, type Worker } from "../support/workers.js"

const onPostgres = it.scopedLive.skipIf(noPostgres)

const underWay = ({ state }: BatchItem.ItemRecord): boolean =>
  state === "reserved" || state === "accepted" || state === "made"

/** What the items are once it is so. */
const once = (
  batches: Batches.Batches["Type"],
  id: string,
  holds: (items: ReadonlyArray<BatchItem.ItemRecord>) => boolean
) =>
  itemsOf(batches, id).pipe(
    Effect.delay(Duration.millis(20)),
    Effect.repeat({ until: holds }),
    Effect.timeout(Duration.seconds(60))
  )

const heldBy = (items: ReadonlyArray<BatchItem.ItemRecord>, { name }: Worker) =>
  items.filter((item) => underWay(item) && item.worker === name)

const startAll = (count: number, proof: Effect.Effect.Success<ReturnType<typeof begin>>) =>
  Effect.all(
    Array.makeBy(count, () => startWorker(proof.database, proof.services)),
    { concurrency: "unbounded" }
  )

onPostgres("ten workers may start at once on an empty database", () =>
  Effect.gen(function* () {
    const database = yield* emptyDatabase
    const proof = yield* begin({ provider: "imagelabs", items: 40, database })
    const workers = yield* startAll(10, proof)
    assert.isTrue(
      workers.every(({ name }) => name !== ""),
      workers.flatMap(({ output }) => output).join("\n")
    )
    yield* proof.submit
    const { summary } = yield* proof.end
    assert.deepStrictEqual(summary.counts, { done: 40 })
    checkOnce(proof.services)
  })
)

for (const how of ["kill -9", "SIGTERM"] as const) {
  onPostgres(`after ${how} the jobs of a worker are followed by others`, () =>
    Effect.gen(function* () {
      const database = yield* emptyDatabase
      const latency = Duration.seconds(20)
      const standIns = { latency }
      const proof = yield* begin({
        provider: "imagelabs",
        items: 12,
        database,
        standIns,
        settings: { concurrency: 12 }
      })
      const [victim, ...others] = yield* startAll(3, proof)
      assert.isDefined(victim)
      yield* proof.submit
      const all = (items: ReadonlyArray<BatchItem.ItemRecord>) =>
        items.every(({ state }) => state === "accepted")
      const before = yield* once(proof.batches, proof.id, all)
      const lost = new Set(heldBy(before, victim).map(({ number }) => number))
      assert.isAbove(lost.size, 0, "the victim has nothing")
      const { millis: ending } = yield* timed(how === "SIGTERM" ? victim.stop : victim.kill)
      const moved = (items: ReadonlyArray<BatchItem.ItemRecord>) =>
        items.some(({ number, worker }) => lost.has(number) && worker !== victim.name)
      const first = yield* timed(once(proof.batches, proof.id, moved))
      const allMoved = (items: ReadonlyArray<BatchItem.ItemRecord>) =>
        items.every(({ number, worker }) => !lost.has(number) || worker !== victim.name)
      const last = yield* timed(once(proof.batches, proof.id, allMoved))
      console.log(
        `${how}: ended after ${Math.round(ending)} ms, first of ${lost.size} items elsewhere after`,
        `${Math.round(first.millis)} ms, last after ${Math.round(first.millis + last.millis)} ms`
      )
      const { summary } = yield* proof.end
      assert.deepStrictEqual(summary.counts, { done: 12 })
      checkOnce(proof.services)
      assert.strictEqual(others.length, 2)
    })
  )
}

onPostgres("a worker that is told to stop ends its calls in time, and nothing is cut", () =>
  Effect.gen(function* () {
    const database = yield* emptyDatabase
    const standIns = { latency: "1500 millis" as const }
    const proof = yield* begin({ provider: "openai", items: 40, database, standIns })
    const [first] = yield* startAll(3, proof)
    yield* proof.submit
    yield* once(proof.batches, proof.id, (items) => items.some(({ state }) => state === "done"))
    const code = yield* first?.stop ?? Effect.succeed(1)
    assert.strictEqual(code, 0)
    const { summary } = yield* proof.end
    assert.deepStrictEqual(summary.counts, { done: 40 })
    checkOnce(proof.services)
  })
)

onPostgres("a worker that joins cuts nothing of the others", () =>
  Effect.gen(function* () {
    const database = yield* emptyDatabase
    const standIns = { latency: "2 seconds" as const }
    const proof = yield* begin({ provider: "openai", items: 40, database, standIns })
    yield* startAll(1, proof)
    yield* proof.submit
    yield* once(proof.batches, proof.id, (items) => items.some(underWay))
    yield* startAll(2, proof)
    const { summary } = yield* proof.end
    assert.deepStrictEqual(summary.counts, { done: 40 })
    checkOnce(proof.services)
  })
)

for (const provider of ["imagelabs", "openai"] as const) {
  onPostgres(`a worker that stands still for a while loses nothing at ${provider}`, () =>
    Effect.gen(function* () {
      const database = yield* emptyDatabase
      const standIns = { latency: "3 seconds" as const }
      const proof = yield* begin({ provider, items: 30, database, standIns })
      const [victim] = yield* startAll(3, proof)
      assert.isDefined(victim)
      yield* proof.submit
      yield* once(proof.batches, proof.id, (items) => heldBy(items, victim).length > 0)
      yield* victim.signal("SIGSTOP")
      yield* Effect.sleep(Duration.seconds(15))
      yield* victim.signal("SIGCONT")
      const { summary } = yield* proof.end
      console.log(`stood still at ${provider}`, summary.counts)
      checkOnce(proof.services)
      assert.deepStrictEqual(summary.counts, { done: 30 })
    })
  )
}

onPostgres("workers say that the database is gone, and lose nothing", () =>
  Effect.gen(function* () {
    const database = yield* emptyDatabase
    const standIns = { latency: "2 seconds" as const }
    const proof = yield* begin({ provider: "imagelabs", items: 40, database, standIns })
    const workers = yield* startAll(2, proof)
    yield* proof.submit
    yield* once(proof.batches, proof.id, (items) => items.some(({ state }) => state === "done"))
    const ends = Effect.forEach(workers, ({ ended, output }) =>
      Effect.map(ended, (code) => ({ code, output }))
    )
    const { millis, value } = yield* timed(
      outage(database, Effect.sleep("1 second")).pipe(Effect.zipRight(ends))
    )
    console.log(`both ended ${Math.round(millis)} ms after the outage began`)
    for (const { code, output } of value) {
      assert.strictEqual(code, 1)
      assert.include(output.at(-1), "DatabaseError")
    }
    yield* startAll(2, proof)
    const { records } = yield* proof.end
    checkOnce(proof.services)
    assert.isTrue(records.every(({ state }) => state === "done" || state === "unknown"))
  })
)

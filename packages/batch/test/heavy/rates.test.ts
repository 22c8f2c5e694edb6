/** Limits of a batch hold over all workers, counted where the jobs arrive. */
import { assert, it } from "@effect/vitest"
import type { Cost } from "@easel/core/Receipt"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { calling, feederOf } from "../support/feeder.js"
import { checkRate, mostWithin } from "../support/heardRate.js"
import { checkOnce } from "../support/orders.js"
import { emptyDatabase, noPostgres } from "../support/postgres.js"
import { begin, type Proof } from "../support/proof.js"
import { startWorker, type Worker } from "../support/workers.js"

const onPostgres = it.scopedLive.skipIf(noPostgres)

type Begun = Effect.Effect.Success<ReturnType<typeof begin>>

const onServer = (proof: Omit<Proof, "database">) =>
  Effect.flatMap(emptyDatabase, (database) => begin({ ...proof, database }))

/** One whose connections go by that name. */
const startCalled = ({ database, services }: Begun, name: string, cost?: Cost) =>
  startWorker(calling(database, name), services, cost)

const startThree = (proof: Begun, cost?: Cost) =>
  Effect.map(
    Effect.forEach(["a", "b", "c"], (name) => startCalled(proof, name, cost), {
      concurrency: "unbounded"
    }),
    ([a, b, c]) =>
      new Map<string, Worker | undefined>([
        ["a", a],
        ["b", b],
        ["c", c]
      ])
  )

const untilHeard = ({ services }: Begun, many: number) =>
  Effect.sync(() => services.heard.length).pipe(
    Effect.delay(Duration.millis(50)),
    Effect.repeat({ until: (heard) => heard >= many }),
    Effect.timeout(Duration.seconds(120))
  )

const workersOf = (records: ReadonlyArray<{ readonly worker?: string | undefined }>) =>
  new Set(records.map(({ worker }) => worker)).size

const perMinute = 600

/** A program that stands still for a second or so sends what it had begun at once. */
const slack = 12

onPostgres("a rate holds over three workers", () =>
  Effect.gen(function* () {
    const proof = yield* onServer({
      provider: "imagelabs",
      items: 60,
      standIns: { latency: 0 },
      settings: { concurrency: 30, perMinute }
    })
    yield* startThree(proof)
    yield* proof.submit
    const { records, summary } = yield* proof.end
    console.log(`most within 2 s: ${mostWithin(proof.services, 2000)}`)
    assert.deepStrictEqual(summary.counts, { done: 60 })
    assert.isAbove(workersOf(records), 1, "one worker made all of them")
    checkOnce(proof.services)
    checkRate(proof.services, { perMinute, slack })
  })
)

onPostgres("a budget holds over three workers, and its end is the end of what they begin", () =>
  Effect.gen(function* () {
    const proof = yield* onServer({
      provider: "imagelabs",
      items: 60,
      standIns: { latency: "500 millis" },
      settings: { concurrency: 12, budget: 20 }
    })
    yield* startThree(proof)
    yield* proof.submit
    const { records, summary } = yield* proof.end
    assert.strictEqual(summary.state, "paused")
    assert.deepStrictEqual(summary.counts, { done: 20, pending: 40 })
    assert.isAbove(workersOf(records.filter(({ state }) => state === "done")), 1)
    assert.strictEqual(proof.services.heard.length, 20)
    checkOnce(proof.services)
  })
)

onPostgres("a limit of what is paid holds over three workers", () =>
  Effect.gen(function* () {
    const proof = yield* onServer({
      provider: "openai",
      items: 60,
      standIns: { latency: "500 millis" },
      settings: { concurrency: 12, maxCost: 5 }
    })
    yield* startThree(proof, { amount: 0.25, currency: "USD" })
    yield* proof.submit
    const { summary } = yield* proof.end
    assert.strictEqual(summary.state, "paused")
    assert.match(summary.reason ?? "", /would pass 5 USD; 5 are spent/)
    assert.deepStrictEqual(summary.costs, [{ amount: 5, currency: "USD" }])
    assert.deepStrictEqual(summary.counts, { done: 20, pending: 40 })
    assert.strictEqual(proof.services.heard.length, 20)
    checkOnce(proof.services)
  })
)

onPostgres(
  "when the one that begins the items is killed, another does, no faster, and none twice",
  () =>
    Effect.gen(function* () {
      const items = 120
      const proof = yield* onServer({
        provider: "imagelabs",
        items,
        standIns: { latency: "1 second" },
        settings: { concurrency: 30, perMinute }
      })
      const workers = yield* startThree(proof)
      yield* proof.submit
      const killed: Array<string> = []
      for (const [share, successor] of [
        [0.25, "d"],
        [0.6, "e"]
      ] as const) {
        yield* untilHeard(proof, items * share)
        const feeder = yield* feederOf(proof.database)
        yield* workers.get(feeder)?.kill ?? Effect.dieMessage(`nobody is called ${feeder}`)
        killed.push(feeder)
        workers.set(successor, yield* startCalled(proof, successor))
      }
      const { records, summary } = yield* proof.end
      console.log(
        `killed ${killed.join(", then ")}`,
        summary.counts,
        mostWithin(proof.services, 2000)
      )
      assert.notStrictEqual(killed[0], killed[1])
      checkOnce(proof.services)
      checkRate(proof.services, { perMinute, slack })
      assert.strictEqual(summary.state, "finished")
      // What was cut between the submit and the answer; all else is followed.
      assert.isTrue(records.every(({ state }) => state === "done" || state === "unknown"))
      assert.isAtLeast(summary.counts.done ?? 0, items - 10)
    })
)

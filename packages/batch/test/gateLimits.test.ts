import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { assert, describe, it } from "@effect/vitest"
import type { BatchSummary } from "@easel/batch/BatchSummary"
import { gateOf, standing, type Standing } from "./support/gates.js"

const go = { _tag: "Go" } as const

/** Four pictures for a unit in all. */
const fourForOne = {
  counts: { done: 4, pending: 20 },
  costs: [{ amount: 1, currency: "USD" }]
} satisfies Partial<BatchSummary>

const change = (batch: Standing, changes: Partial<BatchSummary>): void => {
  batch.summary = { ...batch.summary, ...changes }
}

describe("a budget", () => {
  it.scoped("lets exactly so many through, those counted that were submitted before", () =>
    Effect.gen(function* () {
      const gate = yield* gateOf(standing({ budget: 5 }, { submissions: 3 }))
      assert.deepStrictEqual([yield* gate, yield* gate], [go, go])
      const reason = "the budget of 5 submissions is used up"
      for (const answer of [yield* gate, yield* gate]) {
        assert.deepStrictEqual(answer, { _tag: "Pause", reason })
      }
    })
  )

  it.scoped("that is used up pauses at once, whatever the rate", () =>
    Effect.gen(function* () {
      const gate = yield* gateOf(standing({ budget: 1, perMinute: 1 }))
      yield* gate
      assert.strictEqual((yield* gate)._tag, "Pause")
    })
  )

  it.scoped("that is smaller than what was submitted pauses, too", () =>
    Effect.gen(function* () {
      const gate = yield* gateOf(standing({ budget: 2 }, { submissions: 9 }))
      assert.strictEqual((yield* gate)._tag, "Pause")
    })
  )
})

describe("a limit of what is paid, with pictures of the same price", () => {
  it.scoped("counts what is under way at the average of what is done", () =>
    Effect.gen(function* () {
      const batch = standing({ maxCost: 2 }, fourForOne)
      const gate = yield* gateOf(batch)
      batch.begun = 3
      assert.deepStrictEqual(yield* gate, go)
      batch.begun = 4
      const fifth = yield* Effect.fork(gate)
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual((yield* Fiber.poll(fifth))._tag, "None")
      // One of them failed, and cost nothing.
      batch.begun = 3
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* Fiber.join(fifth), go)
    })
  )

  it.scoped("is reached to the last picture, although sums of decimals are off by a little", () =>
    Effect.gen(function* () {
      for (const [each, many] of [
        [0.04, 25],
        [0.05, 20],
        [0.1, 10],
        [0.07, 100]
      ] as const) {
        let spent = 0
        for (let index = 1; index < many; index++) spent += each
        const gateAfter = (done: number, amount: number) =>
          gateOf(
            standing(
              { maxCost: Number((each * many).toFixed(2)) },
              { counts: { done, pending: 2 }, costs: [{ amount, currency: "USD" }] }
            )
          )
        assert.deepStrictEqual(yield* yield* gateAfter(many - 1, spent), go, `${many} at ${each}`)
        assert.strictEqual((yield* yield* gateAfter(many, spent + each))._tag, "Pause")
      }
    })
  )

  it.scoped("counts what other programs have under way, too", () =>
    Effect.gen(function* () {
      const counts = { done: 4, reserved: 2, accepted: 1, made: 1, pending: 20 }
      const gate = yield* gateOf(standing({ maxCost: 2 }, { ...fourForOne, counts }))
      const next = yield* Effect.fork(gate)
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual((yield* Fiber.poll(next))._tag, "None")
      yield* Fiber.interrupt(next)
    })
  )

  it.scoped("pauses when all has ended and another would pass it, and says what is spent", () =>
    Effect.gen(function* () {
      const batch = standing({ maxCost: 2 }, fourForOne)
      const gate = yield* gateOf(batch)
      batch.begun = 4
      const next = yield* Effect.fork(gate)
      yield* TestClock.adjust("1 second")
      change(batch, { counts: { done: 8, pending: 16 }, costs: [{ amount: 2, currency: "USD" }] })
      batch.begun = 0
      yield* TestClock.adjust("1 second")
      const reason = "another picture would pass 2 USD; 2 are spent"
      assert.deepStrictEqual(yield* Fiber.join(next), { _tag: "Pause", reason })
    })
  )

  it.scoped("pauses a batch that has spent more than it may by now", () =>
    Effect.gen(function* () {
      const gate = yield* gateOf(standing({ maxCost: 0.5 }, fourForOne))
      assert.strictEqual((yield* gate)._tag, "Pause")
    })
  )

  it.scoped("is reached and not passed, however many may be under way", () =>
    Effect.gen(function* () {
      for (const concurrency of [1, 3, 16]) {
        const batch = standing({ maxCost: 5 }, { counts: { pending: 100 } })
        const gate = yield* gateOf(batch)
        const permits = yield* Effect.makeSemaphore(concurrency)
        let done = 0
        const picture = Effect.sleep("1 second").pipe(
          Effect.zipRight(
            Effect.sync(() => {
              done += 1
              batch.begun -= 1
              change(batch, {
                counts: { done, pending: 100 - done },
                costs: [{ amount: done * 0.25, currency: "USD" }]
              })
            })
          ),
          Effect.zipRight(permits.release(1))
        )
        const begin = Effect.gen(function* () {
          yield* permits.take(1)
          const answer = yield* gate
          if (answer._tag === "Go") {
            batch.begun += 1
            yield* Effect.forkScoped(picture)
          }
          return answer
        })
        const feeder = yield* Effect.fork(
          Effect.repeat(begin, { until: ({ _tag }) => _tag === "Pause" })
        )
        yield* TestClock.adjust("30 seconds")
        assert.strictEqual((yield* Fiber.join(feeder))._tag, "Pause")
        assert.strictEqual(done, 20, `${concurrency} at once`)
        assert.strictEqual(batch.begun, 0)
      }
    })
  )
})

describe("a limit of what is paid, where no sum can be held", () => {
  it.scoped("pauses for several currencies", () =>
    Effect.gen(function* () {
      const costs = [
        { amount: 1, currency: "USD" },
        { amount: 1, currency: "EUR" }
      ]
      const gate = yield* gateOf(standing({ maxCost: 100 }, { ...fourForOne, costs }))
      const answer = yield* gate
      assert.strictEqual(answer._tag, "Pause")
      assert.match(answer._tag === "Pause" ? answer.reason : "", /different currencies/)
    })
  )

  it.scoped("pauses after the first picture that has told no cost, and not before", () =>
    Effect.gen(function* () {
      const batch = standing({ maxCost: 100 }, { counts: { pending: 24 } })
      const gate = yield* gateOf(batch)
      assert.deepStrictEqual(yield* gate, go)
      batch.begun = 1
      const second = yield* Effect.fork(gate)
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual((yield* Fiber.poll(second))._tag, "None")
      change(batch, { counts: { done: 1, pending: 23 } })
      batch.begun = 0
      yield* TestClock.adjust("1 second")
      const answer = yield* Fiber.join(second)
      assert.match(answer._tag === "Pause" ? answer.reason : "", /use a budget of submissions/)
    })
  )

  it.scoped("goes on one by one while pictures fail, which cost nothing", () =>
    Effect.gen(function* () {
      const batch = standing({ maxCost: 1 }, { counts: { failed: 3, pending: 20 } })
      const gate = yield* gateOf(batch)
      assert.deepStrictEqual(yield* gate, go)
    })
  )

  it.scoped("asks for a budget first, so that both hold", () =>
    Effect.gen(function* () {
      const gate = yield* gateOf(
        standing({ maxCost: 100, budget: 4 }, { submissions: 4, ...fourForOne })
      )
      const answer = yield* gate
      assert.match(answer._tag === "Pause" ? answer.reason : "", /budget of 4/)
    })
  )
})

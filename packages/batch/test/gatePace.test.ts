import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { assert, describe, it } from "@effect/vitest"
import { gateOf, passesOf, standing, withTimeOfDay } from "./support/gates.js"

const second = 1000
const day = 24 * 60 * 60 * second

const perMinute = 60

describe("a rate", () => {
  it.scoped("spreads what begins evenly, the first at once", () =>
    Effect.gen(function* () {
      const gate = yield* gateOf(standing({ perMinute }))
      const passes = yield* Effect.fork(passesOf(gate, 5))
      yield* TestClock.adjust("4 seconds")
      assert.deepStrictEqual(
        yield* Fiber.join(passes),
        [0, 1, 2, 3, 4].map((n) => n * second)
      )
    })
  )

  it.scoped("lets nothing through before its time", () =>
    Effect.gen(function* () {
      const gate = yield* gateOf(standing({ perMinute }))
      yield* gate
      const next = yield* Effect.fork(gate)
      yield* TestClock.adjust("999 millis")
      assert.strictEqual((yield* Fiber.poll(next))._tag, "None")
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* Fiber.join(next))._tag, "Go")
    })
  )

  it.scoped("makes up for nothing after a time in which nothing was to begin", () =>
    Effect.gen(function* () {
      const gate = yield* gateOf(standing({ perMinute }))
      yield* gate
      yield* TestClock.adjust("1 hour")
      const passes = yield* Effect.fork(passesOf(gate, 4))
      yield* TestClock.adjust("3 seconds")
      const start = 3600 * second
      assert.deepStrictEqual(
        yield* Fiber.join(passes),
        [0, 1, 2, 3].map((n) => start + n * second)
      )
    })
  )

  it.scoped("keeps to its spacing when items come unevenly", () =>
    Effect.gen(function* () {
      const gate = yield* gateOf(standing({ perMinute }))
      const slow = Effect.zipRight(Effect.sleep("1500 millis"), passesOf(gate, 3))
      const passes = yield* Effect.fork(Effect.zip(passesOf(gate, 2), slow))
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(yield* Fiber.join(passes), [
        [0, 1000],
        [2500, 3500, 4500]
      ])
    })
  )

  for (const [what, perMinute, spacing] of [
    ["one in ten seconds", 6, 10 * second],
    ["a thousand a second", 60_000, 1]
  ] as const) {
    it.scoped(`may be ${what}`, () =>
      Effect.gen(function* () {
        const gate = yield* gateOf(standing({ perMinute }))
        const passes = yield* Effect.fork(passesOf(gate, 3))
        yield* TestClock.adjust(2 * spacing)
        assert.deepStrictEqual(yield* Fiber.join(passes), [0, spacing, 2 * spacing])
      })
    )
  }

  it.scoped("does not hear of a clock that is set forwards or back", () =>
    Effect.gen(function* () {
      const offset = { millis: 0 }
      const passes = yield* Effect.gen(function* () {
        const gate = yield* gateOf(standing({ perMinute }))
        const before = yield* passesOf(gate, 2)
        offset.millis = day
        const ahead = yield* passesOf(gate, 2)
        offset.millis = -day
        return [...before, ...ahead, ...(yield* passesOf(gate, 2))]
      }).pipe(withTimeOfDay(offset), Effect.fork)
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(
        yield* Fiber.join(passes),
        [0, 1, 2, 3, 4, 5].map((n) => n * second)
      )
    })
  )

  for (const [what, millis] of [
    ["in the future, since the clock was set back", day],
    ["long ago", -day],
    ["just now", 0]
  ] as const) {
    it.scoped(`begins within one spacing when the last begin is ${what}`, () =>
      Effect.gen(function* () {
        yield* TestClock.adjust("2 days")
        const started = new Date(2 * day + millis)
        const gate = yield* gateOf(standing({ perMinute }, { started }))
        const passes = yield* Effect.fork(passesOf(gate, 3))
        yield* TestClock.adjust("3 seconds")
        const [first = 0, next, last] = yield* Fiber.join(passes)
        assert.isAtMost(first, 2 * day + second)
        assert.deepStrictEqual([next, last], [first + second, first + 2 * second])
      })
    )
  }

  it.scoped("is given up when the one that waits is interrupted, and costs no begin", () =>
    Effect.gen(function* () {
      const batch = standing({ perMinute, budget: 2 })
      const gate = yield* gateOf(batch)
      yield* gate
      const waiting = yield* Effect.fork(gate)
      yield* TestClock.adjust("500 millis")
      yield* Fiber.interrupt(waiting)
      const next = yield* Effect.fork(gate)
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual((yield* Fiber.join(next))._tag, "Go")
      assert.strictEqual((yield* gate)._tag, "Pause")
    })
  )
})

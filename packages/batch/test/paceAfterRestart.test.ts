/** The rate of a batch is that of its begins, whichever program begins them. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as TestClock from "effect/TestClock"
import { makeGate } from "../src/internal/Gate.js"
import { workshop } from "./support/ownEngine.js"
import { summaryOf } from "./support/plainBatches.js"

const { settings } = summaryOf([])

/** A gate of one begin a minute, after that one. */
const gateAfter = (lastStarted: number) => {
  const batch = summaryOf([], {
    state: "active",
    started: new Date(0),
    lastStarted: new Date(lastStarted),
    settings: { ...settings, perMinute: 1 }
  })
  return makeGate(batch, Effect.succeed(batch), Effect.succeed(0))
}

const isOpen = <A, E>(fiber: Fiber.RuntimeFiber<A, E>) =>
  Effect.map(Fiber.poll(fiber), Option.isNone)

it.effect("another program begins the next item when its time has come, and not earlier", () =>
  Effect.gen(function* () {
    yield* TestClock.setTime(600_000)
    const gate = yield* gateAfter(590_000)
    const first = yield* Effect.fork(gate)
    yield* TestClock.adjust("49 seconds")
    assert.isTrue(yield* isOpen(first))
    yield* TestClock.adjust("1 second")
    assert.isFalse(yield* isOpen(first))
    const second = yield* Effect.fork(gate)
    yield* TestClock.adjust("59 seconds")
    assert.isTrue(yield* isOpen(second))
    yield* TestClock.adjust("1 second")
    assert.isFalse(yield* isOpen(second))
  })
)

it.effect("the clock of another machine may be ahead: then one begin's time is waited for", () =>
  Effect.gen(function* () {
    yield* TestClock.setTime(600_000)
    const first = yield* Effect.fork(yield* gateAfter(630_000))
    yield* TestClock.adjust("59 seconds")
    assert.isTrue(yield* isOpen(first))
    yield* TestClock.adjust("1 second")
    assert.isFalse(yield* isOpen(first))
  })
)

it.effect("a begin whose time is over does not wait", () =>
  Effect.gen(function* () {
    yield* TestClock.setTime(600_000)
    const first = yield* Effect.fork(yield* gateAfter(530_000))
    yield* TestClock.adjust(0)
    assert.isFalse(yield* isOpen(first))
  })
)

it.scopedLive("a summary knows the first begin and the last", () =>
  Effect.gen(function* () {
    const { batches, change, id, submitWith } = yield* workshop({ provider: "openai", items: 3 })
    yield* submitWith()
    assert.isUndefined((yield* batches.get(id)).lastStarted)
    const at = (minute: number) => `2026-11-27T10:1${minute}:00.000Z`
    yield* change(
      `UPDATE easel_items SET state = 'done', reserved = '${at(5)}' WHERE number = 1;
       UPDATE easel_items SET state = 'done', reserved = '${at(1)}' WHERE number = 2`
    )
    const { lastStarted, started } = yield* batches.get(id)
    assert.deepStrictEqual([started, lastStarted], [new Date(at(1)), new Date(at(5))])
  })
)

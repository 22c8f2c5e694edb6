import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/TestClock"
import { assert, describe, it } from "@effect/vitest"
import { BatchSettings } from "@easel/batch/BatchSettings"
import { makeGate } from "../src/internal/Gate.js"
import { summaryOf } from "./support/plainBatches.js"

const { settings } = summaryOf([])

describe("a limit of what is paid", () => {
  it.scoped("counts an item of which nothing is written down yet", () =>
    Effect.gen(function* () {
      const batch = summaryOf([], {
        state: "active",
        total: 2,
        counts: { pending: 2 },
        settings: { ...settings, maxCost: 1 }
      })
      let begun = 0
      const gate = yield* makeGate(
        batch,
        Effect.succeed(batch),
        Effect.sync(() => begun)
      )
      assert.strictEqual((yield* gate)._tag, "Go")
      begun = 1
      const second = yield* Effect.fork(gate)
      yield* TestClock.adjust("5 seconds")
      assert.isTrue(Option.isNone(yield* Fiber.poll(second)))
      yield* Fiber.interrupt(second)
    })
  )
})

describe("the settings of a batch", () => {
  const encode = Schema.encodeOption(Schema.parseJson(BatchSettings))

  it("are such that they can be read again", () => {
    assert.isTrue(Option.isSome(encode({ ...settings, perMinute: 30, maxCost: 1e300 })))
    for (const wrong of [
      { perMinute: Infinity },
      { perMinute: 1e-300 },
      { maxCost: Infinity },
      { timeout: Duration.infinity }
    ]) {
      assert.isTrue(Option.isNone(encode({ ...settings, ...wrong })), Object.keys(wrong).join())
    }
  })
})

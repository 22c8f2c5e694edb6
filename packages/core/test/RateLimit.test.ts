import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import type { ImageEvent } from "@easel/core/ImageEvent"
import * as ImageModel from "@easel/core/ImageModel"
import * as Policy from "@easel/core/Policy"
import { completed, makeEmittingModel } from "./support/TestModel.js"

const cat = { prompt: "cat" }

/** Done at once; remembers the second at which each request arrived. */
const punctual = () => {
  const times: Array<number> = []
  const model = makeEmittingModel(() =>
    Effect.clockWith((clock) =>
      Effect.sync(() => {
        times.push(clock.unsafeCurrentTimeMillis() / 1000)
        return completed()
      })
    )
  )
  return { model, times }
}

const places = (said: Array<string>) => (event: ImageEvent) =>
  Effect.sync(() => {
    said.push(event._tag === "Queued" ? `${event.position} of ${event.size}` : event._tag)
  })

/** Starts so many generations, one after the other; gives what each said. */
const beginAll = (model: ImageModel.Service, count: number) =>
  Effect.forEach(Array.from({ length: count }), () =>
    Effect.gen(function* () {
      const said: Array<string> = []
      const fiber = yield* Effect.fork(model.generate(cat, places(said)))
      yield* TestClock.adjust(0)
      return { fiber, said }
    })
  )

describe("Policy.rateLimit", () => {
  it.scoped("lets a burst through, then one for each part of the interval", () =>
    Effect.gen(function* () {
      const { model, times } = punctual()
      const limit = yield* Policy.rateLimit({ limit: 2, interval: "10 seconds" })
      yield* beginAll(limit(model), 5)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(times, [0, 0, 5, 10, 15])
    })
  )

  it.scoped("or as many in each window", () =>
    Effect.gen(function* () {
      const { model, times } = punctual()
      const limit = yield* Policy.rateLimit({
        limit: 2,
        interval: "10 seconds",
        algorithm: "fixed-window"
      })
      yield* beginAll(limit(model), 5)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(times, [0, 0, 10, 10, 20])
    })
  )

  it.scoped("says who waits where, and nothing to those who need not", () =>
    Effect.gen(function* () {
      const { model } = punctual()
      const limit = yield* Policy.rateLimit({ limit: 1, interval: "10 seconds" })
      const all = yield* beginAll(limit(model), 4)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(
        all.map(({ said }) => said),
        [[], ["0 of 1"], ["1 of 2", "0 of 2"], ["2 of 3", "1 of 2", "0 of 1"]]
      )
    })
  )

  it.scoped("one limit for all models that it wraps", () =>
    Effect.gen(function* () {
      const one = punctual()
      const other = punctual()
      const limit = yield* Policy.rateLimit({ limit: 1, interval: "10 seconds" })
      yield* beginAll(limit(one.model), 1)
      yield* beginAll(limit(other.model), 1)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual([one.times, other.times], [[0], [10]])
    })
  )

  it.scoped("what is refused counts nowhere and waits for nothing", () =>
    Effect.gen(function* () {
      const { model, times } = punctual()
      const limit = yield* Policy.rateLimit({ limit: 1, interval: "10 seconds" })
      const limited = limit(model)
      for (const steps of [99, 100, 101]) {
        const error = yield* Effect.flip(limited.generate({ ...cat, steps }))
        assert.strictEqual(error._tag, "InvalidRequest")
      }
      yield* limited.generate(cat)
      assert.deepStrictEqual(times, [0])
    })
  )

  it.scoped("who gives up waiting takes nobody's turn", () =>
    Effect.gen(function* () {
      const { model, times } = punctual()
      const limit = yield* Policy.rateLimit({ limit: 1, interval: "10 seconds" })
      const [, second, third, fourth] = yield* beginAll(limit(model), 4)
      yield* TestClock.adjust("3 seconds")
      for (const left of [third, second]) if (left !== undefined) yield* Fiber.interrupt(left.fiber)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(times, [0, 10])
      assert.deepStrictEqual(fourth?.said, ["3 of 4", "2 of 3", "1 of 2", "0 of 1"].slice(1))
    })
  )

  it.scoped("is a layer, made once", () =>
    Effect.gen(function* () {
      const { model, times } = punctual()
      const limited = Policy.layer(Policy.rateLimit({ limit: 1, interval: "10 seconds" })).pipe(
        Layer.provide(Layer.succeed(ImageModel.ImageModel, model))
      )
      yield* Effect.fork(
        Effect.provide(Effect.zipRight(ImageModel.generate(cat), ImageModel.generate(cat)), limited)
      )
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(times, [0, 10])
    })
  )
})

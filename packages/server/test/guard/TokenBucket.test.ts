import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { TokenBucket } from "../../src/internal/TokenBucket.js"

/** How many can be taken now, and in how many seconds the next one can be. */
const takeAll = (bucket: TokenBucket) =>
  Effect.gen(function* () {
    for (let taken = 0; ; taken++) {
      const wait = yield* Effect.flip(bucket.take).pipe(Effect.option)
      if (wait._tag === "Some") return { taken, seconds: Duration.toSeconds(wait.value) }
    }
  })

describe("TokenBucket", () => {
  it.effect("gives so many at once, then one after the other, and says when", () =>
    Effect.gen(function* () {
      const bucket = new TokenBucket(6)
      assert.deepStrictEqual(yield* takeAll(bucket), { taken: 6, seconds: 10 })
      yield* TestClock.adjust("4 seconds")
      assert.deepStrictEqual(yield* takeAll(bucket), { taken: 0, seconds: 6 })
      yield* TestClock.adjust("6 seconds")
      assert.deepStrictEqual(yield* takeAll(bucket), { taken: 1, seconds: 10 })
      yield* TestClock.adjust("25 seconds")
      assert.deepStrictEqual(yield* takeAll(bucket), { taken: 2, seconds: 5 })
    })
  )

  it.effect("takes nothing away when the clock is set back", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(3_600_000)
      const bucket = new TokenBucket(6)
      yield* bucket.take
      yield* TestClock.setTime(0)
      assert.deepStrictEqual(yield* takeAll(bucket), { taken: 5, seconds: 10 })
    })
  )

  it.effect("saves no more than a minute's worth", () =>
    Effect.gen(function* () {
      const bucket = new TokenBucket(3)
      yield* takeAll(bucket)
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(yield* takeAll(bucket), { taken: 3, seconds: 20 })
    })
  )
})

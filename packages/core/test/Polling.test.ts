import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Supervisor from "effect/Supervisor"
import * as TestClock from "effect/TestClock"
import {
  AssetError,
  GenerationTimeout,
  type ImageError,
  ResponseError,
  ResponseParseError,
  TransportError
} from "@easel/core/ImageError"
import * as Polling from "@easel/core/Polling"

const cut = new TransportError({ phase: "Wait", reason: "Cut", description: "reset" })
const response = (reason: ResponseError["reason"], retryAfter?: Duration.Duration) =>
  ResponseError.of({ reason, message: reason, retryAfter })

/** Polls that answer with these, in this order, and when they were asked, in seconds. */
const script = (...answers: ReadonlyArray<string | ImageError>) => {
  const asked: Array<number> = []
  const poll = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const answer = answers[asked.length] ?? "…"
    asked.push(now / 1000)
    return typeof answer === "string" ? answer : yield* answer
  })
  return { asked, poll }
}

/** Keeps each answer and goes on until it is the last one. */
const follow = (
  poll: Effect.Effect<string, ImageError>,
  options: Polling.Options,
  last = "done"
) => {
  const seen: Array<string> = []
  const result = Polling.until(
    poll,
    (answer) =>
      Effect.sync(() => {
        seen.push(answer)
        return answer === last ? Option.some(answer) : Option.none()
      }),
    options
  )
  return { seen, result }
}

/** Runs until `seconds` have passed, a tenth at a time, as a test's clock wakes only who sleeps. */
const watch = (
  poll: Effect.Effect<string, ImageError>,
  options: Polling.Options,
  seconds: number,
  last?: string
) =>
  Effect.gen(function* () {
    const { result, seen } = follow(poll, options, last)
    const fiber = yield* Effect.fork(Effect.either(result))
    for (let step = 0; step < seconds * 10; step++) yield* TestClock.adjust("100 millis")
    const end = yield* Fiber.poll(fiber)
    yield* Fiber.interrupt(fiber)
    return { seen, end }
  })

const steady = { jitter: 0 }

describe("Polling", () => {
  it.effect("asks at once, then each second", () =>
    Effect.gen(function* () {
      const { asked, poll } = script("a", "b", "c")
      const { seen } = yield* watch(poll, steady, 2.5)
      assert.deepStrictEqual(seen, ["a", "b", "c"])
      assert.deepStrictEqual(asked, [0, 1, 2])
    })
  )

  it.effect("grows the pause up to the ceiling", () =>
    Effect.gen(function* () {
      const { asked, poll } = script()
      const options = {
        ...steady,
        interval: "1 second",
        maximumInterval: "4 seconds",
        factor: 2
      } as const
      yield* watch(poll, options, 16)
      const pauses = asked.slice(1).map((time, index) => time - (asked[index] ?? 0))
      assert.deepStrictEqual(pauses, [1, 2, 4, 4, 4])
    })
  )

  it.effect("jitter lengthens a pause and never shortens it", () =>
    Effect.gen(function* () {
      const { asked, poll } = script()
      const random = Random.fixed([0, 0.999, 0.5])
      yield* follow(poll, { jitter: 1 }).result.pipe(Effect.withRandom(random), Effect.fork)
      yield* TestClock.adjust("60 seconds")
      const pauses = asked.slice(1).map((time, index) => time - (asked[index] ?? 0))
      assert.isAbove(pauses.length, 20)
      assert.isTrue(pauses.every((pause) => pause >= 1 && pause <= 2))
      assert.isTrue(pauses.some((pause) => pause > 1.4))
    })
  )

  it.effect("survives a few failures in a row, and counts anew after each answer", () =>
    Effect.gen(function* () {
      const passing = [
        cut,
        response("Server"),
        response("Overloaded"),
        response("RateLimited"),
        new GenerationTimeout({ deadline: "Idle", duration: Duration.seconds(60) })
      ]
      const { asked, poll } = script("a", ...passing, "b", ...passing, "c")
      const { end, seen } = yield* watch(poll, { ...steady, tolerated: 5 }, 64.5)
      assert.deepStrictEqual(seen, ["a", "b", "c"])
      assert.strictEqual(end._tag, "None")
      assert.deepStrictEqual(asked, [0, 1, 2, 4, 8, 16, 32, 33, 34, 36, 40, 48, 64])
    })
  )

  it.effect("gives up on one failure too many", () =>
    Effect.gen(function* () {
      const { asked, poll } = script("a", cut, cut, cut, "b")
      const { end, seen } = yield* watch(poll, { ...steady, tolerated: 2 }, 10)
      assert.deepStrictEqual(seen, ["a"])
      assert.strictEqual(asked.length, 4)
      const exit = Option.getOrThrow(end)
      assert.deepStrictEqual(exit, Exit.succeed(Either.left(cut)))
    })
  )

  it.effect("ends at once on an error that does not pass", () =>
    Effect.gen(function* () {
      const lasting = [
        response("NotFound"),
        response("Unauthorized"),
        response("Quota"),
        response("Moderated"),
        response("Rejected"),
        new ResponseParseError({ expected: "JSON", excerpt: "" }),
        new AssetError({ reason: "NotFound", description: "" }),
        new GenerationTimeout({ deadline: "Total", duration: Duration.seconds(60) })
      ]
      for (const error of lasting) {
        const { poll } = script(error, "a")
        const failed = yield* Effect.flip(follow(poll, {}).result)
        assert.strictEqual(failed, error)
      }
    })
  )

  it.effect("waits as long as the service asks, and never less than its own pause", () =>
    Effect.gen(function* () {
      const { asked, poll } = script(
        response("RateLimited", Duration.seconds(5)),
        response("RateLimited", Duration.millis(1)),
        "a"
      )
      yield* watch(poll, steady, 7.5)
      assert.deepStrictEqual(asked, [0, 5, 7])
    })
  )

  it.effect(
    "survives a service that is away for a minute, and asks it every half a minute at most",
    () =>
      Effect.gen(function* () {
        const { asked, poll } = script(cut, cut, cut, cut, cut, cut, "a")
        yield* watch(poll, steady, 61.5)
        assert.deepStrictEqual(asked, [0, 1, 3, 7, 15, 31, 61])
        const slow = script(cut, cut, "a")
        yield* watch(slow.poll, { ...steady, interval: "40 seconds" }, 81)
        assert.deepStrictEqual(
          slow.asked,
          [0, 40, 80].map((second) => second + 61.5)
        )
      })
  )

  it.effect("goes on up to a result, and asks no more then", () =>
    Effect.gen(function* () {
      const { asked, poll } = script(
        "a",
        cut,
        response("RateLimited", Duration.seconds(5)),
        "done",
        "b"
      )
      const options = { ...steady, maximumInterval: "4 seconds", factor: 2, tolerated: 2 } as const
      const fiber = yield* Effect.fork(follow(poll, options).result)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* Fiber.join(fiber), "done")
      assert.deepStrictEqual(asked, [0, 1, 3, 8])
      const lasting = response("NotFound")
      const refused = follow(script(lasting).poll, options).result
      assert.strictEqual(yield* Effect.flip(refused), lasting)
      const tired = follow(script("a", cut, cut, cut, "done").poll, options).result
      const failed = yield* Effect.fork(Effect.flip(tired))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* Fiber.join(failed), cut)
    })
  )

  it.effect("an error of the judge ends it, even one that a poll would survive", () =>
    Effect.gen(function* () {
      const { asked, poll } = script("a", "b")
      const judged = Polling.until(poll, () => Effect.fail(cut), steady)
      assert.strictEqual(yield* Effect.flip(judged), cut)
      assert.deepStrictEqual(asked, [0])
    })
  )

  it.effect("has a deadline, which also ends a poll that hangs", () =>
    Effect.gen(function* () {
      for (const poll of [Effect.succeed("a"), Effect.never]) {
        let closed = false
        const { result } = follow(
          poll.pipe(Effect.onInterrupt(() => Effect.sync(() => (closed = true)))),
          { deadline: "10 seconds" }
        )
        const fiber = yield* Effect.fork(Effect.flip(result))
        yield* TestClock.adjust("10 seconds")
        const error = yield* Fiber.join(fiber)
        assert.strictEqual(error._tag === "GenerationTimeout" && error.deadline, "Total")
        assert.strictEqual(closed, poll === Effect.never)
      }
    })
  )

  it.effect("leaves nothing behind when it ends or is interrupted", () =>
    Effect.gen(function* () {
      // One ends by its answer, the other is interrupted while it waits for its third poll.
      for (const last of ["b", "never"]) {
        const { asked, poll } = script("a", "b")
        const supervisor = yield* Supervisor.track
        yield* watch(poll, { ...steady, deadline: "1 hour" }, 1.5, last).pipe(
          Effect.supervised(supervisor)
        )
        assert.strictEqual(asked.length, 2)
        assert.deepStrictEqual(yield* supervisor.value, [])
        yield* TestClock.adjust("1 minute")
        assert.strictEqual(asked.length, 2)
      }
    })
  )
})

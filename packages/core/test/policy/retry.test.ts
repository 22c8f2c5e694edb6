import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as TestClock from "effect/TestClock"
import { type ImageError, TransportError } from "@easel/core/ImageError"
import * as Policy from "@easel/core/Policy"
import { actor, busy, cat, inShort, listenTo, refusal, took } from "../support/Actor.js"
import { breachOf } from "../support/eventGrammar.js"
import { completed, preview, progress } from "../support/TestModel.js"

const atOnce = Policy.retry({ schedule: Schedule.forever })

describe("Policy.retry", () => {
  it.effect("starts over, says so, and counts the attempts", () =>
    Effect.gen(function* () {
      const a = actor("a", [
        [progress(0.5), preview(0), busy],
        [busy],
        [progress(0.1), completed()]
      ])
      const { events, generation } = listenTo(atOnce(a.model))
      const response = yield* generation
      assert.strictEqual(response.receipt.attempt, 3)
      assert.strictEqual(a.asked.length, 3)
      assert.deepStrictEqual(inShort(events), [
        "Progress",
        "ImagePreview",
        "a:a-1 > a:a-1: Overloaded",
        "a:a-1 > a:a-1: Overloaded",
        "Progress",
        "ImageResponse"
      ])
      assert.isUndefined(breachOf(events, true))
    })
  )

  it.effect("waits 1, 2 and 4 seconds, a fifth more or less, and gives up after that", () =>
    Effect.gen(function* () {
      const a = actor("a", [[busy]])
      const fiber = yield* Effect.fork(Effect.flip(Policy.retry()(a.model).generate(cat)))
      const attempts = Array<number>()
      for (const millis of [790, 1210, 2390, 3610, 5590, 8410]) {
        yield* TestClock.setTime(millis)
        attempts.push(a.asked.length)
      }
      assert.deepStrictEqual(attempts, [1, 2, 2, 3, 3, 4])
      assert.deepInclude(
        { ...(yield* Fiber.join(fiber)) },
        { _tag: "ResponseError", provider: "a" }
      )
      assert.strictEqual(a.asked.length, 4)
    })
  )

  it.effect("never repeats what may have a job, or what can't pass", () =>
    Effect.gen(function* () {
      const cut = new TransportError({ phase: "Submit", reason: "Cut", description: "" })
      const scenes: ReadonlyArray<
        readonly [string, ReadonlyArray<ImageError | ReturnType<typeof took>>]
      > = [
        ["accepted, then overloaded", [took("job-1"), busy]],
        ["cut", [cut]],
        ["no key", [refusal("Unauthorized")]],
        ["a gateway's timeout", [refusal("Server", { retryable: false })]]
      ]
      for (const [name, scene] of scenes) {
        const a = actor("a", [scene, [completed()]])
        yield* Effect.flip(atOnce(a.model).generate(cat))
        assert.strictEqual(a.asked.length, 1, name)
      }
      const a = actor("a", [[completed()]])
      const error = yield* Effect.flip(atOnce(a.model).generate({ prompt: "" }))
      assert.strictEqual(error._tag, "InvalidRequest")
    })
  )

  it.effect("repeats a connection that was refused", () =>
    Effect.gen(function* () {
      const refused = new TransportError({ phase: "Submit", reason: "Refused", description: "" })
      const a = actor("a", [[refused], [completed()]])
      assert.strictEqual((yield* atOnce(a.model).generate(cat)).receipt.attempt, 2)
    })
  )

  it.effect("waits as long as the service asks", () =>
    Effect.gen(function* () {
      const a = actor("a", [
        [refusal("RateLimited", { retryAfter: Duration.seconds(20) })],
        [completed()]
      ])
      const fiber = yield* Effect.fork(Policy.retry()(a.model).generate(cat))
      yield* TestClock.adjust("19 seconds")
      assert.strictEqual(a.asked.length, 1)
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Fiber.join(fiber)).receipt.attempt, 2)
    })
  )

  it.effect("its own pause is the least", () =>
    Effect.gen(function* () {
      const a = actor("a", [
        [refusal("RateLimited", { retryAfter: Duration.millis(1) })],
        [completed()]
      ])
      const policy = Policy.retry({ schedule: Schedule.spaced("5 seconds") })
      const fiber = yield* Effect.fork(policy(a.model).generate(cat))
      yield* TestClock.adjust("4 seconds")
      assert.strictEqual(a.asked.length, 1)
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(fiber)
    })
  )

  it.effect("fails at once when the service asks for too long", () =>
    Effect.gen(function* () {
      const asks = (seconds: number) =>
        actor("a", [
          [refusal("RateLimited", { retryAfter: Duration.seconds(seconds) })],
          [completed()]
        ])
      const tooLong = asks(61)
      const error = yield* Effect.flip(Policy.retry()(tooLong.model).generate(cat))
      assert.strictEqual(error._tag === "ResponseError" && error.reason, "RateLimited")
      assert.strictEqual(tooLong.asked.length, 1)

      const patient = asks(61)
      const policy = Policy.retry({ maximumWait: "2 minutes" })
      const fiber = yield* Effect.fork(policy(patient.model).generate(cat))
      yield* TestClock.adjust("61 seconds")
      yield* Fiber.join(fiber)
    })
  )

  it.effect("makes as many attempts as it was told, and no more than its schedule allows", () =>
    Effect.gen(function* () {
      const attempts = (policy: Policy.Policy) =>
        Effect.gen(function* () {
          const a = actor("a", [[busy]])
          yield* Effect.flip(policy(a.model).generate(cat))
          return a.asked.length
        })
      assert.strictEqual(yield* attempts(Policy.retry({ retries: 0 })), 1)
      assert.strictEqual(
        yield* attempts(Policy.retry({ retries: 5, schedule: Schedule.forever })),
        6
      )
      assert.strictEqual(yield* attempts(Policy.retry({ schedule: Schedule.recurs(1) })), 2)
    })
  )

  it.effect("an interruption ends the wait", () =>
    Effect.gen(function* () {
      const a = actor("a", [[busy]])
      const { events, generation } = listenTo(Policy.retry()(a.model))
      const fiber = yield* Effect.fork(generation)
      yield* TestClock.adjust("100 millis")
      yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(a.asked.length, 1)
      assert.deepStrictEqual(events, [])
    })
  )
})

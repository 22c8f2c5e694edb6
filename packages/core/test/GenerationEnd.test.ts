import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FiberStatus from "effect/FiberStatus"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { type ImageError, TransportError } from "@easel/core/ImageError"
import { Accepted } from "@easel/core/ProviderEvent"
import {
  type Generate,
  type TestEvent,
  accepted,
  completed,
  makeModel,
  progress,
  queued
} from "./support/TestModel.js"

const cat = { prompt: "cat" }

/** A provider that says this and then nothing more, and remembers which jobs were cancelled. */
const hanging = (...events: ReadonlyArray<TestEvent>) => {
  const state = { cancelled: Array<string>(), closed: 0 }
  const generate: Generate = () =>
    Stream.concat(Stream.fromIterable(events), Stream.never).pipe(
      Stream.ensuring(Effect.sync(() => state.closed++))
    )
  const cancel = (jobId: string) => Effect.sync(() => void state.cancelled.push(jobId))
  return { state, generate, cancel }
}

describe("the end of a generation", () => {
  describe("the deadline", () => {
    const timesOut = (...events: ReadonlyArray<TestEvent>) =>
      Effect.gen(function* () {
        const { cancel, generate, state } = hanging(...events)
        const model = makeModel(generate, { cancel, deadline: "90 seconds" })
        const fiber = yield* Effect.fork(Effect.flip(Stream.runDrain(model.stream(cat))))
        yield* TestClock.adjust("89 seconds")
        assert.strictEqual(state.closed, 0)
        yield* TestClock.adjust("1 second")
        return { error: yield* Fiber.join(fiber), state }
      })

    it.effect("ends the stream, closes the provider and cancels the job", () =>
      Effect.gen(function* () {
        const { error, state } = yield* timesOut(accepted, progress(0.5))
        assert.strictEqual(error._tag, "GenerationTimeout")
        assert.strictEqual(error.jobId, "job-1")
        assert.include(error.message, "1m 30s")
        assert.deepStrictEqual(state, { cancelled: ["job-1"], closed: 1 })
      })
    )

    it.effect("is each generation's own, however many there are", () =>
      Effect.gen(function* () {
        const { generate, state } = hanging(progress(0.5))
        const model = makeModel(generate, { deadline: "90 seconds" })
        const start = Effect.fork(Effect.exit(model.generate(cat, () => Effect.void)))
        const ended = (fiber: Fiber.RuntimeFiber<unknown>) =>
          Effect.map(fiber.status, FiberStatus.isDone)
        const first = yield* start
        yield* TestClock.adjust("30 seconds")
        const second = yield* start
        const third = yield* start
        yield* TestClock.adjust("30 seconds")
        yield* Fiber.interrupt(second)
        yield* TestClock.adjust("30 seconds")
        assert.isTrue(yield* ended(first))
        assert.isFalse(yield* ended(third))
        const fourth = yield* start
        yield* TestClock.adjust("30 seconds")
        assert.isTrue(yield* ended(third))
        assert.isFalse(yield* ended(fourth))
        yield* TestClock.adjust("60 seconds")
        assert.isTrue(yield* ended(fourth))
        assert.strictEqual(state.closed, 4)
      })
    )

    it.live("leaves no timer behind", () =>
      Effect.gen(function* () {
        const timers = () =>
          process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length
        const model = makeModel(() => Stream.make(accepted, completed()))
        const before = timers()
        yield* Effect.all([model.generate(cat), model.generate(cat)], { concurrency: "unbounded" })
        yield* Effect.sleep("10 millis")
        assert.isAtMost(timers(), before)
      })
    )

    it.effect("cancels nothing before the job was accepted", () =>
      Effect.gen(function* () {
        const { state } = yield* timesOut(queued(1))
        assert.deepStrictEqual(state, { cancelled: [], closed: 1 })
      })
    )

    it.effect("is ten minutes by default", () =>
      Effect.gen(function* () {
        const model = makeModel(() => Stream.never)
        const fiber = yield* Effect.fork(Effect.flip(Stream.runDrain(model.stream(cat))))
        yield* TestClock.adjust("10 minutes")
        const error = yield* Fiber.join(fiber)
        assert.deepStrictEqual(
          error._tag === "GenerationTimeout" && error.duration,
          Duration.minutes(10)
        )
      })
    )
  })

  describe("interruption", () => {
    const interrupted = (...events: ReadonlyArray<TestEvent>) =>
      Effect.gen(function* () {
        const { cancel, generate, state } = hanging(...events)
        const started = yield* Deferred.make<void>()
        const fiber = yield* makeModel(generate, { cancel })
          .stream(cat)
          .pipe(
            Stream.runForEach(() => Deferred.succeed(started, undefined)),
            Effect.fork
          )
        yield* Deferred.await(started)
        yield* Fiber.interrupt(fiber)
        return state
      })

    it.effect("closes the provider and cancels an accepted job", () =>
      Effect.gen(function* () {
        const state = yield* interrupted(accepted, progress(0.1))
        assert.deepStrictEqual(state, { cancelled: ["job-1"], closed: 1 })
      })
    )

    it.effect("stops a job as its provider said when it was accepted, in place of by its id", () =>
      Effect.gen(function* () {
        const stopped: Array<string> = []
        const own = new Accepted({
          jobId: "job-1",
          cancel: Effect.sync(() => void stopped.push("own"))
        })
        const state = yield* interrupted(own, progress(0.1))
        assert.deepStrictEqual(state, { cancelled: [], closed: 1 })
        assert.deepStrictEqual(stopped, ["own"])
      })
    )

    it.effect("cancels nothing before the job was accepted", () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* interrupted(queued(1)), { cancelled: [], closed: 1 })
      })
    )

    it.effect("a consumer that stops reading does the same", () =>
      Effect.gen(function* () {
        const { cancel, generate, state } = hanging(accepted, progress(0.1), progress(0.2))
        yield* makeModel(generate, { cancel }).stream(cat).pipe(Stream.take(1), Stream.runDrain)
        assert.deepStrictEqual(state, { cancelled: ["job-1"], closed: 1 })
      })
    )

    it.effect("does not cancel a job that is done", () =>
      Effect.gen(function* () {
        // For some of these lengths Completed waits before a full buffer when the consumer stops.
        for (let length = 1; length < 24; length++) {
          let done = false
          let cancelled = false
          const events = [...Array.from({ length }, () => progress(0.5)), completed()]
          const generate = () =>
            Stream.fromIterable<TestEvent>([accepted, ...events]).pipe(
              Stream.rechunk(1),
              Stream.tap((event) => Effect.sync(() => (done = event._tag === "Completed")))
            )
          const cancel = () => Effect.sync(() => void (cancelled = true))
          yield* makeModel(generate, { cancel })
            .stream(cat)
            .pipe(
              Stream.tap(() => Effect.repeatN(Effect.yieldNow(), 100)),
              Stream.take(1),
              Stream.runDrain
            )
          assert.strictEqual(cancelled, !done, `${length} events`)
        }
      })
    )

    it.effect("waits five seconds for a cancellation that hangs, and no longer", () =>
      Effect.gen(function* () {
        const { generate } = hanging(accepted, progress(0.1))
        const model = makeModel(generate, { cancel: () => Effect.never })
        const fiber = yield* model.stream(cat).pipe(Stream.take(1), Stream.runDrain, Effect.fork)
        yield* TestClock.adjust("4 seconds")
        assert.isTrue(Option.isNone(yield* Fiber.poll(fiber)))
        yield* TestClock.adjust("1 second")
        const ended = yield* Effect.raceFirst(
          Effect.as(Fiber.join(fiber), true),
          Effect.as(
            Effect.forEach(Array.from({ length: 100 }), () => Effect.yieldNow()),
            false
          )
        )
        assert.isTrue(ended)
      })
    )

    it.effect("a cancellation that fails or throws changes nothing", () =>
      Effect.gen(function* () {
        const failing = Effect.fail(
          new TransportError({ phase: "Wait", reason: "Cut", description: "gone" })
        )
        const cancels: ReadonlyArray<() => Effect.Effect<void, ImageError>> = [
          () => failing,
          () => Effect.die("bug"),
          () => {
            throw new Error("bug")
          }
        ]
        for (const cancel of cancels) {
          const { generate, state } = hanging(accepted, progress(0.1))
          const exit = yield* makeModel(generate, { cancel })
            .stream(cat)
            .pipe(Stream.take(1), Stream.runDrain, Effect.exit)
          assert.isTrue(Exit.isSuccess(exit))
          assert.strictEqual(state.closed, 1)
        }
      })
    )
  })
})

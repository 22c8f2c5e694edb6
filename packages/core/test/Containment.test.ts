import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import type { ImageError } from "@easel/core/ImageError"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import { accepted, completed, makeEmittingModel, picture, progress } from "./support/TestModel.js"

type Generate = Parameters<typeof makeEmittingModel>[0]

const cat = { prompt: "cat" }

/** What a plugin in JavaScript may do, where TypeScript would have said no. */
const untyped = (plugin: (request: unknown, emit: ProviderEvent.Emit) => unknown): Generate =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the point of these tests
  plugin as Generate

const failureOf = (generate: Generate) =>
  Effect.gen(function* () {
    const cancelled: Array<string> = []
    const model = makeEmittingModel(generate, {
      cancel: (jobId) => Effect.sync(() => void cancelled.push(jobId))
    })
    const error = yield* Effect.flip(model.generate(cat))
    const streamed = yield* Effect.flip(Stream.runDrain(model.stream(cat)))
    assert.strictEqual(streamed._tag, error._tag)
    return { error, cancelled }
  })

const assertDefect = (error: ImageError, text: string) => {
  assert.strictEqual(error._tag, "ProviderDefect")
  assert.strictEqual(error.provider, "test")
  assert.include(error.message, "the plugin of test is broken")
  assert.include(error.message, text)
}

describe("a broken plugin is contained:", () => {
  it.effect("one that throws at once", () =>
    Effect.gen(function* () {
      const { error } = yield* failureOf(() => {
        throw new TypeError("x is not a function")
      })
      assertDefect(error, "TypeError: x is not a function")
    })
  )

  it.effect("one that dies after its job was accepted, which is then cancelled", () =>
    Effect.gen(function* () {
      const { cancelled, error } = yield* failureOf((_request, emit) =>
        Effect.zipRight(emit(accepted), Effect.die("no way"))
      )
      assertDefect(error, "no way")
      assert.strictEqual(error.jobId, "job-1")
      assert.deepStrictEqual(cancelled, ["job-1", "job-1"])
    })
  )

  it.effect("one that returns no effect", () =>
    Effect.gen(function* () {
      const { error } = yield* failureOf(untyped(() => ({ images: [picture] })))
      assertDefect(error, "")
    })
  )

  it.effect("one that ends with something of its own", () =>
    Effect.gen(function* () {
      for (const value of [undefined, "a picture", { images: [picture] }]) {
        const { error } = yield* failureOf(untyped(() => Effect.succeed(value)))
        assertDefect(error, "it ended with what is no picture")
      }
    })
  )

  it.effect("one whose pictures are none", () =>
    Effect.gen(function* () {
      const { error } = yield* failureOf(
        untyped(() =>
          Effect.succeed(
            Object.assign(ProviderEvent.completed({ images: [] }), {
              images: [{ url: "https://x.example/cat.png" }]
            })
          )
        )
      )
      assertDefect(error, "it ended with what is no picture")
    })
  )

  it.effect("one that fails with what is no image error", () =>
    Effect.gen(function* () {
      const { error } = yield* failureOf(untyped(() => Effect.fail(new RangeError("too much"))))
      assertDefect(error, "RangeError: too much")
    })
  )

  it.effect("one that throws what can't be written", () =>
    Effect.gen(function* () {
      const { error } = yield* failureOf(() => Effect.die(Object.create(null)))
      assertDefect(error, "")
    })
  )

  it.effect("one that emits what is no event", () =>
    Effect.gen(function* () {
      const events = [undefined, "Progress", { _tag: "Done" }, { _tag: "Accepted", jobId: 123 }]
      for (const event of events) {
        const { error } = yield* failureOf(
          untyped((_request, emit) =>
            Effect.zipRight(
              // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the point
              Effect.suspend(() => emit(event as ProviderEvent.ProviderEvent)),
              Effect.succeed(completed())
            )
          )
        )
        assertDefect(error, "")
      }
    })
  )

  it.effect("one that never ends has a deadline", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(failureOf(() => Effect.never))
      yield* TestClock.adjust("10 minutes")
      yield* TestClock.adjust("10 minutes")
      const { error } = yield* Fiber.join(fiber)
      assert.strictEqual(error._tag, "GenerationTimeout")
    })
  )

  it.effect("one that goes on after its end is not heard", () =>
    Effect.gen(function* () {
      const said: Array<string> = []
      const heard: Array<string> = []
      const logger = Logger.make(({ message }) => void said.push(String(message)))
      const model = makeEmittingModel((_request, emit) =>
        Effect.as(
          Effect.forkDaemon(Effect.delay(Effect.repeatN(emit(progress(0.5)), 1000), "1 second")),
          completed()
        )
      )
      yield* model
        .generate(cat, (event) => Effect.sync(() => void heard.push(event._tag)))
        .pipe(
          Effect.zipRight(TestClock.adjust("1 second")),
          Effect.provide(Logger.replace(Logger.defaultLogger, logger))
        )
      assert.deepStrictEqual(heard, [])
      assert.deepStrictEqual(said, ["the plugin of test went on after its end; left out"])
    })
  )

  it.effect("one whose progress is no fraction is brought into range", () =>
    Effect.gen(function* () {
      const model = makeEmittingModel((_request, emit) =>
        Effect.as(
          Effect.forEach([-1, 0.5, Number.NaN, 7], (fraction) =>
            emit(ProviderEvent.progress({ fraction }))
          ),
          completed()
        )
      )
      const fractions: Array<number | undefined> = []
      yield* model.generate(cat, (event) =>
        Effect.sync(() => {
          if (event._tag === "Progress") fractions.push(event.fraction)
        })
      )
      assert.deepStrictEqual(fractions, [0, 0.5, undefined, 1])
    })
  )

  it.live(
    "one that emits a million events waits for who reads them",
    () =>
      Effect.gen(function* () {
        const million = 1_000_000
        let emitted = 0
        const model = makeEmittingModel((_request, emit) =>
          Effect.as(
            Effect.forEach(
              Array.from({ length: million }, (_, index) => index),
              (index) => {
                emitted++
                return emit(ProviderEvent.progress({ fraction: index / million }))
              },
              { discard: true }
            ),
            completed()
          )
        )
        const few = yield* Stream.runCollect(Stream.take(model.stream(cat), 3))
        assert.strictEqual(few.length, 3)
        assert.isBelow(emitted, 100)
        emitted = 0
        let heard = 0
        yield* model.generate(cat, () => Effect.sync(() => heard++))
        assert.deepStrictEqual([emitted, heard], [million, million])
      }),
    120_000
  )
})

describe("what is not the plugin's fault stays what it is:", () => {
  it.effect("a listener that dies of a warning before anything was sent", () =>
    Effect.gen(function* () {
      const model = makeEmittingModel(() => Effect.succeed(completed()))
      const exit = yield* Effect.exit(
        model.generate({ prompt: "cat", seed: 5000, lenient: true }, () => Effect.die("mine"))
      )
      const defect = Exit.isFailure(exit) ? Cause.dieOption(exit.cause) : Option.none()
      assert.deepStrictEqual(defect, Option.some("mine"))
    })
  )

  it.effect("a listener that dies", () =>
    Effect.gen(function* () {
      const model = makeEmittingModel((_request, emit) =>
        Effect.as(emit(progress(0.5)), completed())
      )
      const exit = yield* Effect.exit(model.generate(cat, () => Effect.die("mine")))
      const defect = Exit.isFailure(exit) ? Cause.dieOption(exit.cause) : Option.none()
      assert.deepStrictEqual(defect, Option.some("mine"))
    })
  )

  it.effect("an interruption", () =>
    Effect.gen(function* () {
      const model = makeEmittingModel(() => Effect.interrupt)
      const exit = yield* Effect.exit(model.generate(cat))
      assert.isTrue(Exit.isFailure(exit) && Cause.isInterruptedOnly(exit.cause))
    })
  )
})

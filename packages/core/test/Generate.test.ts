import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import * as Logger from "effect/Logger"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import type { ImageError } from "@easel/core/ImageError"
import type { ImageEvent } from "@easel/core/ImageEvent"
import { Warning } from "@easel/core/ImageEvent"
import * as ImageModel from "@easel/core/ImageModel"
import {
  accepted,
  completed,
  makeEmittingModel,
  preview,
  progress,
  provide,
  queued
} from "./support/TestModel.js"

const cat = { prompt: "cat" }

const warning = new Warning({ code: "Own", message: "changed" })

const given = [queued(1), progress(0.2), warning, preview(0), progress(0.9)]

/** Says all that it was given, then is done. */
const talking = makeEmittingModel((_, emit) =>
  Effect.forEach([accepted, ...given], emit).pipe(Effect.as(completed()))
)

/** Its job is accepted and under way, and never done; remembers how it ended. */
const working = (deadline: Duration.DurationInput = "10 minutes") => {
  const state = { cancelled: Array<string>(), closed: 0 }
  const model = makeEmittingModel(
    (_, emit) =>
      Effect.forEach([accepted, progress(0.1)], emit).pipe(
        Effect.zipRight(Effect.never),
        Effect.ensuring(Effect.sync(() => state.closed++))
      ),
    { cancel: (jobId) => Effect.sync(() => void state.cancelled.push(jobId)), deadline }
  )
  return { state, model }
}

const stopped = { cancelled: ["job-1"], closed: 1 }

const bug = new Error("bug")

type Ask = (
  model: ImageModel.Service,
  hear: (event: ImageEvent) => Effect.Effect<void>
) => Effect.Effect<void, ImageError>

/** Both ways to ask a model. */
const ways: Record<string, Ask> = {
  generate: (model, hear) => Effect.flatMap(model.generate(cat, hear), hear),
  stream: (model, hear) => Stream.runForEach(model.stream(cat), hear)
}

for (const [way, ask] of Object.entries(ways)) {
  describe(`ImageModel.${way}`, () => {
    it.effect("tells every event in order, then the response", () =>
      Effect.gen(function* () {
        const seen: Array<ImageEvent> = []
        yield* ask(talking, (event) => Effect.sync(() => void seen.push(event)))
        assert.deepStrictEqual(seen.slice(0, -1), given)
        const last = seen.at(-1)
        assert.strictEqual(last?._tag === "ImageResponse" && last.receipt.jobId, "job-1")
      })
    )

    it.effect("ends with its deadline", () =>
      Effect.gen(function* () {
        const { model, state } = working("90 seconds")
        const fiber = yield* Effect.fork(Effect.flip(ask(model, () => Effect.void)))
        yield* TestClock.adjust("89 seconds")
        assert.strictEqual(state.closed, 0)
        yield* TestClock.adjust("1 second")
        const error = yield* Fiber.join(fiber)
        assert.deepInclude(
          { ...error },
          { _tag: "GenerationTimeout", deadline: "Total", jobId: "job-1", provider: "test" }
        )
        assert.deepStrictEqual(state, stopped)
      })
    )

    it.effect("stops the job at its deadline even while the listener rests", () =>
      Effect.gen(function* () {
        const { model, state } = working("90 seconds")
        const fiber = yield* Effect.fork(ask(model, () => Effect.never))
        yield* TestClock.adjust("90 seconds")
        assert.deepStrictEqual(state, stopped)
        yield* Fiber.interrupt(fiber)
      })
    )

    it.effect("interruption of the caller closes the provider and cancels the job", () =>
      Effect.gen(function* () {
        const { model, state } = working()
        const heard = yield* Deferred.make<void>()
        const fiber = yield* Effect.fork(ask(model, () => Deferred.succeed(heard, undefined)))
        yield* Deferred.await(heard)
        assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
        assert.deepStrictEqual(state, stopped)
      })
    )

    it.effect("so does a listener that interrupts itself, or its caller", () =>
      Effect.gen(function* () {
        const itself = working()
        const exit = yield* Effect.exit(ask(itself.model, () => Effect.interrupt))
        assert.isTrue(Exit.isInterrupted(exit))
        assert.deepStrictEqual(itself.state, stopped)

        const { model, state } = working()
        const caller = yield* Deferred.make<Fiber.Fiber<void, ImageError>>()
        const fiber = yield* Effect.fork(
          ask(model, () => Effect.asVoid(Effect.flatMap(Deferred.await(caller), Fiber.interrupt)))
        )
        yield* Deferred.succeed(caller, fiber)
        assert.isTrue(Exit.isInterrupted(yield* Fiber.await(fiber)))
        assert.deepStrictEqual(state, stopped)
      })
    )

    it.effect("a defect of the listener reaches the caller, and stops the job", () =>
      Effect.gen(function* () {
        const listeners: ReadonlyArray<() => Effect.Effect<void>> = [
          () => Effect.die(bug),
          () => Effect.zipRight(Effect.yieldNow(), Effect.die(bug)),
          () => {
            throw bug
          }
        ]
        for (const hear of listeners) {
          const { model, state } = working()
          const exit = yield* Effect.exit(ask(model, hear))
          const defects = Exit.isFailure(exit) ? Array.from(Cause.defects(exit.cause), String) : []
          assert.deepStrictEqual(defects, ["Error: bug"])
          assert.deepStrictEqual(state, stopped)
        }
      })
    )
  })
}

describe("the listener of a generation", () => {
  it.effect("is waited for, event by event", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      const model = makeEmittingModel((_, emit) =>
        Effect.forEach([1, 2, 3], (step) =>
          Effect.sync(() => log.push(`says ${step}`)).pipe(
            Effect.zipRight(emit(progress(step / 10)))
          )
        ).pipe(Effect.as(completed()))
      )
      const hear: ImageModel.OnEvent = (event) =>
        Effect.sync(() => {
          log.push(`heard ${event._tag === "Progress" ? (event.fraction ?? 0) * 10 : event._tag}`)
        }).pipe(Effect.delay("1 second"))
      const fiber = yield* Effect.fork(model.generate(cat, hear))
      yield* TestClock.adjust("1500 millis")
      assert.deepStrictEqual(log, ["says 1", "heard 1", "says 2"])
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(log.slice(3), ["heard 2", "says 3", "heard 3"])
    })
  )

  it.effect("hears the warnings of a lenient request first, and never the response", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      yield* talking.generate({ ...cat, steps: 99, lenient: true }, (event) =>
        Effect.sync(() => void seen.push(event._tag))
      )
      assert.deepStrictEqual(seen, ["Warning", ...given.map((event) => event._tag)])
    })
  )

  it.effect("may need services of the program, and sees its fiber's settings", () =>
    Effect.gen(function* () {
      class Screen extends Context.Tag("Screen")<Screen, Array<string>>() {}
      const level = FiberRef.unsafeMake("outside")
      const screen: Array<string> = []
      yield* ImageModel.generate(cat, (event) =>
        Effect.gen(function* () {
          ;(yield* Screen).push(`${yield* FiberRef.get(level)} ${event._tag}`)
        })
      ).pipe(
        provide(talking),
        Effect.provideService(Screen, screen),
        Effect.locally(level, "inside")
      )
      assert.deepStrictEqual(
        screen,
        given.map((event) => `inside ${event._tag}`)
      )
    })
  )

  it.effect("where there is none, warnings are logged and nothing else", () =>
    Effect.gen(function* () {
      const logs: Array<string> = []
      const logger = Logger.make(({ logLevel, message }) => {
        logs.push(`${logLevel.label} ${String(message)}`)
      })
      const logged = Effect.provide(Logger.replace(Logger.defaultLogger, logger))
      yield* logged(talking.generate(cat))
      assert.deepStrictEqual(logs, ["WARN changed"])
      yield* logged(talking.generate(cat, () => Effect.void))
      yield* logged(Stream.runDrain(talking.stream(cat)))
      assert.strictEqual(logs.length, 1)
    })
  )
})

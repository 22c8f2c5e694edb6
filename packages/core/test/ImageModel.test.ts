import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as HashMap from "effect/HashMap"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import { AssetError, type ImageError, ResponseError } from "@easel/core/ImageError"
import { Warning } from "@easel/core/ImageEvent"
import * as ImageModel from "@easel/core/ImageModel"
import {
  type Generate,
  type TestEvent,
  accepted,
  completed,
  makeModel,
  picture,
  pngBytes,
  preview,
  progress,
  provide,
  queued
} from "./support/TestModel.js"

const cat = { prompt: "cat" }

describe("ImageModel", () => {
  it.effect("refuses a request before the provider hears of it", () =>
    Effect.gen(function* () {
      let called = false
      const model = makeModel(() => {
        called = true
        return Stream.never
      })
      const error = yield* Effect.flip(Stream.runDrain(model.stream({ ...cat, width: 1 })))
      assert.strictEqual(error._tag, "InvalidRequest")
      assert.strictEqual(error.provider, "test")
      assert.strictEqual(error.model, "test-model-1.0")
      assert.isFalse(called)
    })
  )

  it.effect("starts with the warnings of a lenient request", () =>
    Effect.gen(function* () {
      const model = makeModel(() => Stream.make(completed()))
      const events = yield* Stream.runCollect(model.stream({ ...cat, steps: 99, lenient: true }))
      assert.deepStrictEqual(
        Array.from(events, (event) => event._tag),
        ["Warning", "ImageResponse"]
      )
    })
  )

  it.effect("generate logs warnings and gives the response", () =>
    Effect.gen(function* () {
      const logs: Array<string> = []
      const logger = Logger.make(({ annotations, logLevel, message }) => {
        const code = Option.getOrElse(HashMap.get(annotations, "code"), () => "")
        logs.push(`${logLevel.label} ${String(code)} ${String(message)}`)
      })
      const events = [progress(0.5), new Warning({ code: "Own", message: "changed" }), completed()]
      const response = yield* ImageModel.generate(cat).pipe(
        provide(makeModel(() => Stream.fromIterable(events))),
        Effect.provide(Logger.replace(Logger.defaultLogger, logger))
      )
      assert.deepStrictEqual(response.images, [picture])
      assert.deepStrictEqual(logs, ["WARN Own changed"])
    })
  )

  it.effect("runs each stream anew, and does not mix what runs at the same time", () =>
    Effect.gen(function* () {
      const model = makeModel(({ seed = 0 }) =>
        Stream.make(queued(seed), progress(seed / 100), preview(0), completed()).pipe(
          Stream.tap(() => Effect.yieldNow())
        )
      )
      const seeds = Array.from({ length: 50 }, (_, index) => index)
      const runs = yield* Effect.forEach(
        seeds,
        (seed) => Stream.runCollect(model.stream({ ...cat, seed })),
        { concurrency: "unbounded" }
      )
      runs.forEach((events, seed) => {
        const [first, second, third, last] = events
        assert.deepStrictEqual(
          [first, second, third],
          [queued(seed), progress(seed / 100), preview(0)]
        )
        assert.strictEqual(last?._tag === "ImageResponse" && last.receipt.seed, seed)
      })
      const stream = model.stream(cat)
      assert.strictEqual((yield* Stream.runCollect(stream)).length, 4)
      assert.strictEqual((yield* Stream.runCollect(stream)).length, 4)
    })
  )

  describe("errors", () => {
    const busy = ResponseError.of({ reason: "Overloaded", message: "busy", status: 503 })

    const failsWith = (error: ImageError, ...before: ReadonlyArray<TestEvent>) =>
      Effect.flip(
        Stream.runDrain(
          makeModel(() => Stream.concat(Stream.fromIterable(before), Stream.fail(error))).stream(
            cat
          )
        )
      )

    it.effect("name provider and model", () =>
      Effect.gen(function* () {
        const error = yield* failsWith(busy)
        assert.deepInclude(
          { ...error },
          {
            provider: "test",
            model: "test-model-1.0",
            jobId: undefined,
            reason: "Overloaded",
            status: 503,
            retryable: true
          }
        )
        assert.strictEqual(error.message, "busy")
      })
    )

    it.effect("keep that they are not to be repeated", () =>
      Effect.gen(function* () {
        const paid = ResponseError.of({ reason: "Server", message: "lost", retryable: false })
        assert.deepInclude({ ...(yield* failsWith(paid)) }, { provider: "test", retryable: false })
      })
    )

    it.effect("name the job once it is accepted, and are not to be repeated then", () =>
      Effect.gen(function* () {
        const error = yield* failsWith(busy, accepted, progress(0.1))
        assert.deepInclude({ ...error }, { jobId: "job-1", retryable: false })
      })
    )

    it.effect("keep the context that they bring", () =>
      Effect.gen(function* () {
        const own = new AssetError({
          reason: "NotFound",
          description: "gone",
          provider: "other",
          model: "m",
          jobId: "own"
        })
        assert.deepInclude({ ...(yield* failsWith(own, accepted)) }, { ...own })
      })
    )

    it.effect("come after the events before them", () =>
      Effect.gen(function* () {
        const seen: Array<string> = []
        const generate = () =>
          Stream.concat(Stream.make(queued(1), progress(0.1)), Stream.fail(busy))
        yield* makeModel(generate)
          .stream(cat)
          .pipe(
            Stream.runForEach((event) => Effect.sync(() => seen.push(event._tag))),
            Effect.ignore
          )
        assert.deepStrictEqual(seen, ["Queued", "Progress"])
      })
    )

    it.effect("a bug in a provider reaches the consumer as an error that names the plugin", () =>
      Effect.gen(function* () {
        const bug = new Error("bug")
        const providers: ReadonlyArray<Generate> = [
          () => Stream.die(bug),
          () => Stream.concat(Stream.make(accepted, progress(0.1)), Stream.die(bug)),
          () =>
            Stream.map(Stream.make(progress(0.1)), () => {
              throw bug
            }),
          () => {
            throw bug
          }
        ]
        for (const generate of providers) {
          const error = yield* Effect.flip(Stream.runDrain(makeModel(generate).stream(cat)))
          assert.strictEqual(error._tag, "ProviderDefect")
          assert.strictEqual(error.message, "the plugin of test is broken: Error: bug")
        }
      })
    )

    it.effect("a provider that interrupts itself does not hang the consumer", () =>
      Effect.gen(function* () {
        const exit = yield* Effect.exit(
          Stream.runDrain(makeModel(() => Stream.fromEffect(Effect.interrupt)).stream(cat))
        )
        assert.isTrue(Exit.isFailure(exit))
      })
    )

    it.effect("load names provider and model too", () =>
      Effect.gen(function* () {
        const model = makeModel(() => Stream.never)
        const error = yield* Effect.flip(model.load(GeneratedImage.fromUrl("http://x.test/a.png")))
        assert.strictEqual(error.provider, "test")
        const asset = yield* ImageModel.load(picture).pipe(provide(model))
        assert.deepStrictEqual(asset.bytes, pngBytes)
      })
    )
  })

  it.effect("a consumer that rests holds the provider back", () =>
    Effect.gen(function* () {
      let emitted = 0
      const endless = () =>
        Stream.repeatEffect(Effect.sync(() => progress(Math.min(1, ++emitted / 1000))))
      const model = makeModel(endless, { deadline: "1 hour" })
      const fiber = yield* model.stream(cat).pipe(
        Stream.runForEach(() => Effect.sleep("1 second")),
        Effect.fork
      )
      yield* TestClock.adjust("1 second")
      const first = emitted
      // The buffer, the event in the consumer's hands and the one that waits at the door.
      assert.isAtMost(first, 20)
      yield* TestClock.adjust("10 seconds")
      assert.isAtLeast(emitted, 10)
      assert.isAtMost(emitted, first + 20)
      yield* Fiber.interrupt(fiber)
    })
  )
})

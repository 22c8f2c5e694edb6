/** Leaving, and a queue that is full, at real Gradio servers of two version lines. */
import { assert, describe } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import { versionLines } from "../../../provider-gradio/test/real/RealGradio.js"
import { picture, printed, realServer, sd35, small, test, variant } from "./support.js"

/** What is logged meanwhile: a refusal that is tried again shows nowhere else. */
const withLog = <A, E, R>(effect: (log: ReadonlyArray<string>) => Effect.Effect<A, E, R>) =>
  Effect.suspend(() => {
    const log: Array<string> = []
    const keep = Logger.make(({ message }) => void log.push(String(message)))
    return effect(log).pipe(
      Logger.withMinimumLogLevel(LogLevel.Debug),
      Effect.provide(Logger.replace(Logger.defaultLogger, keep))
    )
  })

describe.each(versionLines)("Gradio %s", (line) => {
  const server = realServer(line, { seconds: 1, queueMax: 1 })

  const seeds = (model: Parameters<typeof picture>[0], ...wanted: ReadonlyArray<number>) =>
    Effect.forEach(wanted, (seed) => Effect.either(picture(model, { ...small, seed })), {
      concurrency: "unbounded"
    })

  // One runs and one waits: of three at once, at least one finds the queue full.
  test("a full queue is Overloaded when nothing is tried again", () =>
    Effect.gen(function* () {
      const model = yield* sd35(server(), { retries: 0 })
      const ends = yield* seeds(model, 11, 12, 13)
      const errors = ends.flatMap((end) => (end._tag === "Left" ? [end.left] : []))
      assert.isNotEmpty(errors)
      assert.isBelow(errors.length, 3)
      for (const error of errors) {
        assert.include(error, { _tag: "ResponseError", reason: "Overloaded", status: 503 })
        assert.include(error, { retryable: true, jobId: undefined })
        assert.match(error.message, /^Queue is full. Max size is 1/)
      }
    }))

  test("a full queue is tried again until there is room", () =>
    withLog((log) =>
      Effect.gen(function* () {
        const model = yield* sd35(server(), { retries: 6, backoff: "200 millis" })
        const ends = yield* seeds(model, 21, 22, 23)
        assert.deepStrictEqual(
          ends.map((end) => end._tag === "Right" && end.right.response.receipt.seed),
          [21, 22, 23]
        )
        assert.include(log, "Submit: 503 Overloaded")
      })
    ))

  test("leaving stops a generator at its next step", () =>
    Effect.gen(function* () {
      const model = yield* variant(server(), "infer_stream")
      const started = yield* Deferred.make<void>()
      const run = yield* Effect.fork(
        model.generate(small, (event) =>
          event._tag === "ImagePreview" ? Deferred.succeed(started, undefined) : Effect.void
        )
      )
      yield* Deferred.await(started)
      yield* Fiber.interrupt(run)
      // A job after it: the server is free, and the one before never came to its end.
      yield* picture(yield* sd35(server()), { ...small, seed: 31 })
      yield* printed(server(), "infer ended, seed 31")
      assert.notInclude(server().log(), "infer_stream ended")
    }))

  test("leaving takes a waiting job out of the queue, and frees the place of one that runs", () =>
    Effect.gen(function* () {
      const model = yield* sd35(server(), { retries: 6, backoff: "100 millis" })
      const running = yield* Effect.fork(picture(model, { ...small, seed: 41 }))
      yield* Effect.sleep("500 millis")
      const waiting = yield* Effect.fork(picture(model, { ...small, seed: 42 }))
      yield* Effect.sleep("200 millis")
      yield* Fiber.interruptAll([waiting, running])
      // Its function runs on, though nobody waits for it.
      assert.notInclude(server().log(), "infer ended, seed 41")
      const next = yield* Deferred.make<boolean>()
      yield* model.generate({ ...small, seed: 43 }, (event) =>
        event._tag === "Progress"
          ? Deferred.succeed(next, !server().log().includes("infer ended, seed 41"))
          : Effect.void
      )
      assert.isTrue(yield* Deferred.await(next), "the next job waited for one that was left")
      yield* printed(server(), "infer ended, seed 43")
      assert.notInclude(server().log(), "infer ended, seed 42")
    }))
})

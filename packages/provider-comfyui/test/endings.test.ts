/** How jobs fail, and how they are stopped. */
import { assert, describe, it } from "@effect/vitest"
import type { ImageError } from "@easel/core/ImageError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { asked, eventually, generate, http, run, type Running } from "./support.js"

const nameOf = (error: ImageError): string =>
  error._tag === "ResponseError" ? `ResponseError/${error.reason}` : error._tag

const failure = (fault: string) =>
  Effect.flatMap(run({ fake: { fault } }), (running) => Effect.flip(generate(running)))

describe("failures", () => {
  it.scopedLive.each([
    ["invalid-workflow", "ResponseError/Rejected", /CheckpointLoaderSimple checkpoint: Value not/],
    ["server-error", "ResponseError/Server", /500 Internal Server Error/],
    ["job-error", "ResponseError/Server", /^KSampler: mat1 and mat2/],
    ["out-of-memory", "ResponseError/Overloaded", /Allocation on device/],
    ["interrupted", "ResponseError/Rejected", /interrupted at the server/],
    ["removed", "ResponseError/NotFound", /no longer has the job/],
    ["no-picture", "ResponseParseError", /picture/],
    ["no-checkpoint", "ResponseError/NotFound", /no checkpoint/]
  ] as const)("%s", ([fault, name, message]) =>
    Effect.gen(function* () {
      const error = yield* failure(fault)
      assert.strictEqual(nameOf(error), name)
      assert.match(error.message, message)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("what fails after acceptance names the job and is not retryable", () =>
    Effect.gen(function* () {
      const error = yield* failure("out-of-memory")
      assert.strictEqual(error.jobId, "prompt-0")
      assert.isFalse(error._tag === "ResponseError" && error.retryable)
    }).pipe(Effect.provide(http))
  )
})

const start = (running: Running) =>
  Effect.gen(function* () {
    const before = asked(running, "GET /queue").length
    const fiber = yield* Effect.fork(generate(running))
    yield* eventually(() => asked(running, "GET /queue").length > before)
    return fiber
  })

const slowly = Duration.minutes(1)

describe("an interruption", () => {
  it.scopedLive("interrupts the job that runs, by its id", () =>
    Effect.gen(function* () {
      const running = yield* run({ fake: { latency: slowly } })
      yield* Fiber.interrupt(yield* start(running))
      const [interrupt, ...others] = asked(running, "POST /interrupt")
      assert.strictEqual(interrupt?.text, '{"prompt_id":"prompt-0"}')
      assert.isEmpty(others)
      yield* eventually(() => running.server.openReplies() === 0)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("takes a job that waits out of the queue, and leaves the one that runs", () =>
    Effect.gen(function* () {
      const running = yield* run({ fake: { latency: slowly } })
      const first = yield* start(running)
      yield* Fiber.interrupt(yield* start(running))
      assert.deepStrictEqual(
        asked(running, "POST /queue").map(({ text }) => text),
        ['{"delete":["prompt-1"]}']
      )
      assert.isEmpty(asked(running, "POST /interrupt"))
      assert.isNull(first.unsafePoll())
      yield* Fiber.interrupt(first)
    }).pipe(Effect.provide(http))
  )
})

/** How tasks fail, and how they are stopped. */
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import type { ImageError } from "@easel/core/ImageError"
import * as Fault from "@easel/testkit/Fault"
import * as TestPicture from "@easel/testkit/TestPicture"
import { asked, eventually, generate, http, run, type Running, sent } from "./support.js"

const nameOf = (error: ImageError): string =>
  error._tag === "ResponseError" ? `ResponseError/${error.reason}` : error._tag

const picture = { prompt: "a cat", seed: 1, width: 8, height: 8, detail: 1 }

describe("failures", () => {
  it.scopedLive.each([
    ["unauthorized", "ResponseError/Unauthorized", /Incorrect username/],
    ["unknown-sampler", "ResponseError/Rejected", /^Sampler not found$/],
    ["invalid", "ResponseError/Rejected", /not a valid integer/],
    ["out-of-memory", "ResponseError/Server", /^CUDA out of memory/],
    ["plain-error", "ResponseError/Rejected", /^invalid params$/],
    ["no-picture", "ResponseParseError", /picture/],
    ["null-pictures", "ResponseParseError", /picture/],
    ["broken-picture", "ResponseParseError", /base64/]
  ] as const)("%s", ([fault, name, message]) =>
    Effect.gen(function* () {
      const running = yield* run({ fake: { fault } })
      const error = yield* Effect.flip(generate(running))
      assert.strictEqual(nameOf(error), name)
      assert.match(error.message, message)
      // A call that may have worked is not sent again.
      assert.strictEqual(sent(running).length, 1)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("without what is told of the picture, the seed that was sent counts", () =>
    Effect.gen(function* () {
      const running = yield* run({ fake: { fault: "broken-info" } })
      const { response } = yield* generate(running, { seed: 5 })
      assert.strictEqual(response.receipt.seed, 5)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("an answer of several large pictures is read", () =>
    Effect.gen(function* () {
      const running = yield* run()
      const { bytes } = yield* TestPicture.draw(picture)
      const padding = " ".repeat(65 * 2 ** 20)
      const body = `{"images":["${Encoding.encodeBase64(bytes)}"]${padding}}`
      running.server.addFault(Fault.reply({ path: /txt2img/ }, { status: 200, body }))
      assert.strictEqual((yield* generate(running)).response.images.length, 1)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("a password that is quoted is not shown", () =>
    Effect.gen(function* () {
      const running = yield* run({
        options: { user: "ann", password: Redacted.make("pass-q7Zx0Kp3Vw") },
        faults: [Fault.status({}, 401, { detail: "ann:pass-q7Zx0Kp3Vw is wrong" })]
      })
      const error = yield* Effect.flip(generate(running))
      assert.strictEqual(error.message, "<redacted> is wrong")
    }).pipe(Effect.provide(http))
  )
})

const slowly = Duration.minutes(1)

/** Starts a task, and waits until it was asked about. */
const start = (running: Running) =>
  Effect.gen(function* () {
    const before = asked(running, "POST /internal/progress").length
    const fiber = yield* Effect.fork(generate(running))
    yield* eventually(() => asked(running, "POST /internal/progress").length > before + 2)
    return fiber
  })

describe("an interruption", () => {
  it.scopedLive("interrupts the task that runs", () =>
    Effect.gen(function* () {
      const running = yield* run({ fake: { latency: slowly } })
      yield* Fiber.interrupt(yield* start(running))
      assert.strictEqual(asked(running, "POST /sdapi/v1/interrupt").length, 1)
      yield* eventually(() => running.server.openReplies() === 0)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("of a task that waits leaves the one that runs alone", () =>
    Effect.gen(function* () {
      const running = yield* run({ fake: { latency: slowly } })
      const first = yield* start(running)
      const second = yield* start(running)
      yield* eventually(() => sent(running).length === 2)
      yield* Fiber.interrupt(second)
      assert.isEmpty(asked(running, "POST /sdapi/v1/interrupt"))
      assert.isNull(first.unsafePoll())
      yield* Fiber.interrupt(first)
      assert.strictEqual(asked(running, "POST /sdapi/v1/interrupt").length, 1)
    }).pipe(Effect.provide(http))
  )
})

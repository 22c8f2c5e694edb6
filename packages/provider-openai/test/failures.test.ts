import { assert, describe } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { Cut } from "@easel/core/Fake"
import { type ImageError, isRetryable, mayHaveJob } from "@easel/core/ImageError"
import { OpenAiHost } from "@easel/provider-openai"
import { Fault } from "@easel/testkit"
import { generate, setup, test } from "./support.js"

const failWith = (fault: string) =>
  Effect.gen(function* () {
    const { fake, model } = yield* setup({ fault })
    return { error: yield* Effect.flip(generate(model)), asked: fake.requests.length }
  })

const reasonOf = (error: ImageError) => ("reason" in error ? error.reason : undefined)

interface Expected {
  readonly tag: ImageError["_tag"]
  readonly reason?: string
  readonly status?: number
  readonly part: string
  readonly mayHaveJob: boolean
}

const begun = { mayHaveJob: true }
const refused = { tag: "ResponseError", mayHaveJob: false } as const
const job = "req_stand_in"

const table: Readonly<Record<string, Expected>> = {
  moderated: { ...refused, reason: "Moderated", status: 400, part: "safety system" },
  "no-quota": { ...refused, reason: "Quota", status: 429, part: "current quota" },
  "rate-limited": { ...refused, reason: "RateLimited", status: 429, part: "Rate limit" },
  "wrong-key": { ...refused, reason: "Unauthorized", status: 401, part: "Incorrect API key" },
  "wrong-model": { ...refused, reason: "NotFound", status: 404, part: "does not exist" },
  "error-text": { ...refused, reason: "Rejected", status: 400, part: "prompt required" },
  "error-null": { ...refused, ...begun, reason: "Server", status: 500, part: '"error":null' },
  "error-page": { ...refused, ...begun, reason: "Server", status: 502, part: "502 Bad Gateway" },
  "may-exist": { ...refused, ...begun, reason: "Server", status: 424, part: "broke" },
  "no-retry": { ...refused, ...begun, reason: "Overloaded", status: 503, part: "overloaded" },
  "error-in-success": { ...refused, ...begun, reason: "Server", part: "had an error" },
  "error-event": { ...refused, ...begun, reason: "Server", part: "had an error" },
  "moderated-late": { ...refused, ...begun, reason: "Moderated", part: "safety system" },
  "ends-early": {
    ...begun,
    tag: "TransportError",
    reason: "EndedEarly",
    part: "before its result"
  },
  "cut-early": { ...begun, tag: "TransportError", reason: "Cut", part: "" },
  "broken-event": { ...begun, tag: "ResponseParseError", part: "oops" },
  "no-pictures": { ...begun, tag: "ResponseParseError", part: "a picture" },
  "null-picture": { ...begun, tag: "ResponseParseError", part: "a picture" }
}

describe("a failure", () => {
  for (const [fault, expected] of Object.entries(table)) {
    test(`is what the host means, and nothing is sent twice: ${fault}`, () =>
      Effect.gen(function* () {
        const { asked, error } = yield* failWith(fault)
        assert.strictEqual(error._tag, expected.tag)
        assert.strictEqual(reasonOf(error), expected.reason)
        assert.strictEqual("status" in error ? error.status : undefined, expected.status)
        assert.include(error.message, expected.part)
        assert.strictEqual(mayHaveJob(error), expected.mayHaveJob)
        assert.strictEqual(isRetryable(error), fault === "rate-limited")
        assert.strictEqual(asked, 1)
      }))
  }

  test("after the answer has begun names the request, for whoever asks the host about it", () =>
    Effect.gen(function* () {
      for (const fault of ["error-event", "ends-early", "no-pictures"]) {
        assert.strictEqual((yield* failWith(fault)).error.jobId, job)
      }
    }))

  test("that asks to wait for milliseconds is waited for, and the refused request sent again", () =>
    Effect.gen(function* () {
      const { error } = yield* failWith("rate-limited")
      assert.deepInclude({ ...error }, { retryAfter: Duration.minutes(1) })
      const { fake, model } = yield* setup()
      fake.addFault(Fault.status({ times: 1 }, 429, {}, { "retry-after-ms": "20" }))
      yield* generate(model)
      assert.strictEqual(fake.requests.length, 2)
    }))

  test("is not repeated where the picture may have been made", () =>
    Effect.gen(function* () {
      const faults = [
        Fault.hangUp({}),
        Fault.status({}, 500),
        Fault.status({}, 504),
        Fault.cut({}, 200)
      ]
      for (const fault of faults) {
        for (const host of [OpenAiHost.openai, OpenAiHost.vllmOmni]) {
          const { fake, model } = yield* setup({ host })
          fake.addFault(fault)
          yield* Effect.flip(generate(model))
          assert.strictEqual(fake.requests.length, 1)
        }
      }
    }))

  test("of a stream with one finished picture keeps that picture", () =>
    Effect.gen(function* () {
      const completed = { type: "image_generation.completed", b64_json: "iVBORw0KGgo=" }
      const error = { type: "error", error: { message: "out of memory" } }
      const first = Stream.make(`data: ${JSON.stringify(completed)}\n\n`)
      const endings = {
        "ended before": Stream.empty,
        "": Stream.fail(new Cut()),
        "out of memory": Stream.make(`data: ${JSON.stringify(error)}\n\n`),
        oops: Stream.make("data: oops\n\n")
      }
      for (const [part, ending] of Object.entries(endings)) {
        const { model } = yield* setup({
          service: {
            handle: () =>
              Effect.succeed({
                status: 200,
                headers: { "content-type": "text/event-stream" },
                body: Stream.concat(first, ending)
              })
          }
        })
        const { events, response } = yield* generate(model, { count: 2 })
        assert.strictEqual(response.images.length, 1)
        const warnings = events.filter((event) => event._tag === "Warning")
        assert.deepStrictEqual(
          warnings.map(({ code }) => code),
          ["EndedEarly", "FewerPictures"]
        )
        assert.include(warnings[0]?.message, part)
      }
    }))

  test("to wait any longer closes the socket", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ latency: "1 hour" })
      const fiber = yield* Effect.fork(generate(model))
      yield* Effect.repeat(Effect.sleep("5 millis"), { until: () => fake.openReplies() === 1 })
      yield* Fiber.interrupt(fiber)
      yield* Effect.repeat(Effect.sleep("5 millis"), { until: () => fake.openReplies() === 0 })
      assert.isTrue(fake.requests[0]?.abandoned)
    }))
})

import { assert, describe } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { Fault } from "@easel/testkit"
import { collect, count, eventually, json, moment, responseOf, setup, test } from "./support.js"

const submit = { path: /^\/txt2img$/ }
const poll = { path: /^\/progress$/ }

describe("a job that fails", () => {
  for (const status of ["error", "Error", "ERROR: xyz", "Internal error"]) {
    test(`carries the text "${status}"`, () =>
      Effect.gen(function* () {
        const { fake, model } = yield* setup({ replies: [json({}), json({ status })] })
        const error = yield* Effect.flip(collect(model))
        assert.include(error, { _tag: "ResponseError", reason: "Server", retryable: false })
        assert.include(error, { provider: "imagelabs", model: "sdxl-turbo", jobId: "task-1" })
        assert.include(error.message, status)
        assert.strictEqual(count(fake, "/progress"), 2)
        assert.strictEqual(count(fake, "/txt2img"), 1)
      }))
  }

  for (const status of [`${"a long tale ".repeat(40)} error`, "<error></error>"]) {
    test(`has failed wherever the word stands: ${status.slice(0, 20)}`, () =>
      Effect.gen(function* () {
        const { model } = yield* setup({ replies: [json({ status })] })
        const error = yield* Effect.flip(collect(model))
        assert.include(error, { _tag: "ResponseError", reason: "Server" })
        assert.isAtMost(error.message.length, 400)
      }))
  }

  test("has failed even when it names a picture", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({ fault: "job-error-with-url" })
      const error = yield* Effect.flip(collect(model))
      assert.include(error, { _tag: "ResponseError", reason: "Server" })
    }))

  test("says in its text that there were too many requests", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({ replies: [json({ status: "Error: rate limit reached" })] })
      const error = yield* Effect.flip(collect(model))
      assert.include(error, { _tag: "ResponseError", reason: "RateLimited", retryable: false })
    }))

  test("is done and has no picture, which ends after a few polls", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ fault: "done-without-url" })
      const error = yield* Effect.flip(collect(model))
      assert.strictEqual(error._tag, "ResponseParseError")
      assert.include(error.message, "finished without an image")
      assert.strictEqual(count(fake, "/progress"), 4)
    }))

  test("names no address that can be read", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({ replies: [json({ final_image_url: "http://[broken" })] })
      const error = yield* Effect.flip(collect(model))
      assert.include(error, { _tag: "ResponseParseError", excerpt: "http://[broken" })
    }))
})

describe("a refusal of explicit content", () => {
  for (const fault of ["refused-prompt", "job-moderated"]) {
    test(`is Moderated and not tried again: ${fault}`, () =>
      Effect.gen(function* () {
        const { fake, model } = yield* setup({ fault })
        const error = yield* Effect.flip(collect(model))
        assert.include(error, { _tag: "ResponseError", reason: "Moderated", retryable: false })
        assert.include(error.message, "error code: 20009")
        assert.strictEqual(count(fake, "/txt2img"), 1)
      }))
  }

  for (const [name, target] of Object.entries({ submit, poll })) {
    for (const status of [200, 500]) {
      test(`is found in a ${name} that answers ${status} with bare text`, () =>
        Effect.gen(function* () {
          const { fake, model } = yield* setup()
          fake.addFault(Fault.reply(target, { status, body: "error code: 20009" }))
          const error = yield* Effect.flip(collect(model))
          assert.include(error, { _tag: "ResponseError", reason: "Moderated" })
          assert.strictEqual(count(fake, "/txt2img"), 1)
        }))
    }
  }
})

describe("a web page where JSON was due", () => {
  for (const [name, target] of Object.entries({ submit, poll })) {
    for (const [status, title] of [
      [403, "Just a moment..."],
      [503, "Just a moment..."],
      [403, "Attention required"],
      [200, "ImageLabs Editor"]
    ] as const) {
      test(`says what to set: ${name} ${status} ${title}`, () =>
        Effect.gen(function* () {
          const { fake, model } = yield* setup()
          fake.addFault(
            Fault.html(target, status, `<!DOCTYPE html><html><title>${title}</title></html>`)
          )
          const error = yield* Effect.flip(collect(model))
          assert.include(error, { _tag: "ResponseError", reason: "Unauthorized", status })
          assert.include(error.message, "EASEL_IMAGELABS_COOKIE")
          assert.include(error.message, "EASEL_IMAGELABS_USER_AGENT")
          const asked = name === "submit" ? "/txt2img" : "/progress"
          assert.strictEqual(count(fake, asked), 1)
        }))
    }
  }
})

describe("the submission", () => {
  for (const fault of ["no-task-id", "empty-task-id"]) {
    test(`without an id of the job is no success: ${fault}`, () =>
      Effect.gen(function* () {
        const { fake, model } = yield* setup({ fault })
        const error = yield* Effect.flip(collect(model))
        assert.strictEqual(error._tag, "ResponseParseError")
        assert.include(error.message, "task_id")
        assert.lengthOf(fake.requests, 1)
      }))
  }

  test("is repeated after a 503", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      fake.addFault(Fault.status({ ...submit, times: 1 }, 503))
      assert.lengthOf(responseOf(yield* collect(model)).images, 1)
      assert.strictEqual(count(fake, "/txt2img"), 2)
    }))

  test("is not repeated after its connection broke", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      fake.addFault(Fault.hangUp(submit))
      const error = yield* Effect.flip(collect(model))
      assert.include(error, { _tag: "TransportError", phase: "Submit", reason: "Cut" })
      assert.strictEqual(count(fake, "/txt2img"), 1)
    }))

  test("hands on how long a busy service asks to wait", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ fault: "rate-limited" })
      const error = yield* Effect.flip(collect(model))
      assert.include(error, { _tag: "ResponseError", reason: "RateLimited", retryable: true })
      if (error._tag !== "ResponseError") return assert.fail()
      assert.deepStrictEqual(error.retryAfter, Duration.minutes(1))
      assert.strictEqual(count(fake, "/txt2img"), 1)
    }))
})

describe("a poll that fails", () => {
  const faults = {
    "502": Fault.status({ ...poll, skip: 1, times: 1 }, 502),
    "429": Fault.status({ ...poll, skip: 1, times: 1 }, 429),
    "a cut connection": Fault.hangUp({ ...poll, skip: 1, times: 1 }),
    silence: Fault.stall({ ...poll, skip: 1, times: 1 }, 0)
  }
  for (const [name, fault] of Object.entries(faults)) {
    test(`is made up for by the next one: ${name}`, () =>
      Effect.gen(function* () {
        const replies = [json({}), json({ final_image_url: "/images/task-1.png" })]
        const { fake, model } = yield* setup({ replies, pollTimeout: "150 millis" })
        fake.addFault(fault)
        assert.lengthOf(responseOf(yield* collect(model)).images, 1)
        assert.strictEqual(count(fake, "/txt2img"), 1)
        assert.isAtLeast(count(fake, "/progress"), 3)
      }))
  }

  test("ends the generation when it fails again and again, and never submits again", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      fake.addFault(Fault.status(poll, 500, { detail: "broken" }))
      const error = yield* Effect.flip(collect(model))
      assert.include(error, { _tag: "ResponseError", reason: "Server", retryable: false })
      assert.strictEqual(count(fake, "/progress"), 7)
      assert.strictEqual(count(fake, "/txt2img"), 1)
    }))

  test("ends the generation when nobody knows the job", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ fault: "unknown-task" })
      const error = yield* Effect.flip(collect(model))
      assert.include(error, { _tag: "ResponseError", reason: "NotFound", message: "unknown task" })
      assert.strictEqual(count(fake, "/progress"), 1)
    }))

  test("ends the generation when its JSON is cut in half", () =>
    Effect.gen(function* () {
      const replies = [{ status: 200, body: '{"status":"Proc' }]
      const { model } = yield* setup({ replies })
      const error = yield* Effect.flip(collect(model))
      assert.include(error, { _tag: "ResponseParseError", jobId: "task-1" })
    }))
})

describe("a job that never ends", () => {
  for (const fault of ["endless-queue", "never-done"]) {
    test(`meets the deadline: ${fault}`, () =>
      Effect.gen(function* () {
        const { fake, model } = yield* setup({ fault, latency: "1 hour", deadline: "150 millis" })
        const error = yield* Effect.flip(collect(model))
        assert.include(error, { _tag: "GenerationTimeout", deadline: "Total", jobId: "task-1" })
        yield* eventually(() => fake.openReplies() === 0)
        yield* moment
        const asked = fake.requests.length
        yield* moment
        assert.strictEqual(fake.requests.length, asked)
      }))
  }
})

import { assert, describe } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { ImageError } from "@easel/core/ImageError"
import { Fault, TestPicture } from "@easel/testkit"
import { count, generate, key, setup, test } from "./support.js"

const sent = (text: string | undefined): unknown => JSON.parse(text ?? "")

describe("the submission", () => {
  test("has what was asked, and the key", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      const { response } = yield* generate(model, {
        width: 512,
        height: 256,
        seed: 7,
        count: 2,
        outputFormat: "image/png",
        providerOptions: { fal: { input: { acceleration: "high" } } }
      })
      assert.deepStrictEqual(sent(fake.requests[0]?.text), {
        acceleration: "high",
        prompt: "a lamp",
        image_size: { width: 512, height: 256 },
        num_images: 2,
        num_inference_steps: 4,
        guidance_scale: 3.5,
        output_format: "png",
        seed: 7
      })
      assert.isTrue(fake.requests.every(({ headers }) => headers.authorization === `Key ${key}`))
      assert.include(response.receipt, { seed: 7, jobId: "request-1" })
      assert.lengthOf(response.images, 2)
    }))

  test("has a seed of 32 bits when none was asked for, which the receipt tells", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      const { receipt } = (yield* generate(model)).response
      assert.deepInclude(sent(fake.requests[0]?.text), { seed: receipt.seed })
      assert.isBelow(Number(receipt.seed), 2 ** 32)
    }))

  test("with pictures goes to the endpoint that edits", () =>
    Effect.gen(function* () {
      const { bytes } = yield* TestPicture.draw({
        prompt: "",
        seed: 1,
        width: 64,
        height: 64,
        detail: 1
      })
      const { fake, model } = yield* setup({ model: "flux-2" })
      yield* generate(model, { images: [bytes] })
      yield* generate(model)
      const submissions = fake.requests.filter(({ method }) => method === "POST")
      assert.deepStrictEqual(
        submissions.map(({ url }) => url.pathname),
        ["/fal-ai/flux-2/edit", "/fal-ai/flux-2"]
      )
    }))

  test("takes no further input that is a parameter of the request", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      const error = yield* Effect.flip(
        generate(model, { providerOptions: { fal: { input: { image_size: "square" } } } })
      )
      assert.strictEqual(error._tag, "InvalidRequest")
      assert.include(error.message, "image_size is a parameter of the request itself")
      assert.lengthOf(fake.requests, 0)
    }))

  test("hands on how long the queue asks to wait, and is not sent again meanwhile", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ fault: "rate-limited" })
      const error = yield* Effect.flip(generate(model))
      assert.include(error, { _tag: "ResponseError", reason: "RateLimited", retryable: true })
      if (error._tag !== "ResponseError") return assert.fail()
      assert.deepStrictEqual(error.retryAfter, Duration.minutes(1))
      assert.lengthOf(fake.requests, 1)
    }))
})

describe("a refusal", () => {
  test("of the key says which to set", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({ fault: "bad-key" })
      const error = yield* Effect.flip(generate(model))
      assert.include(error, { _tag: "ResponseError", reason: "Unauthorized", status: 401 })
      assert.include(error.message, "No user found for Key ID and Secret; set EASEL_FAL_API_KEY")
    }))

  test("of an account without balance is a matter of quota", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({ fault: "no-balance" })
      const error = yield* Effect.flip(generate(model))
      assert.include(error, { _tag: "ResponseError", reason: "Quota", retryable: false })
      assert.include(error.message, "https://fal.ai/dashboard/billing")
    }))

  test("of the contents names the input", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ fault: "refused" })
      const error = yield* Effect.flip(generate(model))
      assert.include(error, { _tag: "ResponseError", reason: "Moderated", jobId: "request-1" })
      assert.match(error.message, /^prompt: The content could not be processed/)
      assert.strictEqual(count(fake, "POST"), 1)
    }))

  test("of an input names it with the reason", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      const detail = [
        { loc: ["body", "image_size", "width"], msg: "too large", type: "less_than" },
        { loc: ["body", "num_images"], msg: "too many" }
      ]
      fake.addFault(Fault.status({ path: /request-1$/ }, 422, { detail }))
      const error = yield* Effect.flip(generate(model))
      const message = "image_size: width: too large; num_images: too many"
      assert.include(error, { _tag: "ResponseError", reason: "Rejected", message })
    }))

  test("in other words than fal's is told by its status", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      fake.addFault(Fault.status({ method: "POST" }, 403, { message: "not for you" }))
      const error = yield* Effect.flip(generate(model))
      assert.include(error, { reason: "Unauthorized", message: "not for you" })
    }))
})

describe("a job", () => {
  test("that failed is asked for its reason once, and never made again", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ fault: "job-failed" })
      const error = yield* Effect.flip(generate(model))
      assert.include(error, { _tag: "ResponseError", reason: "Server", retryable: false })
      assert.include(error, { jobId: "request-1", message: "The runner ran out of memory" })
      const asked = fake.requests.filter(({ url }) => url.pathname.endsWith("/request-1"))
      assert.lengthOf(asked, 1)
    }))

  test("that went well is asked for its result again when the answer is lost", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      fake.addFault(Fault.hangUp({ path: /request-1$/, times: 1 }))
      assert.lengthOf((yield* generate(model)).response.images, 1)
      assert.strictEqual(count(fake, "POST"), 1)
    }))

  test("whose picture was blacked out is a refusal", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({ fault: "blacked-out" })
      const error = yield* Effect.flip(generate(model))
      assert.include(error, { _tag: "ResponseError", reason: "Moderated", retryable: false })
    }))

  test("of several pictures gives those that were not blacked out, and says so", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({ fault: "one-blacked-out" })
      const { events, response } = yield* generate(model, { count: 2 })
      assert.lengthOf(response.images, 1)
      assert.match(JSON.stringify(response.images[0].source), /files\/request-1\/1"/)
      const warnings = events.filter((event) => event._tag === "Warning")
      assert.lengthOf(warnings, 1)
      assert.include(warnings[0]?.message, "1 of 2 pictures")
    }))

  test("without a picture is no success", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({ fault: "no-picture" })
      const error = yield* Effect.flip(generate(model))
      assert.strictEqual(error._tag, "ResponseParseError")
    }))
})

describe("the key", () => {
  const halves = key.split(":")

  test("is not sent where a picture lies elsewhere", () =>
    Effect.gen(function* () {
      const elsewhere = yield* setup()
      const { fake, model } = yield* setup()
      const { response } = yield* generate(elsewhere.model)
      yield* model.load(response.images[0])
      assert.lengthOf(fake.requests, 0)
      assert.strictEqual(elsewhere.fake.requests.at(-1)?.headers.authorization, undefined)
    }))

  test("is removed half by half from logs and errors", () =>
    Effect.gen(function* () {
      const said = `a key ${halves[1]} of ${halves[0]}`
      const { fake, model } = yield* setup()
      const logs = [{ message: said }]
      fake.addFault(
        Fault.status({ path: /status/, times: 1 }, 200, { status: "IN_PROGRESS", logs })
      )
      const { events } = yield* generate(model)
      assert.include(JSON.stringify(events), "a key <redacted> of <redacted>")
      fake.addFault(Fault.status({ method: "POST" }, 401, { detail: said }))
      const error = yield* Effect.flip(generate(model))
      const text = JSON.stringify(Schema.encodeSync(ImageError)(error))
      assert.include(text, "a key <redacted> of <redacted>")
    }))
})

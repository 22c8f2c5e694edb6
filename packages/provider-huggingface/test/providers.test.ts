import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { Fault } from "@easel/testkit"
import { by, generate, http, paths, sent, setup, test, token } from "./support.js"

const hub = "GET /api/models/black-forest-labs/FLUX.1-schnell"

describe("the provider of a model", () => {
  test("is the first that serves it and that Easel speaks to, and stands in the receipt", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      const { response } = yield* generate(model)
      assert.deepStrictEqual(paths(fake), [
        hub,
        "POST /hf-inference/models/black-forest-labs/FLUX.1-schnell"
      ])
      assert.strictEqual(response.receipt.note, "made by hf-inference")
    }))

  test("is asked for at the hub without the token, which the router gets", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ billTo: "my-organisation" })
      yield* generate(model)
      const seen = fake.requests.map(({ headers }) => [
        headers.authorization,
        headers["x-hf-bill-to"]
      ])
      assert.deepStrictEqual(seen, [
        [undefined, undefined],
        [`Bearer ${token}`, "my-organisation"]
      ])
    }))

  test("may be named, and goes by the name that it has for the model", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      yield* generate(model, by("together"))
      yield* generate(model, by("fal-ai"))
      assert.include(paths(fake), "POST /together/v1/images/generations")
      assert.include(paths(fake), "POST /fal-ai/fal-ai/flux/schnell")
    }))

  test("hf-inference knows models by the names of the hub, which is not asked", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      yield* generate(model, by("hf-inference"))
      assert.notInclude(paths(fake), hub)
    }))

  test("may be told by name, as the hub did before", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ fault: "mapping-by-name" })
      yield* generate(model)
      assert.deepInclude(sent(fake), { model: "x" })
    }))

  for (const [fault, message] of [
    ["others-serve", "the hub names wavespeed, zai-org"],
    ["nobody-serves", "the hub names nobody"],
    ["no-mapping", "the hub names nobody"]
  ] as const) {
    test(`may be nobody, which sends nothing: ${fault}`, () =>
      Effect.gen(function* () {
        const { fake, model } = yield* setup({ fault })
        const error = yield* Effect.flip(generate(model))
        assert.include(error, { _tag: "ResponseError", reason: "NotFound", retryable: false })
        assert.include(error.message, message)
        assert.deepStrictEqual(paths(fake), [hub])
      }))
  }

  test("may not be the one that was named", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({ fault: "mapping-by-name" })
      const error = yield* Effect.flip(generate(model, by("fal-ai")))
      assert.include(error.message, "not fal-ai serves black-forest-labs/FLUX.1-schnell now")
    }))

  test("is asked for again when the hub is busy", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      fake.addFault(Fault.status({ path: /api/, times: 1 }, 503))
      yield* generate(model)
      assert.lengthOf(fake.requests, 3)
    }))
})

describe("what is sent", () => {
  const request = {
    width: 1024,
    height: 512,
    steps: 20,
    guidanceScale: 6,
    seed: 7,
    negativePrompt: "rain"
  }
  const model = "sdxl-base-1.0"
  const shared = { negative_prompt: "rain", guidance_scale: 6, seed: 7 }

  test("to hf-inference", () =>
    Effect.gen(function* () {
      const { fake, model: sdxl } = yield* setup({ model })
      const { receipt } = (yield* generate(sdxl, { ...request, ...by("hf-inference") })).response
      assert.deepStrictEqual(sent(fake), {
        inputs: "a lamp",
        parameters: { ...shared, width: 1024, height: 512, num_inference_steps: 20 }
      })
      assert.strictEqual(fake.requests[0]?.headers.accept, "image/png")
      assert.strictEqual(receipt.seed, 7)
    }))

  test("to Together", () =>
    Effect.gen(function* () {
      const { fake, model: sdxl } = yield* setup({ model })
      const { response } = yield* generate(sdxl, { ...request, ...by("together") })
      assert.deepStrictEqual(sent(fake), {
        ...shared,
        model: "stabilityai/stable-diffusion-xl-base-1.0",
        prompt: "a lamp",
        width: 1024,
        height: 512,
        steps: 20,
        n: 1,
        response_format: "base64"
      })
      assert.strictEqual((yield* sdxl.load(response.images[0])).mediaType, "image/png")
    }))

  test("to fal", () =>
    Effect.gen(function* () {
      const { fake, model: sdxl } = yield* setup({ model })
      const { response } = yield* generate(sdxl, { ...request, ...by("fal-ai") })
      assert.deepStrictEqual(sent(fake), {
        ...shared,
        prompt: "a lamp",
        image_size: { width: 1024, height: 512 },
        num_inference_steps: 20
      })
      assert.include(response.receipt, { seed: 7, jobId: "request-1", note: "made by fal-ai" })
    }))

  test("has a seed of 32 bits when none was asked for, which the receipt tells", () =>
    Effect.gen(function* () {
      const { fake, model: flux } = yield* setup()
      const { seed } = (yield* generate(flux, by("together"))).response.receipt
      assert.deepInclude(sent(fake), { seed })
      assert.isBelow(Number(seed), 2 ** 32)
    }))
})

describe("fal behind the router", () => {
  test("is asked through the router at the path that it named, and tells its queue", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      const { events } = yield* generate(model, by("fal-ai"))
      const asked = fake.requests.slice(1).map(({ url }) => url.pathname + url.search)
      const job = "/fal-ai/fal-ai/flux/requests/request-1"
      assert.deepStrictEqual(
        [...new Set(asked)],
        [
          "/fal-ai/fal-ai/flux/schnell?_subdomain=queue",
          `${job}/status?_subdomain=queue`,
          `${job}?_subdomain=queue`
        ]
      )
      assert.deepInclude(events[0], { _tag: "Queued", position: 2 })
    }))

  test("is asked again after a question that failed, and the job is handed in once", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      fake.addFault(Fault.hangUp({ path: /status/, times: 2 }))
      yield* generate(model, by("fal-ai"))
      assert.lengthOf(
        fake.requests.filter(({ method }) => method === "POST"),
        1
      )
    }))

  for (const [status, times, answer] of [
    [500, 1, "is not handed in again, since it may have a job"],
    [503, 2, "is handed in again, since nothing was done"]
  ] as const) {
    test(`behind a router that answers ${status} ${answer}`, () =>
      Effect.gen(function* () {
        const { fake, model } = yield* setup()
        fake.addFault(Fault.status({ method: "POST", times: 1 }, status))
        yield* Effect.exit(generate(model, by("fal-ai")))
        assert.lengthOf(
          fake.requests.filter(({ method }) => method === "POST"),
          times
        )
      }))
  }

  test("may have blacked the picture out, which is no picture", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({ fault: "blacked-out" })
      const error = yield* Effect.flip(generate(model, by("fal-ai")))
      assert.include(error, { _tag: "ResponseError", reason: "Moderated", retryable: false })
    }))

  test("may have blacked one picture out, which is left out with a warning", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ fault: "one-blacked-out" })
      const { events, response } = yield* generate(model, by("fal-ai"))
      const codes = events.flatMap((event) => (event._tag === "Warning" ? [event.code] : []))
      assert.deepStrictEqual(codes, ["Moderated"])
      yield* model.load(response.images[0])
      assert.strictEqual(fake.requests.at(-1)?.url.search, "?1")
    }))

  for (const [fault, message] of [
    ["job-failed", "The runner ran out of memory"],
    ["job-failed-silently", "Internal server error"]
  ] as const) {
    test(`may fail, and is asked once for the reason: ${fault}`, () =>
      Effect.gen(function* () {
        const { fake, model } = yield* setup({ fault })
        const error = yield* Effect.flip(generate(model, by("fal-ai")))
        assert.include(error, { _tag: "ResponseError", reason: "Server", message })
        assert.lengthOf(
          paths(fake).filter((path) => path.endsWith("/request-1")),
          1
        )
      }))
  }

  it.scoped("may keep a job for ever, which the deadline ends", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({
        fault: "endless-queue",
        pollInterval: "3 minutes",
        deadline: "10 minutes"
      })
      const queued = yield* Effect.makeLatch()
      const request = { prompt: "a lamp", ...by("fal-ai") }
      const fiber = yield* Effect.fork(model.generate(request, () => queued.open))
      yield* queued.await
      yield* TestClock.adjust("10 minutes")
      const error = yield* Effect.flip(Fiber.join(fiber))
      assert.include(error, { _tag: "GenerationTimeout", deadline: "Total", jobId: "request-1" })
    }).pipe(Effect.provide(http))
  )
})

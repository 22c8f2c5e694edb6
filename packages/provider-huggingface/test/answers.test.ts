import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import type { FakeServer } from "@easel/testkit"
import { Fault } from "@easel/testkit"
import { by, generate, http, setup, test, token } from "./support.js"

const calls = ({ requests }: FakeServer.RunningFake): number =>
  requests.filter(({ method }) => method === "POST").length

const moment = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 2)))

/** Lets the clock go on by seconds until the generation has ended. */
const passing = <A, E>(fiber: Fiber.RuntimeFiber<A, E>) =>
  Effect.raceFirst(
    Fiber.join(fiber),
    Effect.forever(Effect.zipRight(TestClock.adjust("1 second"), moment))
  )

/** Waits in real time until so many calls have arrived and were answered. */
const arrived = (fake: FakeServer.RunningFake, count: number) =>
  Effect.repeat(
    Effect.zipRight(
      moment,
      Effect.sync(() => calls(fake) === count && fake.openReplies() === 0)
    ),
    { until: (holds) => holds }
  )

describe("a model that is loaded", () => {
  it.scoped("is waited for as long as it says, which shows as a queue", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ fault: "loading", deadline: "10 minutes" })
      const fiber = yield* Effect.fork(generate(model))
      yield* arrived(fake, 1)
      yield* moment
      yield* TestClock.adjust("20 seconds")
      yield* moment
      assert.strictEqual(calls(fake), 1)
      const { events, response } = yield* passing(fiber)
      assert.strictEqual(calls(fake), 3)
      const waits = events.map((event) => event._tag === "Queued" && event.eta)
      assert.deepStrictEqual(waits, [Duration.seconds(20.5), Duration.seconds(4)])
      assert.lengthOf(response.images, 1)
    }).pipe(Effect.provide(http))
  )

  it.scoped("is waited for until the deadline", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ fault: "never-loaded", deadline: "1 minute" })
      const fiber = yield* Effect.fork(generate(model))
      const error = yield* Effect.flip(passing(fiber))
      assert.include(error, { _tag: "GenerationTimeout", deadline: "Total" })
      assert.isAtLeast(calls(fake), 2)
      assert.isAtMost(calls(fake), 3)
    }).pipe(Effect.provide(http))
  )

  it.scoped("is asked for again at the latest after half a minute", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ deadline: "10 minutes" })
      const body = { error: ["loading"], estimated_time: 900 }
      fake.addFault(Fault.status({ method: "POST", times: 1 }, 503, body))
      const fiber = yield* Effect.fork(generate(model))
      yield* arrived(fake, 1)
      yield* moment
      yield* TestClock.adjust("31 seconds")
      yield* Fiber.join(fiber)
      assert.strictEqual(calls(fake), 2)
    }).pipe(Effect.provide(http))
  )

  test("can be given up, and is not asked for any more", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ fault: "never-loaded" })
      const queued = yield* Effect.makeLatch()
      const fiber = yield* Effect.fork(model.generate({ prompt: "a lamp" }, () => queued.open))
      yield* queued.await
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(calls(fake), 1)
    }))
})

describe("a refusal", () => {
  const refusals = {
    "no-credits": [
      "Quota",
      /depleted your monthly included credits.*pre-paid credits; buy credits at https/
    ],
    "no-credits-429": ["Quota", /^Insufficient credit; buy credits/],
    "bad-token": ["Unauthorized", /^Invalid username or password; set EASEL_HUGGINGFACE_TOKEN/],
    "no-permission": ["Unauthorized", /permissions.*may call Inference Providers$/],
    "not-served": ["NotFound", /^Model not supported by provider hf-inference; leave the prov/],
    "error-list": ["Rejected", /^Error in `parameters.width`: too large$/],
    "error-detail": ["Rejected", /^too large$/]
  } as const

  for (const [fault, [reason, message]] of Object.entries(refusals)) {
    for (const provider of ["hf-inference", "together", "fal-ai"] as const) {
      test(`says what to do, and is not sent again: ${fault} of ${provider}`, () =>
        Effect.gen(function* () {
          const { fake, model } = yield* setup({ fault })
          const error = yield* Effect.flip(generate(model, by(provider)))
          assert.include(error, { _tag: "ResponseError", reason, retryable: false })
          assert.match(error.message, message)
          assert.strictEqual(calls(fake), 1)
        }))
    }
  }

  test("of too many requests hands on how long to wait", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ fault: "rate-limited" })
      const error = yield* Effect.flip(generate(model))
      assert.include(error, { _tag: "ResponseError", reason: "RateLimited", retryable: true })
      if (error._tag !== "ResponseError") return assert.fail()
      assert.deepStrictEqual(error.retryAfter, Duration.minutes(1))
      assert.strictEqual(calls(fake), 1)
    }))

  test("that asks to wait, and not to be sent again, is not", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      const headers = { "retry-after": "1", "x-should-retry": "false" }
      fake.addFault(Fault.status({ method: "POST" }, 503, {}, headers))
      const error = yield* Effect.flip(generate(model))
      assert.include(error, { _tag: "ResponseError", reason: "Overloaded", retryable: false })
      assert.strictEqual(calls(fake), 1)
    }))

  test("of a service that is busy is tried again twice", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      fake.addFault(Fault.status({ method: "POST", times: 2 }, 503))
      assert.lengthOf((yield* generate(model)).response.images, 1)
      assert.strictEqual(calls(fake), 3)
    }))

  for (const [name, fault] of Object.entries({
    "a failure of the provider": Fault.status({ method: "POST" }, 500),
    "a gateway that gave up": Fault.status({ method: "POST" }, 504),
    "a connection that broke": Fault.hangUp({ method: "POST" })
  })) {
    test(`that may have made a picture is not tried again: ${name}`, () =>
      Effect.gen(function* () {
        const { fake, model } = yield* setup()
        fake.addFault(fault)
        yield* Effect.flip(generate(model))
        assert.strictEqual(calls(fake), 1)
      }))
  }
})

describe("an answer", () => {
  for (const fault of ["picture-in-json", "lying-type"]) {
    test(`holds the picture in its bytes, whatever type it names: ${fault}`, () =>
      Effect.gen(function* () {
        const { model } = yield* setup({ fault })
        const { response } = yield* generate(model)
        assert.strictEqual((yield* model.load(response.images[0])).mediaType, "image/png")
      }))
  }

  test("may name where the picture lies, which is fetched without the token", () =>
    Effect.gen(function* () {
      const elsewhere = yield* setup()
      yield* generate(elsewhere.model, by("fal-ai"))
      const url = `${elsewhere.fake.baseUrl}/files/request-1`
      for (const body of [{ data: [{ url }] }, { output: [url] }]) {
        const { fake, model } = yield* setup()
        fake.addFault(Fault.status({ method: "POST" }, 200, body))
        const { response } = yield* generate(model)
        assert.strictEqual((yield* model.load(response.images[0])).mediaType, "image/png")
        assert.notProperty(elsewhere.fake.requests.at(-1)?.headers, "authorization")
      }
    }))

  test("whose picture ends in its middle is no success", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({ fault: "picture-cut" })
      const error = yield* Effect.flip(generate(model))
      assert.include(error, { _tag: "AssetError", reason: "NotAnImage" })
    }))

  test("without a picture is no success", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({ fault: "no-picture" })
      const error = yield* Effect.flip(generate(model))
      assert.include(error, { _tag: "ResponseParseError", excerpt: '{"data":[]}' })
    }))

  test("that repeats the token does not show it", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      fake.addFault(Fault.reply({ method: "POST" }, { status: 200, body: `no ${token} here` }))
      const error = yield* Effect.flip(generate(model))
      assert.include(error, { _tag: "ResponseParseError", excerpt: "no <redacted> here" })
    }))
})

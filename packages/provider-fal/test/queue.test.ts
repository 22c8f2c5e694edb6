import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import type { Service } from "@easel/core/ImageModel"
import { Fault } from "@easel/testkit"
import { count, eventually, generate, http, paths, setup, test } from "./support.js"

const nextTurn = () => new Promise((resolve) => setTimeout(resolve, 2))

/** So that few questions are asked until the deadline. */
const slowly = { pollInterval: "3 minutes", deadline: "10 minutes" } as const

/** Lets ten minutes pass once the job is under way. */
const untilDeadline = (model: Service) =>
  Effect.gen(function* () {
    const underWay = yield* Effect.makeLatch()
    const fiber = yield* Effect.fork(model.generate({ prompt: "a lamp" }, () => underWay.open))
    yield* underWay.await
    yield* TestClock.adjust("10 minutes")
    return yield* Fiber.join(fiber)
  })

const job = "/fal-ai/flux/requests/request-1"

describe("the queue", () => {
  test("is asked at the addresses that it named, which are shorter than the endpoint", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ model: "fal-ai/flux/dev" })
      yield* generate(model)
      assert.deepStrictEqual(paths(fake), [
        "POST /fal-ai/flux/dev",
        `GET ${job}/status?logs=1`,
        `GET ${job}`
      ])
    }))

  test("may stand behind a path, which its own addresses do not have", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ path: "/through/a/proxy" })
      yield* generate(model)
      assert.deepStrictEqual(paths(fake), [
        "POST /through/a/proxy/fal-ai/flux/schnell",
        `GET ${job}/status?logs=1`,
        `GET ${job}`
      ])
    }))

  test("that names addresses elsewhere is not followed there", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ fault: "other-origin" })
      const error = yield* Effect.flip(generate(model))
      assert.include(error, { _tag: "ResponseParseError", jobId: "request-1" })
      assert.include(error.message, "https://queue.fal.example/fal-ai/flux/requests/request-1")
      assert.lengthOf(fake.requests, 1)
    }))

  test("tells the position, then the steps in the logs", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({ latency: "60 millis" })
      const { events } = yield* generate(model, { steps: 10 })
      assert.deepInclude(events[0], { _tag: "Queued", position: 1 })
      const progress = events.filter((event) => event._tag === "Progress")
      assert.isNotEmpty(progress)
      for (const { fraction, message, step, total, unit } of progress) {
        assert.deepEqual([total, unit], [10, "steps"])
        assert.strictEqual(fraction, (step ?? 0) / 10)
        assert.include(message, `${step}/10`)
      }
    }))

  test("counts no other bar of the logs as steps", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({ fault: "other-bars" })
      const { events } = yield* generate(model)
      const [progress] = events.filter((event) => event._tag === "Progress")
      assert.strictEqual(progress?.fraction, undefined)
      assert.match(progress?.message ?? "", /^Loading pipeline components/)
    }))

  for (const fault of ["no-logs", "unknown-word"]) {
    test(`goes on when it says nothing that is understood: ${fault}`, () =>
      Effect.gen(function* () {
        const { model } = yield* setup({ fault })
        const { events } = yield* generate(model)
        assert.isTrue(events.some(({ _tag }) => _tag === "Progress"))
      }))
  }

  test("may take a job back, which is no late queue", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({ fault: "queued-again" })
      const { events } = yield* generate(model)
      assert.deepStrictEqual(
        events.map(({ _tag }) => _tag),
        ["Queued", "Progress", "Progress"]
      )
      assert.deepInclude(events[2], { message: "back in the queue" })
    }))

  test("is asked again after a question that failed, and the job is handed in once", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      fake.addFault(Fault.status({ path: /status/, times: 1 }, 502))
      fake.addFault(Fault.hangUp({ path: /status/, skip: 1, times: 1 }))
      yield* generate(model)
      assert.strictEqual(count(fake, "POST"), 1)
    }))

  it.scoped("is asked again when it does not answer for half a minute", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ deadline: "10 minutes" })
      fake.addFault(Fault.stall({ path: /status/, times: 1 }, 0))
      const fiber = yield* Effect.fork(generate(model))
      yield* eventually(() => fake.requests.length === 2)
      yield* TestClock.adjust("29 seconds")
      assert.lengthOf(fake.requests, 2)
      yield* TestClock.adjust("2 seconds")
      // What waits between two questions needs a clock that goes on.
      const clock = Effect.forever(
        Effect.zipRight(TestClock.adjust("1 second"), Effect.promise(nextTurn))
      )
      yield* Effect.raceFirst(Fiber.join(fiber), clock)
      assert.strictEqual(count(fake, "POST"), 1)
    }).pipe(Effect.provide(http))
  )
})

describe("cancelling", () => {
  test("goes to the address that the queue named, once", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ fault: "endless-queue" })
      const queued = yield* Effect.makeLatch()
      const fiber = yield* Effect.fork(
        model.generate({ prompt: "a lamp" }, ({ _tag }) =>
          _tag === "Queued" ? queued.open : Effect.void
        )
      )
      yield* queued.await
      yield* Fiber.interrupt(fiber)
      const told = fake.requests.filter(({ method }) => method === "PUT")
      assert.deepStrictEqual(
        told.map(({ headers, url }) => [url.pathname, headers.authorization?.slice(0, 4)]),
        [[`${job}/cancel`, "Key "]]
      )
    }))

  it.scoped("happens at the deadline too", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ ...slowly, fault: "never-done" })
      const error = yield* Effect.flip(untilDeadline(model))
      assert.include(error, { _tag: "GenerationTimeout", deadline: "Total", jobId: "request-1" })
      assert.strictEqual(count(fake, "PUT"), 1)
    }).pipe(Effect.provide(http))
  )

  test("is not for a job that has ended by itself", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ fault: "job-failed" })
      yield* Effect.flip(generate(model))
      assert.strictEqual(count(fake, "PUT"), 0)
    }))

  it.scoped("is left out where the queue named no address for it", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ ...slowly, fault: "never-done" })
      const withoutCancel = {
        request_id: "request-1",
        status_url: `${fake.baseUrl}${job}/status`,
        response_url: `${fake.baseUrl}${job}`
      }
      fake.addFault(Fault.status({ method: "POST" }, 200, withoutCancel))
      fake.addFault(Fault.status({ path: /status/ }, 200, { status: "IN_PROGRESS" }))
      const error = yield* Effect.flip(untilDeadline(model))
      assert.include(error, { _tag: "GenerationTimeout", jobId: "request-1" })
      assert.strictEqual(count(fake, "PUT"), 0)
    }).pipe(Effect.provide(http))
  )
})

import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { OnEvent, Service } from "@easel/core/ImageModel"
import * as Jobs from "@easel/core/Jobs"
import { count, paths, setup, test } from "./support.js"

const job = "/fal-ai/flux/requests/request-1"

const request = { prompt: "a lamp" }

/** Submits a job that is kept, and gives up on it once it is in the queue. */
const leave = (model: Service) =>
  Effect.gen(function* () {
    const queued = yield* Effect.makeLatch()
    const jobs: Array<Jobs.Job> = []
    const keeper: Jobs.Keeper = {
      accepted: (job) => Effect.sync(() => void jobs.push(job)),
      keeps: Effect.succeed(true)
    }
    const fiber = yield* model
      .generate(request, () => queued.open)
      .pipe(Jobs.keep(keeper), Effect.fork)
    yield* queued.await
    yield* Fiber.interrupt(fiber)
    const [left] = jobs
    return left ?? (yield* Effect.dieMessage("no job was accepted"))
  })

const attach = (model: Service, job: Jobs.Job, onEvent: OnEvent = () => Effect.void) =>
  model.attach?.(job, request, onEvent) ?? Effect.dieMessage("it can't attach")

describe("attaching", () => {
  test("finds the job by its id below the first two words of the model, as fal's clients do", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ model: "fal-ai/flux/dev" })
      const left = yield* leave(model)
      const { receipt } = yield* attach(model, left)
      assert.deepStrictEqual(paths(fake), [
        "POST /fal-ai/flux/dev",
        `GET ${job}/status?logs=1`,
        `GET ${job}`
      ])
      assert.strictEqual(receipt.jobId, "request-1")
      // The result tells the seed that was chosen.
      assert.isNumber(receipt.seed)
    }))

  test("goes through what stands before the queue", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ path: "/through/a/proxy" })
      yield* Effect.flatMap(leave(model), (left) => attach(model, left))
      assert.include(paths(fake), `GET /through/a/proxy${job}`)
    }))

  test("that is given up cancels the job, unless it is kept", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ fault: "endless-queue" })
      const left = yield* leave(model)
      assert.strictEqual(count(fake, "PUT"), 0)
      const queued = yield* Effect.makeLatch()
      const fiber = yield* Effect.fork(attach(model, left, () => queued.open))
      yield* queued.await
      yield* Fiber.interrupt(fiber)
      assert.include(paths(fake), `PUT ${job}/cancel`)
    }))

  test("to a job that nobody knows is a NotFound that is not repeated", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      const left = { ...(yield* leave(model)), jobId: "a/b" }
      const before = fake.requests.length
      const error = yield* Effect.flip(attach(model, left))
      assert.include(error, { reason: "NotFound", retryable: false, jobId: "a/b" })
      assert.deepStrictEqual(
        fake.requests.slice(before).map(({ url }) => url.pathname),
        ["/fal-ai/flux/requests/a%2Fb/status"]
      )
    }))
})

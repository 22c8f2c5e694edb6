import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { Fault } from "@easel/testkit"
import { collect, count, eventually, json, moment, responseOf, setup, test } from "./support.js"

type Running = Effect.Effect.Success<ReturnType<typeof setup>>

/** Interrupts a generation when the stand-in has reached a point, and watches the silence after. */
const interruptWhen = (
  { fake, model }: Running,
  reached: () => boolean,
  work: Effect.Effect<unknown, unknown> = collect(model)
) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(work)
    yield* eventually(reached)
    const exit = yield* Fiber.interrupt(fiber)
    assert.isTrue(Exit.isInterrupted(exit))
    yield* eventually(() => fake.openReplies() === 0)
    yield* moment
    const asked = fake.requests.length
    yield* moment
    assert.strictEqual(fake.requests.length, asked)
    return asked
  })

describe("interruption", () => {
  test("before the submission sends nothing", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      const fiber = yield* Effect.fork(collect(model))
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
      yield* moment
      assert.lengthOf(fake.requests, 0)
    }))

  test("during the submission closes its socket", () =>
    Effect.gen(function* () {
      const running = yield* setup()
      running.fake.addFault(Fault.delay({ path: /txt2img/ }, "1 minute"))
      yield* interruptWhen(running, () => running.fake.openReplies() === 1)
      assert.deepStrictEqual(
        running.fake.requests.map((request) => request.abandoned),
        [true]
      )
    }))

  test("between two attempts to submit stops the second", () =>
    Effect.gen(function* () {
      const running = yield* setup()
      running.fake.addFault(Fault.status({ path: /txt2img/ }, 503))
      const { fake } = running
      const asked = yield* interruptWhen(
        running,
        () => fake.requests.length === 1 && fake.openReplies() === 0
      )
      yield* Effect.sleep("600 millis")
      assert.strictEqual(fake.requests.length, asked)
    }))

  test("during a poll closes its socket", () =>
    Effect.gen(function* () {
      const running = yield* setup({ replies: [json({})] })
      const { fake } = running
      fake.addFault(Fault.stall({ path: /progress/, skip: 1 }, 0))
      yield* interruptWhen(running, () => count(fake, "/progress") === 2)
      assert.isTrue(fake.requests.at(-1)?.abandoned)
    }))

  test("between two polls stops the next", () =>
    Effect.gen(function* () {
      const running = yield* setup({ replies: [json({})], pollInterval: "80 millis" })
      const { fake } = running
      const asked = yield* interruptWhen(
        running,
        () => count(fake, "/progress") === 1 && fake.openReplies() === 0
      )
      yield* moment
      assert.strictEqual(fake.requests.length, asked)
    }))

  test("during the download closes its socket", () =>
    Effect.gen(function* () {
      const running = yield* setup()
      const { fake, model } = running
      fake.addFault(Fault.stall({ method: "GET" }, 40))
      const [image] = responseOf(yield* collect(model)).images
      yield* interruptWhen(
        running,
        () => count(fake, "/images/task-1.png") === 1,
        model.load(image)
      )
      assert.isTrue(fake.requests.at(-1)?.abandoned)
    }))
})

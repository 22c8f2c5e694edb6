import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/FastCheck"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import type { ImageEvent } from "@easel/core/ImageEvent"
import type { Service } from "@easel/core/ImageModel"
import * as Policy from "@easel/core/Policy"
import * as Fault from "@easel/testkit/Fault"
import * as PictureService from "./support/PictureService.js"
import { completed, makeEmittingModel, preview, progress, queued } from "./support/TestModel.js"
import { eventually, onEachClient } from "./support/TestService.js"

const cat = { prompt: "cat" }

/** Each picture takes ten seconds; counts those under way. */
const slow = () => {
  const state = { running: 0, most: 0, started: Array<string>() }
  const model = makeEmittingModel(
    ({ prompt }, emit) =>
      Effect.sync(() => {
        state.started.push(prompt)
        state.most = Math.max(state.most, ++state.running)
      }).pipe(
        Effect.zipRight(emit(progress(0.5))),
        Effect.zipRight(Effect.sleep("10 seconds")),
        Effect.as(completed()),
        Effect.ensuring(Effect.sync(() => state.running--))
      ),
    { deadline: "15 seconds" }
  )
  return { model, state }
}

/** Starts a generation and keeps what it says. */
const begin = (model: Service, prompt: string) =>
  Effect.gen(function* () {
    const said: Array<string> = []
    const fiber = yield* Effect.fork(
      model.generate({ prompt }, (event) => Effect.sync(() => void said.push(inShort(event))))
    )
    yield* settled
    return { fiber, said }
  })

const inShort = (event: ImageEvent): string =>
  event._tag === "Queued" ? `${event.position} of ${event.size}` : event._tag

/** Lets every fiber go as far as it can without time passing. */
const settled = TestClock.adjust(0)

/** As many generations as there are permits start at once. */
const assertAllFree = (model: Service, state: { running: number }, permits: number) =>
  Effect.gen(function* () {
    assert.strictEqual(state.running, 0)
    const fibers = yield* Effect.forEach(Array.from({ length: permits }), () =>
      Effect.fork(model.generate(cat, () => Effect.void))
    )
    yield* settled
    assert.strictEqual(state.running, permits)
    yield* Fiber.interruptAll(fibers)
  })

describe("Policy.concurrency", () => {
  it.effect("lets so many work at the same time, in the order in which they came", () =>
    Effect.gen(function* () {
      const { model, state } = slow()
      const limited = Policy.concurrency(2)(model)
      const all = yield* Effect.fork(
        Effect.forEach(["a", "b", "c", "d", "e"], (prompt) => limited.generate({ prompt }), {
          concurrency: "unbounded"
        })
      )
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual((yield* Fiber.join(all)).length, 5)
      assert.strictEqual(state.most, 2)
      assert.deepStrictEqual(state.started, ["a", "b", "c", "d", "e"])
      yield* assertAllFree(limited, state, 2)
    })
  )

  it.effect("says where in the line each stands, before anything of the provider", () =>
    Effect.gen(function* () {
      const { model } = slow()
      const limited = Policy.concurrency(1)(model)
      const [, second, third, fourth] = yield* Effect.forEach(["a", "b", "c", "d"], (prompt) =>
        begin(limited, prompt)
      )
      yield* TestClock.adjust("40 seconds")
      assert.deepStrictEqual(second?.said, ["0 of 1", "Progress"])
      assert.deepStrictEqual(third?.said, ["1 of 2", "0 of 2", "Progress"])
      assert.deepStrictEqual(fourth?.said, ["2 of 3", "1 of 2", "0 of 1", "Progress"])
    })
  )

  it.effect("tells a long line's end once, and its head each step", () =>
    Effect.gen(function* () {
      const { model } = slow()
      const limited = Policy.concurrency(1)(model)
      yield* Effect.forEach(Array.from({ length: 20 }), () => begin(limited, "x"))
      const { fiber, said } = yield* begin(limited, "last")
      yield* TestClock.adjust("3 minutes")
      const atTheHead = Array.from({ length: 15 }, (_, step) => `${15 - step} of ${16 - step}`)
      assert.deepStrictEqual(said, ["19 of 20", ...atTheHead])
      yield* Fiber.interrupt(fiber)
    })
  )

  it.effect("keeps the grammar of a stream when the service has a queue too", () =>
    Effect.gen(function* () {
      const model = makeEmittingModel((_, emit) =>
        Effect.forEach([queued(3), progress(0.1), preview(0)], emit).pipe(
          Effect.delay("10 seconds"),
          Effect.as(completed())
        )
      )
      const limited = Policy.concurrency(1)(model)
      const first = yield* begin(limited, "a")
      const second = yield* Effect.fork(Stream.runCollect(limited.stream(cat)))
      yield* TestClock.adjust("20 seconds")
      yield* Fiber.join(first.fiber)
      assert.deepStrictEqual(Array.from(yield* Fiber.join(second), inShort), [
        "0 of 1",
        "3 of undefined",
        "Progress",
        "ImagePreview",
        "ImageResponse"
      ])
    })
  )

  it.effect("the time in the line is not taken from the deadline", () =>
    Effect.gen(function* () {
      const { model } = slow()
      const limited = Policy.concurrency(1)(model)
      const { fiber } = yield* Effect.zipRight(
        Effect.forEach(["a", "b", "c"], (prompt) => begin(limited, prompt)),
        begin(limited, "d")
      )
      yield* TestClock.adjust("40 seconds")
      assert.isTrue(Exit.isSuccess(yield* Fiber.await(fiber)))
    })
  )

  it.effect("what will be refused does not wait", () =>
    Effect.gen(function* () {
      const { model } = slow()
      const limited = Policy.concurrency(1)(model)
      yield* begin(limited, "a")
      const error = yield* Effect.flip(limited.generate({ ...cat, steps: 99 }))
      assert.strictEqual(error._tag, "InvalidRequest")
    })
  )

  it.effect("who gives up waiting leaves the line, and those behind move up", () =>
    Effect.gen(function* () {
      const { model, state } = slow()
      const limited = Policy.concurrency(1)(model)
      yield* begin(limited, "a")
      const [b, c] = yield* Effect.forEach(["b", "c"], (prompt) => begin(limited, prompt))
      if (b !== undefined) yield* Fiber.interrupt(b.fiber)
      yield* TestClock.adjust("20 seconds")
      assert.deepStrictEqual(state.started, ["a", "c"])
      assert.deepStrictEqual(c?.said, ["1 of 2", "0 of 1", "Progress"])
      yield* assertAllFree(limited, state, 1)
    })
  )

  it.effect("a listener that never returns holds its own place only until it is interrupted", () =>
    Effect.gen(function* () {
      const { model, state } = slow()
      const limited = Policy.concurrency(1)(model)
      yield* begin(limited, "a")
      const stuck = yield* Effect.fork(limited.generate(cat, () => Effect.never))
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual(state.running, 0)
      yield* Fiber.interrupt(stuck)
      yield* assertAllFree(limited, state, 1)
    })
  )

  it.effect("failures and defects give their place back", () =>
    Effect.gen(function* () {
      const { model, state } = slow()
      const line = Policy.concurrency(1)
      const broken = line(makeEmittingModel(() => Effect.die("bug")))
      yield* Effect.exit(broken.generate(cat))
      yield* Effect.exit(line(model).generate({ ...cat, steps: 99 }))
      yield* Effect.exit(line(model).generate(cat, () => Effect.die("bug")))
      yield* assertAllFree(line(model), state, 1)
    })
  )

  const Step = Arbitrary.record({
    wait: Arbitrary.integer({ min: 0, max: 6 }),
    giveUp: Arbitrary.option(Arbitrary.integer({ min: 0, max: 40 }))
  })

  it.effect.prop(
    "no place is lost whatever is interrupted when",
    {
      steps: Arbitrary.array(Step, { maxLength: 12 }),
      permits: Arbitrary.integer({ min: 1, max: 3 })
    },
    ({ permits, steps }) =>
      Effect.gen(function* () {
        const { model, state } = slow()
        const limited = Policy.concurrency(permits)(model)
        const fibers = yield* Effect.forEach(steps, ({ giveUp, wait }) =>
          limited
            .generate(cat, () => Effect.void)
            .pipe(
              giveUp === null ? (all) => all : Effect.timeout(`${giveUp} seconds`),
              Effect.delay(`${wait} seconds`),
              Effect.fork
            )
        )
        yield* TestClock.adjust("5 minutes")
        yield* Effect.forEach(fibers, Fiber.await)
        assert.isAtMost(state.most, permits)
        yield* assertAllFree(limited, state, permits)
      }),
    { fastCheck: { numRuns: 20 }, timeout: 60_000 }
  )

  it("refuses a limit that lets nothing through", () => {
    assert.throws(() => Policy.concurrency(0), RangeError)
  })
})

onEachClient("Policy.concurrency over a socket", (it) => {
  it.scoped("an interruption closes the socket and lets the next one through", () =>
    Effect.gen(function* () {
      const stalled = Fault.stall({ method: "POST", times: 1 }, 0)
      const server = yield* PictureService.start({ faults: [stalled] })
      const model = Policy.concurrency(1)(yield* PictureService.open(server))
      const first = yield* Effect.fork(model.generate(cat))
      yield* eventually(() => server.requests.length === 1)
      const waiting = yield* Effect.makeLatch()
      const second = yield* Effect.fork(model.generate(cat, () => waiting.open))
      yield* waiting.await
      assert.strictEqual(server.requests.length, 1)
      yield* Fiber.interrupt(first)
      const { images } = yield* Fiber.join(second)
      assert.strictEqual(images.length, 1)
      yield* eventually(() => server.requests[0]?.abandoned ?? false)
      assert.strictEqual(PictureService.counts(server).submissions, 2)
    })
  )
})

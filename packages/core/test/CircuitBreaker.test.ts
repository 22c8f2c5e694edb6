import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import {
  AllAttemptsFailed,
  AssetError,
  GenerationTimeout,
  type ImageError,
  ResponseError,
  ResponseParseError,
  TransportError
} from "@easel/core/ImageError"
import type { Service } from "@easel/core/ImageModel"
import * as Policy from "@easel/core/Policy"
import * as Fault from "@easel/testkit/Fault"
import * as PictureService from "./support/PictureService.js"
import { completed, makeEmittingModel, picture } from "./support/TestModel.js"
import { onEachClient } from "./support/TestService.js"
import { Completed } from "@easel/core/ProviderEvent"

const cat = { prompt: "cat" }

const refused = (reason: ResponseError["reason"]) => ResponseError.of({ reason, message: "no" })

const down = refused("Server")

/** Answers as it is told to, and counts how often it was asked. */
const scripted = () => {
  const state: { answer: Effect.Effect<Completed, ImageError>; asked: number } = {
    answer: Effect.succeed(completed()),
    asked: 0
  }
  const model = makeEmittingModel(() =>
    Effect.suspend(() => {
      state.asked++
      return state.answer
    })
  )
  return { model, state }
}

const ask = (model: Service) => Effect.exit(model.generate(cat))

const askTimes = (model: Service, times: number) =>
  Effect.forEach(Array.from({ length: times }), () => ask(model))

const twoFailures = { failures: 2, cooldown: "30 seconds" } as const

/** A model whose circuit has just opened. */
const opened = Effect.gen(function* () {
  const { model, state } = scripted()
  const broken = Policy.circuitBreaker(twoFailures)(model)
  state.answer = Effect.fail(down)
  yield* askTimes(broken, 2)
  state.asked = 0
  return { broken, state }
})

const failures: ReadonlyArray<ImageError> = [
  down,
  refused("Overloaded"),
  new TransportError({ phase: "Wait", reason: "Cut", description: "" }),
  new GenerationTimeout({ deadline: "Idle", duration: Duration.seconds(1) }),
  new ResponseParseError({ expected: "JSON", excerpt: "<html>" }),
  new AllAttemptsFailed({ attempts: [refused("RateLimited"), down] })
]

const answers: ReadonlyArray<ImageError> = [
  ...(["Quota", "Unauthorized", "Moderated", "NotFound", "Rejected"] as const).map(refused),
  new AllAttemptsFailed({ attempts: [down, refused("Quota")] })
]

const neither: ReadonlyArray<ImageError> = [
  refused("RateLimited"),
  new AssetError({ reason: "NotFound", description: "" })
]

describe("Policy.circuitBreaker", () => {
  it.effect("opens after so many failures in a row, and sends nothing for the cooldown", () =>
    Effect.gen(function* () {
      const { broken, state } = yield* opened
      yield* TestClock.adjust("10 seconds")
      const error = yield* Effect.flip(broken.generate(cat))
      assert(error._tag === "ResponseError")
      assert.strictEqual(error.reason, "Overloaded")
      assert.isTrue(error.retryable)
      assert.deepStrictEqual(error.retryAfter, Duration.seconds(20))
      assert.match(error.message, /nothing was sent.*20s/)
      assert.strictEqual(error.provider, "test")
      yield* TestClock.adjust("19 seconds")
      yield* ask(broken)
      assert.strictEqual(state.asked, 0)
    })
  )

  it.effect("then one generation tries; its picture lets all through again", () =>
    Effect.gen(function* () {
      const { broken, state } = yield* opened
      state.answer = Effect.delay(Effect.succeed(completed()), "1 minute")
      yield* TestClock.adjust("30 seconds")
      const probe = yield* Effect.fork(broken.generate(cat))
      yield* TestClock.adjust("1 second")
      const other = yield* Effect.flip(broken.generate(cat))
      assert(other._tag === "ResponseError" && other.reason === "Overloaded")
      assert.match(other.message, /trying it again now/)
      assert.strictEqual(state.asked, 1)
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(probe)
      state.answer = Effect.succeed(completed())
      yield* askTimes(broken, 3)
      assert.strictEqual(state.asked, 4)
    })
  )

  it.effect("its failure begins the next cooldown", () =>
    Effect.gen(function* () {
      const { broken, state } = yield* opened
      yield* TestClock.adjust("30 seconds")
      yield* askTimes(broken, 5)
      assert.strictEqual(state.asked, 1)
      yield* TestClock.adjust("29 seconds")
      yield* ask(broken)
      assert.strictEqual(state.asked, 1)
      yield* TestClock.adjust("1 second")
      yield* ask(broken)
      assert.strictEqual(state.asked, 2)
    })
  )

  it.effect("an interrupted or refused try says nothing: the next may try at once", () =>
    Effect.gen(function* () {
      const { broken, state } = yield* opened
      yield* TestClock.adjust("30 seconds")
      state.answer = Effect.never
      const probe = yield* Effect.fork(broken.generate(cat))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(probe)
      yield* Effect.exit(broken.generate({ ...cat, steps: 99 }))
      state.answer = Effect.succeed(completed())
      yield* broken.generate(cat)
      assert.strictEqual(state.asked, 2)
    })
  )

  it.effect("a defect does not leave it half open", () =>
    Effect.gen(function* () {
      const { broken, state } = yield* opened
      yield* TestClock.adjust("30 seconds")
      state.answer = Effect.die("bug")
      yield* ask(broken)
      state.answer = Effect.succeed(completed())
      yield* broken.generate(cat)
    })
  )

  for (const error of failures) {
    it.effect(`${error._tag} ${"reason" in error ? error.reason : ""} counts`, () =>
      Effect.gen(function* () {
        const { model, state } = scripted()
        const broken = Policy.circuitBreaker(twoFailures)(model)
        state.answer = Effect.fail(error)
        yield* askTimes(broken, 3)
        assert.strictEqual(state.asked, 2)
      })
    )
  }

  for (const error of [...answers, ...neither]) {
    it.effect(`${error._tag} ${"reason" in error ? error.reason : ""} does not count`, () =>
      Effect.gen(function* () {
        const { model, state } = scripted()
        const broken = Policy.circuitBreaker(twoFailures)(model)
        state.answer = Effect.fail(error)
        yield* askTimes(broken, 5)
        assert.strictEqual(state.asked, 5)
      })
    )
  }

  it.effect("a picture or a reasoned no ends a row; what says nothing does not", () =>
    Effect.gen(function* () {
      const ends = [Effect.succeed(completed()), ...answers.map((error) => Effect.fail(error))]
      const goesOn = neither.map((error) => Effect.fail(error))
      for (const [between, expected] of [
        ...ends.map((effect) => [effect, 4] as const),
        ...goesOn.map((effect) => [effect, 3] as const)
      ]) {
        const { model, state } = scripted()
        const broken = Policy.circuitBreaker(twoFailures)(model)
        for (const answer of [Effect.fail(down), between, Effect.fail(down), between]) {
          state.answer = answer
          yield* ask(broken)
        }
        assert.strictEqual(state.asked, expected)
      }
    })
  )

  it.effect("what began before it opened has no say afterwards", () =>
    Effect.gen(function* () {
      const { model, state } = scripted()
      const broken = Policy.circuitBreaker(twoFailures)(model)
      state.answer = Effect.delay(Effect.succeed(new Completed({ images: [picture] })), "5 seconds")
      const early = yield* Effect.fork(broken.generate(cat))
      yield* TestClock.adjust("1 second")
      state.answer = Effect.fail(down)
      yield* askTimes(broken, 2)
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.join(early)
      yield* ask(broken)
      assert.strictEqual(state.asked, 3)
    })
  )
})

onEachClient("Policy.circuitBreaker over a socket", (it) => {
  it.scoped("spares the service while it is open", () =>
    Effect.gen(function* () {
      const server = yield* PictureService.start({ faults: [Fault.status({}, 500)] })
      const model = yield* PictureService.open(server)
      const broken = Policy.circuitBreaker({ failures: 3, cooldown: "1 hour" })(model)
      yield* askTimes(broken, 10)
      assert.strictEqual(server.requests.length, 3)
    })
  )
})

import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { GenerationTimeout, TransportError } from "@easel/core/ImageError"
import * as Policy from "@easel/core/Policy"
import { actor, busy, cat, inShort, listenTo, refusal, took } from "../support/Actor.js"
import { breachOf } from "../support/eventGrammar.js"
import { completed, preview, progress, queued } from "../support/TestModel.js"

const atOnce = Policy.retry({ schedule: Schedule.forever })

const cut = new TransportError({ phase: "Submit", reason: "Cut", description: "reset" })

describe("Policy.fallback", () => {
  it.effect("asks the next one, though a preview was shown", () =>
    Effect.gen(function* () {
      const a = actor("a", [[took("a-job"), progress(0.9), preview(0), refusal("Server")]])
      const b = actor("b", [[queued(1), progress(0.1), preview(0), completed()]])
      const { events, generation } = listenTo(Policy.fallback([b.model])(a.model))
      const { receipt } = yield* generation
      assert.deepInclude({ ...receipt }, { provider: "b", model: "b-1", attempt: 2 })
      assert.deepStrictEqual(inShort(events), [
        "Progress",
        "ImagePreview",
        "a:a-1 > b:b-1: Server",
        "Queued",
        "Progress",
        "ImagePreview",
        "ImageResponse"
      ])
      assert.isUndefined(breachOf(events, true))
    })
  )

  it.effect("asks nobody else when the first one succeeds", () =>
    Effect.gen(function* () {
      const a = actor("a", [[completed()]])
      const b = actor("b", [[completed()]])
      const { receipt } = yield* Policy.fallback([b.model])(a.model).generate(cat)
      assert.deepInclude({ ...receipt }, { provider: "a", attempt: 1 })
      assert.strictEqual(b.asked.length, 0)
    })
  )

  it.effect("fails with every cause, and the id of an accepted job", () =>
    Effect.gen(function* () {
      const a = actor("a", [[cut]])
      const b = actor("b", [[took("b-job"), refusal("Quota")]])
      const c = actor("c", [[refusal("RateLimited")]])
      const model = Policy.fallback([b.model, c.model])(a.model)
      const error = yield* Effect.flip(model.generate(cat))
      assert.deepInclude(
        { ...error },
        { _tag: "AllAttemptsFailed", provider: "b", model: "b-1", jobId: "b-job" }
      )
      assert.strictEqual(
        error.message,
        "every attempt failed:\n- a:a-1: submit: reset\n- b:b-1: Quota\n- c:c-1: RateLimited"
      )
    })
  )

  it.effect("one model's failure alone stays what it is", () =>
    Effect.gen(function* () {
      const a = actor("a", [[busy]])
      const error = yield* Effect.flip(Policy.fallback([])(a.model).generate(cat))
      assert.deepInclude({ ...error }, { _tag: "ResponseError", provider: "a" })
    })
  )

  describe("a refusal of the picture", () => {
    const moderated = refusal("Moderated")

    it.effect("ends it", () =>
      Effect.gen(function* () {
        const a = actor("a", [[moderated]])
        const b = actor("b", [[completed()]])
        const error = yield* Effect.flip(Policy.fallback([b.model])(a.model).generate(cat))
        assert.strictEqual(error._tag === "ResponseError" && error.reason, "Moderated")
        assert.strictEqual(b.asked.length, 0)

        const busyFirst = actor("first", [[busy]])
        const inner = Policy.fallback([a.model, b.model])(busyFirst.model)
        const sum = yield* Effect.flip(Policy.fallback([b.model])(inner).generate(cat))
        assert.include(sum.message, "- first:first-1: Overloaded\n- a:a-1: Moderated")
        assert.strictEqual(b.asked.length, 0)
      })
    )

    it.effect("unless the caller decides otherwise", () =>
      Effect.gen(function* () {
        const a = actor("a", [[moderated]])
        const b = actor("b", [[busy]])
        const c = actor("c", [[completed()]])
        const when = (error: { readonly message: string }) => error.message === "Moderated"
        const model = Policy.fallback([b.model, c.model], { when })(a.model)
        const error = yield* Effect.flip(model.generate(cat))
        assert.strictEqual(error._tag, "AllAttemptsFailed")
        assert.deepStrictEqual([b.asked.length, c.asked.length], [1, 0])
      })
    )
  })

  describe("a model that can't do the request", () => {
    const withSteps = { prompt: "cat", steps: 20 }
    const noSteps = { takes: { steps: undefined } }

    it.effect("is passed over, and its refusal is kept", () =>
      Effect.gen(function* () {
        const a = actor("a", [[busy]])
        const b = actor("b", [[completed()]], noSteps)
        const c = actor("c", [[completed()], [refusal("Unauthorized")]])
        const model = Policy.fallback([b.model, c.model])(a.model)
        const { events, generation } = listenTo(model, withSteps)
        assert.strictEqual((yield* generation).receipt.provider, "c")
        assert.deepStrictEqual(inShort(events), ["a:a-1 > c:c-1: Overloaded", "ImageResponse"])
        assert.strictEqual(c.asked[0]?.steps, 20)

        const error = yield* Effect.flip(model.generate(withSteps))
        assert.include(error.message, "- b:b-1: steps: Test Model does not take it")
        assert.strictEqual(b.asked.length, 0)
      })
    )

    it.effect("may be the first one, whatever `when` says", () =>
      Effect.gen(function* () {
        const a = actor("a", [[completed()]], noSteps)
        const b = actor("b", [[completed()]])
        const model = Policy.fallback([b.model], { when: () => false })(a.model)
        const { events, generation } = listenTo(model, withSteps)
        assert.deepInclude({ ...(yield* generation).receipt }, { provider: "b", attempt: 1 })
        assert.match(inShort(events)[0] ?? "", /^a:a-1 > b:b-1: steps: /)
        assert.strictEqual((yield* model.resolve(withSteps)).request.model, "b-1")
      })
    )

    it.effect("when none can, the first one's refusal says why", () =>
      Effect.gen(function* () {
        const a = actor("a", [[completed()]])
        const b = actor("b", [[completed()]], noSteps)
        const model = Policy.fallback([b.model])(a.model)
        for (const request of [{ prompt: "" }, { ...withSteps, steps: 1000 }]) {
          const { events, generation } = listenTo(model, request)
          const error = yield* Effect.flip(generation)
          assert.deepInclude({ ...error }, { _tag: "InvalidRequest", provider: "a" })
          assert.deepStrictEqual(error, yield* Effect.flip(model.resolve(request)))
          assert.deepStrictEqual(events, [])
        }
        assert.deepStrictEqual([a.asked.length, b.asked.length], [0, 0])
      })
    )
  })

  describe("is repeated by a retry around it", () => {
    it.effect("when every attempt can be", () =>
      Effect.gen(function* () {
        const a = actor("a", [[busy], [busy], [completed()]])
        const b = actor("b", [[busy]])
        const c = actor("c", [[completed()]], { takes: { seed: undefined } })
        const model = atOnce(Policy.fallback([b.model, c.model])(a.model))
        const { events, generation } = listenTo(model, { prompt: "cat", seed: 1 })
        const { receipt } = yield* generation
        assert.deepInclude({ ...receipt }, { provider: "a", attempt: 5 })
        assert.deepStrictEqual(
          inShort(events).map((text) => text.split(":\n")[0]?.split("\n")[0]),
          [
            "a:a-1 > b:b-1: Overloaded",
            "c:c-1 > a:a-1: every attempt failed",
            "a:a-1 > b:b-1: Overloaded",
            "c:c-1 > a:a-1: every attempt failed",
            "ImageResponse"
          ]
        )
      })
    )

    it.effect("not when one was accepted, or may have been", () =>
      Effect.gen(function* () {
        const timeout = new GenerationTimeout({ deadline: "Idle", duration: Duration.seconds(1) })
        for (const scene of [[took("job"), busy], [cut], [timeout]]) {
          const a = actor("a", [scene, [completed()]])
          const b = actor("b", [[busy], [completed()]])
          const error = yield* Effect.flip(
            atOnce(Policy.fallback([b.model])(a.model)).generate(cat)
          )
          assert.strictEqual(error._tag, "AllAttemptsFailed")
          assert.deepStrictEqual([a.asked.length, b.asked.length], [1, 1])
        }
      })
    )
  })

  describe("the same model again", () => {
    const outcomes = [
      ["has a job for it", [took("job"), busy], 1],
      ["may have one", [cut], 1],
      ["may have one after a gateway's timeout", [refusal("Server", { retryable: false })], 1],
      ["was busy", [busy], 2],
      ["has used up one account", [refusal("Quota")], 2]
    ] as const

    it.effect("is not asked twice for one job", () =>
      Effect.gen(function* () {
        for (const [title, scene, times] of outcomes) {
          const a = actor("a", [scene])
          yield* Effect.flip(Policy.fallback([a.model])(a.model).generate(cat))
          assert.strictEqual(a.asked.length, times, title)
        }
      })
    )

    it.effect("however it is hidden", () =>
      Effect.gen(function* () {
        for (const [title, scene, times] of outcomes.filter(([, , times]) => times === 1)) {
          const a = actor("a", [scene])
          const b = actor("b", [[busy]])
          const again = Policy.retry()(Policy.fallback([b.model])(a.model))
          const inner = Policy.fallback([a.model])(b.model)
          const model = Policy.fallback([again, inner, a.model])(atOnce(a.model))
          const fiber = yield* Effect.fork(Effect.flip(model.generate(cat)))
          yield* TestClock.adjust("1 minute")
          yield* Fiber.join(fiber)
          assert.strictEqual(a.asked.length, times, title)
          yield* Effect.flip(model.generate(cat)).pipe(
            Effect.fork,
            Effect.zipLeft(TestClock.adjust("1 minute")),
            Effect.flatMap(Fiber.join)
          )
          assert.strictEqual(a.asked.length, 2 * times, "another generation is another job")
        }
      })
    )
  })

  it.effect("is no answer to an interruption or a defect", () =>
    Effect.gen(function* () {
      for (const end of [Effect.interrupt, Effect.die(new Error("a bug of the listener"))]) {
        const a = actor("a", [[progress(0.1), busy]])
        const b = actor("b", [[completed()]])
        const exit = yield* Effect.exit(
          Policy.fallback([b.model])(a.model).generate(cat, () => end)
        )
        assert.isTrue(Exit.isFailure(exit))
        assert.strictEqual(b.asked.length, 0)
      }
    })
  )

  it.effect("interrupting it interrupts the model that is at work, and cancels its job", () =>
    Effect.gen(function* () {
      const a = actor("a", [[busy]])
      const b = actor("b", [[took("b-job"), progress(0.1)]])
      const fiber = yield* Effect.fork(Policy.fallback([b.model])(a.model).generate(cat))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual([b.interrupted(), b.cancelled], [1, ["b-job"]])
    })
  )

  it.effect("a stream of it that ends early does the same", () =>
    Effect.gen(function* () {
      const a = actor("a", [[busy]])
      const b = actor("b", [[took("b-job"), progress(0.1)]])
      const events = yield* Policy.fallback([b.model])(a.model)
        .stream(cat)
        .pipe(Stream.take(2), Stream.runCollect)
      assert.deepStrictEqual(inShort([...events]), ["a:a-1 > b:b-1: Overloaded", "Progress"])
      assert.deepStrictEqual([b.interrupted(), b.cancelled], [1, ["b-job"]])
    })
  )

  it.effect("where nobody listens, another start is logged", () =>
    Effect.gen(function* () {
      const logs: Array<string> = []
      const logger = Logger.make(({ annotations, logLevel, message }) => {
        logs.push(`${logLevel.label} ${String(message)} ${[...annotations].join(" ")}`)
      })
      const a = actor("a", [[busy]])
      const b = actor("b", [[completed()]])
      yield* Policy.fallback([b.model])(a.model)
        .generate(cat)
        .pipe(Effect.provide(Logger.replace(Logger.defaultLogger, logger)))
      assert.deepStrictEqual(logs, ["WARN starting over: Overloaded from,a:a-1 to,b:b-1"])
    })
  )
})

import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as TestClock from "effect/TestClock"
import type { Service } from "@easel/core/ImageModel"
import * as Policy from "@easel/core/Policy"
import {
  type Actor,
  type Line,
  actor,
  busy,
  cat,
  inShort,
  listenTo,
  refusal,
  took
} from "../support/Actor.js"
import { breachOf } from "../support/eventGrammar.js"
import { completed, preview, progress, queued } from "../support/TestModel.js"
import * as ProviderEvent from "@easel/core/ProviderEvent"

const hedged = (first: Actor, ...others: ReadonlyArray<Actor>) =>
  Policy.hedge(
    others.map(({ model }) => model),
    { after: "10 seconds" }
  )(first.model)

const seconds = (count: number) => Effect.sleep(count * 1000)

/** Runs a generation under the test clock. */
const run = (model: Service, request = cat) =>
  Effect.gen(function* () {
    const { events, generation } = listenTo(model, request)
    const fiber = yield* Effect.fork(Effect.exit(generation))
    return { events, result: Fiber.join(fiber), interrupt: Fiber.interrupt(fiber) }
  })

const provider = (exit: Exit.Exit<{ readonly receipt: { readonly provider: string } }, unknown>) =>
  Exit.isSuccess(exit) ? exit.value.receipt.provider : undefined

const asked = (...actors: ReadonlyArray<Actor>) => actors.map(({ asked }) => asked.length)

const warning = ProviderEvent.warning("Own", "changed")

describe("Policy.hedge", () => {
  it.effect("starts the next one when no preview came in time; the loser is cancelled", () =>
    Effect.gen(function* () {
      const a = actor("a", [[took("a-job"), progress(0.1)]])
      const b = actor("b", [[progress(0.2), preview(0), seconds(1), completed()]])
      const c = actor("c", [[completed()]])
      const { events, result } = yield* run(hedged(a, b, c))
      yield* TestClock.adjust("9 seconds")
      assert.deepStrictEqual(asked(a, b, c), [1, 0, 0])
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(provider(yield* result), "b")
      assert.deepStrictEqual([a.interrupted(), a.cancelled], [1, ["a-job"]])
      assert.deepStrictEqual(inShort(events), [
        "Progress",
        "a:a-1 > b:b-1: another model was faster",
        "ImagePreview",
        "ImageResponse"
      ])
      assert.isUndefined(breachOf(events, true))
      yield* TestClock.adjust("60 seconds")
      assert.deepStrictEqual(asked(a, b, c), [1, 1, 0])
    })
  )

  it.effect("starts nobody when a preview, or the response, came in time", () =>
    Effect.gen(function* () {
      for (const lines of [[preview(0), seconds(60)], [seconds(9)]]) {
        const a = actor("a", [[...lines, completed()]])
        const b = actor("b", [[completed()]])
        const { result } = yield* run(hedged(a, b))
        yield* TestClock.adjust("60 seconds")
        assert.strictEqual(provider(yield* result), "a")
        assert.deepStrictEqual(asked(a, b), [1, 0])
      }
    })
  )

  it.effect("gives each one its time", () =>
    Effect.gen(function* () {
      const [a, b] = [actor("a", [[]]), actor("b", [[]])]
      const c = actor("c", [[seconds(1), completed()]])
      const { events, result } = yield* run(hedged(a, b, c))
      yield* TestClock.adjust("19 seconds")
      assert.deepStrictEqual(asked(a, b, c), [1, 1, 0])
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(provider(yield* result), "c")
      assert.deepStrictEqual([a.interrupted(), b.interrupted()], [1, 1])
      assert.deepStrictEqual(inShort(events), [
        "a:a-1 > c:c-1: another model was faster",
        "ImageResponse"
      ])
    })
  )

  it.effect("gives one that was started at once its whole time too", () =>
    Effect.gen(function* () {
      const [a, b] = [actor("a", [[seconds(5), busy]]), actor("b", [[]])]
      const c = actor("c", [[completed()]])
      const { result } = yield* run(hedged(a, b, c))
      yield* TestClock.adjust("14 seconds")
      assert.deepStrictEqual(asked(a, b, c), [1, 1, 0])
      yield* TestClock.adjust("1 seconds")
      assert.strictEqual(provider(yield* result), "c")
    })
  )

  it.effect("starts the next one at once when one fails", () =>
    Effect.gen(function* () {
      const a = actor("a", [[seconds(1), busy]])
      const b = actor("b", [[seconds(1), completed()]])
      const { events, result } = yield* run(hedged(a, b))
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(provider(yield* result), "b")
      assert.deepStrictEqual(inShort(events), ["a:a-1 > b:b-1: Overloaded", "ImageResponse"])
    })
  )

  it.effect("starts nobody in the place of one that failed while another shows its picture", () =>
    Effect.gen(function* () {
      const a = actor("a", [[seconds(15), busy]])
      const b = actor("b", [[preview(0), seconds(10), completed()]])
      const c = actor("c", [[completed()]])
      const { result } = yield* run(hedged(a, b, c))
      yield* TestClock.adjust("20 seconds")
      assert.strictEqual(provider(yield* result), "b")
      assert.deepStrictEqual(asked(a, b, c), [1, 1, 0])
    })
  )

  it.effect("fails with every cause when all have failed", () =>
    Effect.gen(function* () {
      const a = actor("a", [[took("a-job"), seconds(11), refusal("Server")]])
      const b = actor("b", [[seconds(5), refusal("Quota")]])
      const c = actor("c", [[completed()]], { takes: { seed: undefined } })
      const model = hedged(a, b, c)
      const { events, generation } = listenTo(Policy.retry()(model), { prompt: "cat", seed: 1 })
      const fiber = yield* Effect.fork(Effect.flip(generation))
      yield* TestClock.adjust("60 seconds")
      const error = yield* Fiber.join(fiber)
      assert.deepInclude({ ...error }, { _tag: "AllAttemptsFailed", jobId: "a-job" })
      assert.match(error.message, /:\n- a:a-1: Server\n- c:c-1: seed: .*\n- b:b-1: Quota$/)
      assert.deepStrictEqual(asked(a, b, c), [1, 1, 0])
      assert.deepStrictEqual(inShort(events), ["a:a-1 > b:b-1: Server"])
    })
  )

  it.effect("a refusal of the picture starts nobody, but lets others finish", () =>
    Effect.gen(function* () {
      const moderated = refusal("Moderated")
      const alone = actor("a", [[moderated]])
      const b = actor("b", [[seconds(10), completed()]])
      const { result } = yield* run(hedged(alone, b))
      assert.isTrue(Exit.isFailure(yield* result))
      assert.deepStrictEqual(asked(b), [0])

      const late = actor("a", [[seconds(15), moderated]])
      const c = actor("c", [[completed()]])
      const other = yield* run(hedged(late, b, c))
      yield* TestClock.adjust("20 seconds")
      assert.strictEqual(provider(yield* other.result), "b")
      assert.deepStrictEqual(asked(c), [0])
    })
  )

  it.effect("passes over what can't do the request", () =>
    Effect.gen(function* () {
      const takes = { takes: { seed: undefined } }
      const a = actor("a", [[completed()]], takes)
      const b = actor("b", [[completed()]], takes)
      const c = actor("c", [[completed()]])
      const { result } = yield* run(hedged(a, b, c), { prompt: "cat", seed: 1 })
      assert.strictEqual(provider(yield* result), "c")
      const error = yield* Effect.flip(hedged(a, b).generate({ prompt: "cat", seed: 1 }))
      assert.deepInclude({ ...error }, { _tag: "InvalidRequest", provider: "a" })
      assert.deepStrictEqual(asked(a, b), [0, 0])
    })
  )

  describe("what the listener hears", () => {
    it.effect("is the first one to show a preview; the others' warnings wait for their turn", () =>
      Effect.gen(function* () {
        const a = actor("a", [
          [warning, queued(1), seconds(11), preview(0), seconds(9), progress(0.9), busy]
        ])
        const b = actor("b", [
          [
            warning,
            queued(2),
            seconds(2),
            preview(0),
            progress(0.5),
            seconds(10),
            preview(1),
            completed()
          ]
        ])
        const { events, result } = yield* run(hedged(a, b))
        yield* TestClock.adjust("60 seconds")
        assert.strictEqual(provider(yield* result), "b")
        assert.deepStrictEqual(inShort(events), [
          "Warning",
          "Queued",
          "ImagePreview",
          "Progress",
          "a:a-1 > b:b-1: Overloaded",
          "Warning",
          "ImagePreview",
          "ImageResponse"
        ])
        assert.isUndefined(breachOf(events, true))
      })
    )

    it.effect("is one event at a time, each to its end", () =>
      Effect.gen(function* () {
        const script = (at: number): ReadonlyArray<Line> => [
          seconds(at),
          preview(0),
          progress(0.5),
          completed()
        ]
        const [a, b] = [actor("a", [script(10.5)]), actor("b", [script(0)])]
        let hearing = 0
        let heard = 0
        const model = hedged(a, b)
        const fiber = yield* Effect.fork(
          model.generate(cat, () =>
            Effect.suspend(() => {
              assert.strictEqual(++hearing, 1)
              return seconds(5)
            }).pipe(
              Effect.zipRight(Effect.sync(() => heard++)),
              Effect.ensuring(Effect.sync(() => hearing--))
            )
          )
        )
        yield* TestClock.adjust("60 seconds")
        yield* Fiber.join(fiber)
        assert.strictEqual(heard, 3)
      })
    )

    it.effect("a listener that dies ends it all", () =>
      Effect.gen(function* () {
        const a = actor("a", [[took("a-job"), seconds(11), progress(0.1)]])
        const b = actor("b", [[took("b-job"), seconds(60)]])
        const fiber = yield* Effect.fork(
          Effect.exit(hedged(a, b).generate(cat, () => Effect.die("a bug")))
        )
        yield* TestClock.adjust("11 seconds")
        assert.isTrue(Exit.isFailure(yield* Fiber.join(fiber)))
        assert.deepStrictEqual([a.cancelled, b.cancelled], [["a-job"], ["b-job"]])
      })
    )
  })

  describe("the same model twice", () => {
    it.effect("is not started while it is at work", () =>
      Effect.gen(function* () {
        const a = actor("a", [[seconds(30), completed()]])
        const { result } = yield* run(hedged(a, a))
        yield* TestClock.adjust("60 seconds")
        assert.strictEqual(provider(yield* result), "a")
        assert.deepStrictEqual(asked(a), [1])
      })
    )

    it.effect("not even by a fallback inside", () =>
      Effect.gen(function* () {
        const a = actor("a", [[took("a-job"), seconds(30), completed()]])
        const b = actor("b", [[busy]])
        const inner = Policy.retry({ schedule: Schedule.forever })(
          Policy.fallback([a.model])(b.model)
        )
        const { result } = yield* run(Policy.hedge([inner], { after: "1 second" })(a.model))
        yield* TestClock.adjust("60 seconds")
        assert.strictEqual(provider(yield* result), "a")
        assert.deepStrictEqual(asked(a), [1])
      })
    )

    it.effect("is started when it was only busy", () =>
      Effect.gen(function* () {
        const a = actor("a", [[busy], [completed()]])
        const { result } = yield* run(hedged(a, a))
        assert.strictEqual(provider(yield* result), "a")
        assert.deepStrictEqual(asked(a), [2])
      })
    )
  })

  it.effect("interrupting it interrupts every model, and cancels their jobs side by side", () =>
    Effect.gen(function* () {
      const stuck = yield* Deferred.make<void>()
      const a = actor("a", [[took("a-job")]])
      const b = actor("b", [[took("b-job"), Deferred.succeed(stuck, undefined)]])
      const { interrupt } = yield* run(hedged(a, b))
      yield* TestClock.adjust("10 seconds")
      yield* Deferred.await(stuck)
      yield* interrupt
      assert.deepStrictEqual([a.cancelled, b.cancelled], [["a-job"], ["b-job"]])
      assert.deepStrictEqual([a.interrupted(), b.interrupted()], [1, 1])
    })
  )
})

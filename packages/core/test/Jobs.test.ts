import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import type { Service } from "@easel/core/ImageModel"
import * as Jobs from "@easel/core/Jobs"
import { actor, cat, listenTo, took } from "./support/Actor.js"
import { keeping } from "./support/keeping.js"
import { completed, makeEmittingModel, progress } from "./support/TestModel.js"

const attachable = { attach: [completed()] }

const silently = (model: Service) => model.generate(cat, () => Effect.void)

/** Interrupts a generation that is under way. */
const giveUp = (model: Service, keeper: Jobs.Keeper) =>
  Effect.gen(function* () {
    const underWay = yield* Deferred.make<void>()
    const fiber = yield* model
      .generate(cat, () => Deferred.succeed(underWay, undefined))
      .pipe(Jobs.keep(keeper), Effect.fork)
    yield* Deferred.await(underWay)
    return yield* Fiber.interrupt(fiber)
  })

describe("a keeper", () => {
  it.effect("is told of the job before the provider goes on", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust("1 minute")
      const { jobs, keeper } = keeping({ accepted: Effect.sleep("1 second") })
      const a = actor("a", [[took("a-job"), progress(0.5), completed()]])
      const { events, generation } = listenTo(a.model)
      const fiber = yield* Effect.fork(Jobs.keep(keeper)(generation))
      yield* TestClock.adjust("999 millis")
      assert.lengthOf(events, 0)
      yield* TestClock.adjust("1 millis")
      const { receipt } = yield* Fiber.join(fiber)
      const submitted = new Date(60_000)
      assert.deepStrictEqual(jobs, [{ provider: "a", model: "a-1", jobId: "a-job", submitted }])
      assert.deepStrictEqual(receipt.timings.submitted, submitted)
      assert.lengthOf(events, 2)
    })
  )

  it.effect("is told of a stream's job, and keeps it when the stream is interrupted", () =>
    Effect.gen(function* () {
      const { jobs, keeper } = keeping({ keeps: true })
      const a = actor("a", [[took("a-job"), progress(0.5)]], attachable)
      const first = Stream.take(a.model.stream(cat), 1)
      yield* Jobs.keep(keeper)(Stream.runDrain(first))
      assert.deepStrictEqual(
        jobs.map(({ jobId }) => jobId),
        ["a-job"]
      )
      assert.deepStrictEqual([a.interrupted(), a.cancelled], [1, []])
    })
  )

  it.effect("is told of nothing outside of its effect", () =>
    Effect.gen(function* () {
      const { jobs, keeper } = keeping()
      const a = actor("a", [[took("a-job"), completed()]])
      yield* Jobs.keep(keeper)(Effect.void)
      yield* silently(a.model)
      assert.lengthOf(jobs, 0)
    })
  )

  it.effect("is told once of an id, and of another one that the job has later", () =>
    Effect.gen(function* () {
      const { jobs, keeper } = keeping()
      const a = actor("a", [[took("one"), took("one"), took("two"), completed()]])
      yield* Jobs.keep(keeper)(silently(a.model))
      assert.deepStrictEqual(
        jobs.map(({ jobId }) => jobId),
        ["one", "two"]
      )
    })
  )

  it.effect("is not told of an empty id, and such a job is cancelled", () =>
    Effect.gen(function* () {
      const { jobs, keeper } = keeping({ keeps: true })
      const a = actor("a", [[took(""), progress(0.5)]], attachable)
      yield* giveUp(a.model, keeper)
      assert.lengthOf(jobs, 0)
      assert.deepStrictEqual(a.cancelled, [""])
    })
  )

  it.effect("hears nothing of what a provider, or a listener, asks of another model", () =>
    Effect.gen(function* () {
      const { jobs, keeper } = keeping()
      const inner = actor("inner", [[took("inner-job"), completed()]])
      const outer = makeEmittingModel((_, emit) =>
        silently(inner.model).pipe(
          Effect.zipRight(emit(took("outer-job"))),
          Effect.zipRight(silently(inner.model)),
          Effect.zipRight(emit(progress(0.5))),
          Effect.as(completed())
        )
      )
      yield* Jobs.keep(keeper)(outer.generate(cat, () => Effect.ignore(silently(inner.model))))
      assert.lengthOf(inner.asked, 3)
      assert.deepStrictEqual(
        jobs.map(({ jobId }) => jobId),
        ["outer-job"]
      )
    })
  )

  it.effect("that dies ends the generation with its defect, and the job is cancelled", () =>
    Effect.gen(function* () {
      const { keeper } = keeping({ accepted: Effect.die("the disk is full"), keeps: true })
      const a = actor("a", [[took("a-job"), completed()]], attachable)
      const exit = yield* Effect.exit(Jobs.keep(keeper)(silently(a.model)))
      assert.deepStrictEqual(exit, Exit.die("the disk is full"))
      assert.deepStrictEqual(a.cancelled, ["a-job"])
    })
  )

  it("keeps jobs that survive JSON", () => {
    const Text = Schema.parseJson(Jobs.Job)
    const job = { provider: "a", model: "a-1", jobId: "a-job", submitted: new Date(5) }
    const text = Schema.encodeSync(Text)(job)
    assert.include(text, "1970-01-01T00:00:00.005Z")
    assert.deepStrictEqual(Schema.decodeSync(Text)(text), job)
  })
})

describe("a job that the caller gives up", () => {
  it.effect("stays at the service when the keeper keeps it", () =>
    Effect.gen(function* () {
      const { asked, keeper } = keeping({ keeps: true })
      const a = actor("a", [[took("a-job"), progress(0.5)]], attachable)
      assert.isTrue(Exit.isInterrupted(yield* giveUp(a.model, keeper)))
      assert.deepStrictEqual([asked(), a.interrupted(), a.cancelled], [1, 1, []])
    })
  )

  it.effect("is cancelled when the keeper does not, or can't say", () =>
    Effect.gen(function* () {
      const died = { accepted: () => Effect.void, keeps: Effect.die("no idea") }
      for (const keeper of [keeping({ keeps: false }).keeper, died]) {
        const a = actor("a", [[took("a-job"), progress(0.5)]], attachable)
        assert.isTrue(Exit.isInterrupted(yield* giveUp(a.model, keeper)))
        assert.deepStrictEqual(a.cancelled, ["a-job"])
      }
    })
  )

  it.effect("is cancelled where its model can't attach to it", () =>
    Effect.gen(function* () {
      const { asked, jobs, keeper } = keeping({ keeps: true })
      const a = actor("a", [[took("a-job"), progress(0.5)]])
      yield* giveUp(a.model, keeper)
      assert.deepStrictEqual([jobs.length, asked(), a.cancelled], [1, 0, ["a-job"]])
    })
  )

  it.effect("while the keeper is told of it is recorded all the same", () =>
    Effect.gen(function* () {
      const telling = yield* Deferred.make<void>()
      const accepted = Effect.zipRight(
        Deferred.succeed(telling, undefined),
        Effect.sleep("1 second")
      )
      const { jobs, keeper } = keeping({ accepted, keeps: true })
      const a = actor("a", [[took("a-job"), completed()]], attachable)
      const fiber = yield* Effect.fork(Jobs.keep(keeper)(silently(a.model)))
      yield* Deferred.await(telling)
      const interrupting = yield* Effect.fork(Fiber.interrupt(fiber))
      yield* TestClock.adjust("999 millis")
      assert.lengthOf(jobs, 0)
      yield* TestClock.adjust("1 millis")
      assert.isTrue(Exit.isInterrupted(yield* Fiber.join(interrupting)))
      assert.deepStrictEqual([jobs.length, a.cancelled], [1, []])
    })
  )

  it.effect("is no job that ran out of time: that one is cancelled, and nobody is asked", () =>
    Effect.gen(function* () {
      const { asked, keeper } = keeping({ keeps: true })
      const a = actor("a", [[took("a-job")]], { ...attachable, deadline: "1 minute" })
      const fiber = yield* Effect.fork(Effect.exit(Jobs.keep(keeper)(silently(a.model))))
      yield* TestClock.adjust("1 minute")
      const exit = yield* Fiber.join(fiber)
      assert.include(Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined, {
        _tag: "GenerationTimeout"
      })
      assert.deepStrictEqual([asked(), a.cancelled], [0, ["a-job"]])
    })
  )
})

import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import * as CacheStore from "@easel/core/CacheStore"
import type { Service } from "@easel/core/ImageModel"
import * as Jobs from "@easel/core/Jobs"
import * as Policy from "@easel/core/Policy"
import { type Actor, actor, busy, cat, refusal, took } from "../support/Actor.js"
import { keeping } from "../support/keeping.js"
import { completed, preview, progress } from "../support/TestModel.js"

const attachable = { attach: [completed()] }

const silently = (model: Service) => model.generate(cat, () => Effect.void)

const told = (jobs: ReadonlyArray<Jobs.Job>) =>
  jobs.map(({ jobId, model, provider }) => [provider, model, jobId])

const jobOf = ({ model }: Actor, jobId: string): Jobs.Job => ({
  provider: model.info.provider,
  model: model.info.name,
  jobId,
  submitted: new Date(0)
})

const attach = (model: Service, job: Jobs.Job) =>
  model.attach?.(job, cat, () => Effect.void) ?? Effect.dieMessage("it has no attach")

const hedge = (first: Actor, second: Actor) =>
  Policy.hedge([second.model], { after: "10 seconds" })(first.model)

describe("a keeper, through policies", () => {
  it.effect("is told of the attempt that was accepted", () =>
    Effect.gen(function* () {
      const { jobs, keeper } = keeping()
      const a = actor("a", [[busy], [took("a-job"), completed()]])
      const model = Policy.concurrency(1)(Policy.retry()(a.model))
      const fiber = yield* Effect.fork(Jobs.keep(keeper)(silently(model)))
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual((yield* Fiber.join(fiber)).receipt.attempt, 2)
      assert.deepStrictEqual(told(jobs), [["a", "a-1", "a-job"]])
    })
  )

  it.effect("is told of each model's job", () =>
    Effect.gen(function* () {
      const { jobs, keeper } = keeping()
      const a = actor("a", [[took("a-job"), refusal("Server")]])
      const b = actor("b", [[took("b-job"), completed()]])
      yield* Jobs.keep(keeper)(silently(Policy.fallback([b.model])(a.model)))
      assert.deepStrictEqual(told(jobs), [
        ["a", "a-1", "a-job"],
        ["b", "b-1", "b-job"]
      ])
    })
  )

  it.effect("does not keep the loser of a hedge", () =>
    Effect.gen(function* () {
      const { asked, jobs, keeper } = keeping({ keeps: true })
      const a = actor("a", [[took("a-job"), progress(0.1)]], attachable)
      const b = actor("b", [[took("b-job"), preview(0), completed()]])
      const fiber = yield* Effect.fork(Jobs.keep(keeper)(silently(hedge(a, b))))
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual((yield* Fiber.join(fiber)).receipt.provider, "b")
      assert.lengthOf(jobs, 2)
      assert.deepStrictEqual([asked(), a.interrupted(), a.cancelled], [0, 1, ["a-job"]])
    })
  )

  it.effect("keeps the jobs of a hedge that the caller gives up", () =>
    Effect.gen(function* () {
      const { keeper } = keeping({ keeps: true })
      const a = actor("a", [[took("a-job")]], attachable)
      const b = actor("b", [[took("b-job")]], attachable)
      const fiber = yield* Effect.fork(Jobs.keep(keeper)(silently(hedge(a, b))))
      yield* TestClock.adjust("10 seconds")
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
      assert.deepStrictEqual([a.interrupted(), b.interrupted()], [1, 1])
      assert.deepStrictEqual([a.cancelled, b.cancelled], [[], []])
    })
  )

  it.effect("does not keep the rest of a hedge that a keeper's death has ended", () =>
    Effect.gen(function* () {
      const a = actor("a", [[took("a-job"), progress(0.1)]], attachable)
      const b = actor("b", [[took("b-job"), completed()]], attachable)
      const keeper: Jobs.Keeper = {
        accepted: ({ provider }) => (provider === "b" ? Effect.die("full") : Effect.void),
        keeps: Effect.succeed(true)
      }
      const fiber = yield* Effect.fork(Jobs.keep(keeper)(silently(hedge(a, b))))
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(yield* Fiber.await(fiber), Exit.die("full"))
      assert.deepStrictEqual([a.cancelled, b.cancelled], [["a-job"], ["b-job"]])
    })
  )
})

describe("attach, through policies", () => {
  it.scoped("is there behind those that wrap one model", () =>
    Effect.gen(function* () {
      const store = CacheStore.memory({ entries: 1, bytes: 1000 })
      const policies = [
        Policy.retry(),
        Policy.concurrency(1),
        Policy.circuitBreaker(),
        Policy.cache({ store }),
        yield* Policy.rateLimit({ limit: 1, interval: "1 hour" })
      ]
      for (const policy of policies) {
        const a = actor("a", [[completed()]], attachable)
        const { receipt } = yield* attach(policy(a.model), jobOf(a, "a-job"))
        assert.strictEqual(receipt.jobId, "a-job")
        assert.isUndefined(policy(actor("b", [[completed()]]).model).attach)
      }
    })
  )

  it("is not there behind those that join several", () => {
    const a = actor("a", [[completed()]], attachable)
    const b = actor("b", [[completed()]], attachable)
    assert.isUndefined(Policy.fallback([b.model])(a.model).attach)
    assert.isUndefined(hedge(a, b).attach)
  })

  it.effect("waits for its turn where generations do", () =>
    Effect.gen(function* () {
      const a = actor("a", [[Effect.sleep("1 minute"), completed()]], attachable)
      const model = Policy.concurrency(1)(a.model)
      const generation = yield* Effect.fork(silently(model))
      yield* Effect.yieldNow()
      const attaching = yield* Effect.fork(attach(model, jobOf(a, "a-job")))
      yield* TestClock.adjust("59 seconds")
      assert.lengthOf(a.attached, 0)
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(generation)
      yield* Fiber.join(attaching)
      assert.lengthOf(a.attached, 1)
    })
  )

  it.effect("is let through while the circuit is open, and has no say in it", () =>
    Effect.gen(function* () {
      const a = actor("a", [[refusal("Server")]], attachable)
      const model = Policy.circuitBreaker({ failures: 1 })(a.model)
      yield* Effect.flip(silently(model))
      yield* attach(model, jobOf(a, "a-job"))
      assert.include(yield* Effect.flip(silently(model)), { reason: "Overloaded" })
      assert.lengthOf(a.asked, 1)
    })
  )
})

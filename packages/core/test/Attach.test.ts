import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Metric from "effect/Metric"
import * as TestClock from "effect/TestClock"
import type { ImageEvent } from "@easel/core/ImageEvent"
import type { OnEvent } from "@easel/core/ImageModel"
import type { Input } from "@easel/core/ImageRequest"
import * as Jobs from "@easel/core/Jobs"
import * as Telemetry from "@easel/core/Telemetry"
import { type Actor, type Line, actor, busy, cat, took } from "./support/Actor.js"
import { keeping } from "./support/keeping.js"
import { completed, preview, progress, queued } from "./support/TestModel.js"

const job: Jobs.Job = {
  provider: "a",
  model: "a-1",
  jobId: "a-job",
  submitted: new Date("2026-01-02T03:04:05Z")
}

/** A model whose jobs end like this. */
const ending = (...attach: ReadonlyArray<Line>) =>
  actor("a", [[completed()]], { attach, deadline: "1 minute" })

const attach = (
  { model }: Actor,
  onEvent: OnEvent = () => Effect.void,
  { to = job, request = cat }: { readonly to?: Jobs.Job; readonly request?: Input } = {}
) => model.attach?.(to, request, onEvent) ?? Effect.dieMessage("the model has no attach")

describe("attach", () => {
  it.effect("follows the job to its picture, and submits nothing", () =>
    Effect.gen(function* () {
      const a = ending(queued(1), progress(0.5), preview(7), queued(0), completed({ seed: 3 }))
      const events: Array<ImageEvent> = []
      yield* TestClock.setTime(Date.parse("2026-01-03T00:00:00Z"))
      const { images, receipt } = yield* attach(a, (event) =>
        Effect.sync(() => void events.push(event))
      )
      assert.deepStrictEqual([a.attached, a.asked], [["a-job"], []])
      assert.deepStrictEqual(
        events.map(({ _tag }) => _tag),
        ["Queued", "Progress", "ImagePreview", "Warning"]
      )
      assert.deepInclude(events[2], { index: 0 })
      assert.lengthOf(images, 1)
      assert.include(receipt, { provider: "a", model: "a-1", jobId: "a-job", seed: 3, attempt: 1 })
      assert.deepStrictEqual(receipt.parameters.steps, 20)
      assert.deepStrictEqual(receipt.timings.submitted, job.submitted)
      assert.deepStrictEqual(receipt.timings.finished, new Date("2026-01-03T00:00:00Z"))
    })
  )

  it.effect("counts its time from the call on, for the deadline and the metrics", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(job.submitted.getTime() + 3_600_000)
      const a = ending(Effect.sleep("59 seconds"), completed())
      const fiber = yield* Effect.fork(attach(a))
      yield* TestClock.adjust("59 seconds")
      yield* Fiber.join(fiber)
      const measured = yield* Metric.value(Telemetry.metricsOf(a.model.info, "none").duration)
      assert.isAtLeast(measured.max, 59)
      assert.isBelow(measured.max, 60)
    })
  )

  it.effect("that takes too long is a GenerationTimeout with the job, which is cancelled", () =>
    Effect.gen(function* () {
      const a = ending(progress(0.5))
      const fiber = yield* Effect.fork(Effect.flip(attach(a)))
      yield* TestClock.adjust("1 minute")
      assert.include(yield* Fiber.join(fiber), { _tag: "GenerationTimeout", jobId: "a-job" })
      assert.deepStrictEqual(a.cancelled, ["a-job"])
    })
  )

  it.effect("fails with an error that names the job and is not retryable", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(attach(ending(busy)))
      assert.include(error, {
        reason: "Overloaded",
        jobId: "a-job",
        retryable: false,
        model: "a-1"
      })
    })
  )

  it.effect("contains what a plugin throws", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(attach(ending(Effect.die("broken"))))
      assert.include(error, { _tag: "ProviderDefect", jobId: "a-job", description: "broken" })
    })
  )

  it.effect("refuses another model's job, what is no job, and a request that can't be", () =>
    Effect.gen(function* () {
      const a = ending(completed())
      const others = [
        { to: { ...job, model: "a-2" } },
        { to: { ...job, provider: "b" } },
        { to: { ...job, jobId: "" } },
        { request: { prompt: "cat", width: 7 } }
      ]
      for (const [index, other] of others.entries()) {
        const error = yield* Effect.flip(attach(a, undefined, other))
        const option = index < 3 ? "job" : "width"
        assert.include(error, { _tag: "InvalidRequest", option, provider: "a", model: "a-1" })
      }
      assert.lengthOf(a.attached, 0)
    })
  )

  for (const [keeps, cancelled] of [
    [true, []],
    [false, ["a-job"]]
  ] as const) {
    it.effect(`that is interrupted asks the keeper: ${keeps}`, () =>
      Effect.gen(function* () {
        const { jobs, keeper } = keeping({ keeps })
        const a = ending(took("a-job"), progress(0.5))
        const underWay = yield* Deferred.make<void>()
        const fiber = yield* attach(a, () => Deferred.succeed(underWay, undefined)).pipe(
          Jobs.keep(keeper),
          Effect.fork
        )
        yield* Deferred.await(underWay)
        assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
        assert.deepStrictEqual(a.cancelled, cancelled)
        // It knows the job already.
        assert.lengthOf(jobs, 0)
      })
    )
  }

  it("is there only where the provider has it", () => {
    assert.isUndefined(actor("a", [[completed()]]).model.attach)
    assert.isFunction(ending(completed()).model.attach)
  })
})

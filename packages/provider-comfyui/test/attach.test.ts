import { assert, describe, it } from "@effect/vitest"
import type { ImageEvent } from "@easel/core/ImageEvent"
import type { OnEvent } from "@easel/core/ImageModel"
import * as Jobs from "@easel/core/Jobs"
import { Fault, TestPicture } from "@easel/testkit"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { asked, eventually, http, ofTag, run, type Running, submissions } from "./support.js"

const request = { prompt: "a cat", width: 64, height: 64, seed: 7 }

/** A server that makes no picture before somebody has heard that it is at work. */
const gated = Effect.gen(function* () {
  const { open, whenOpen } = yield* Effect.makeLatch()
  const running = yield* run({ fake: { draw: (wanted) => whenOpen(TestPicture.draw(wanted)) } })
  return { open, running }
})

/** Submits a job that is kept, and gives up on it at once. */
const leave = ({ model }: Running) =>
  Effect.gen(function* () {
    const accepted = yield* Deferred.make<Jobs.Job>()
    const fiber = yield* model
      .generate(request, () => Effect.void)
      .pipe(
        Jobs.keep({
          accepted: (job) => Effect.asVoid(Deferred.succeed(accepted, job)),
          keeps: Effect.succeed(true)
        }),
        Effect.fork
      )
    const job = yield* Deferred.await(accepted)
    yield* Fiber.interrupt(fiber)
    return job
  })

const attach = ({ model }: Running, job: Jobs.Job, atWork: Effect.Effect<unknown> = Effect.void) =>
  Effect.gen(function* () {
    const events: Array<ImageEvent> = []
    const hear: OnEvent = (event) =>
      Effect.suspend(() => {
        events.push(event)
        return event._tag === "Progress" ? Effect.asVoid(atWork) : Effect.void
      })
    const response = yield* (
      model.attach?.(job, request, hear) ?? Effect.dieMessage("it can't attach")
    )
    return { response, events }
  })

/** The names under which web sockets were opened. */
const names = (running: Running) =>
  asked(running, "GET /ws").map(({ url }) => url.searchParams.get("clientId"))

describe("attaching", () => {
  it.scopedLive("hears of progress and previews under the name that submitted the job", () =>
    Effect.gen(function* () {
      const { open, running } = yield* gated
      const job = yield* leave(running)
      const { events, response } = yield* attach(running, job, open)
      assert.isNotEmpty(ofTag(events, "ImagePreview"))
      assert.isTrue(ofTag(events, "Progress").some(({ fraction = 0 }) => fraction > 0))
      const [first, second] = names(running)
      assert.strictEqual(second, first)
      assert.strictEqual(submissions(running)[0]?.client_id, first)
      assert.lengthOf(submissions(running), 1)
      assert.lengthOf(asked(running, "POST /interrupt"), 0)
      assert.include(response.receipt, { jobId: "prompt-0", seed: 7 })
      assert.strictEqual(response.images[0].seed, 7)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("to a job that is over takes what the history has, without a web socket", () =>
    Effect.gen(function* () {
      const running = yield* run({ fake: { latency: Duration.zero } })
      const job = yield* leave(running)
      const history = `GET /history/${job.jobId}`
      const isOver = Effect.promise(() =>
        fetch(`${running.server.baseUrl}/history/${job.jobId}`).then((answer) => answer.text())
      )
      yield* Effect.repeat(isOver, { until: (text) => text !== "{}" })
      const before = asked(running, history).length
      yield* attach(running, job)
      assert.lengthOf(names(running), 1)
      assert.lengthOf(asked(running, history), before + 1)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("asks from time to time where the queue can't be read", () =>
    Effect.gen(function* () {
      const { open, running } = yield* gated
      const job = yield* leave(running)
      running.server.addFault(Fault.status({ path: /queue/, times: 1 }, 500))
      const { events } = yield* attach(running, job, open)
      assert.lengthOf(names(running), 1)
      assert.isTrue(events.some(({ _tag }) => _tag === "Progress"))
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("that is given up cancels the job, unless it is kept", () =>
    Effect.gen(function* () {
      const running = yield* run({ fake: { latency: Duration.minutes(1) } })
      const job = yield* leave(running)
      const fiber = yield* Effect.fork(attach(running, job))
      yield* eventually(() => names(running).length === 2)
      yield* Fiber.interrupt(fiber)
      assert.lengthOf(asked(running, "POST /interrupt"), 1)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("to a job that nobody knows is a NotFound", () =>
    Effect.gen(function* () {
      const running = yield* run()
      const job = { ...(yield* leave(running)), jobId: "another/one" }
      const error = yield* Effect.flip(attach(running, job))
      assert.include(error, { reason: "NotFound", retryable: false, jobId: "another/one" })
      assert.lengthOf(submissions(running), 1)
    }).pipe(Effect.provide(http))
  )
})

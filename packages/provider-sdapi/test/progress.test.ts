/** What is heard of a task, and of that task alone. */
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fault from "@easel/testkit/Fault"
import { asked, eventually, generate, http, ofTag, run, sent } from "./support.js"

/** Long enough that it is asked about several times. */
const unhurried = Duration.seconds(1)

describe("progress", () => {
  it.scopedLive("is asked for by the task's own id: fraction, time left, previews", () =>
    Effect.gen(function* () {
      const running = yield* run({ fake: { latency: unhurried } })
      const { events, response } = yield* generate(running)
      const id = sent(running)[0]?.["force_task_id"]
      assert.strictEqual(response.receipt.jobId, id)
      for (const body of sent(running, "POST /internal/progress")) {
        assert.strictEqual(body["id_task"], id)
      }
      const progress = ofTag(events, "Progress")
      assert.isTrue(progress.some(({ fraction = 0 }) => fraction > 0 && fraction < 1))
      assert.isTrue(progress.some(({ eta }) => eta !== undefined))
      const previews = ofTag(events, "ImagePreview")
      assert.isAtLeast(previews.length, 1)
      // Each is fetched once.
      assert.isAtMost(previews.length, 4)
      assert.isEmpty(asked(running, "GET /sdapi/v1/progress"))
    }).pipe(Effect.provide(http))
  )

  it.scopedLive(
    "a server without its page is asked what runs, which counts when it is the task",
    () =>
      Effect.gen(function* () {
        const running = yield* run({ fake: { latency: unhurried, fault: "no-web-page" } })
        const { events, response } = yield* generate(running)
        assert.strictEqual(response.receipt.jobId, sent(running)[0]?.["force_task_id"])
        assert.isNotEmpty(ofTag(events, "Progress"))
        const [preview] = ofTag(events, "ImagePreview")
        assert.isDefined(preview)
        if (preview !== undefined) yield* running.model.load(preview.image)
        // What the server does not know is not tried again.
        assert.strictEqual(asked(running, "POST /internal/progress").length, 1)
      }).pipe(Effect.provide(http))
  )

  it.scopedLive.each(["sd-next", "stable-diffusion-cpp"] as const)(
    "%s does not say whose it is, and nothing is told",
    (fault) =>
      Effect.gen(function* () {
        const running = yield* run({ fake: { latency: unhurried, fault } })
        const { events, response } = yield* generate(running)
        assert.isEmpty(events)
        assert.isUndefined(response.receipt.jobId)
        assert.strictEqual(response.images.length, 1)
      }).pipe(Effect.provide(http))
  )

  it.scopedLive("of another's task is not taken for one's own", () =>
    Effect.gen(function* () {
      const running = yield* run({ fake: { latency: Duration.millis(100), fault: "no-web-page" } })
      const first = yield* Effect.fork(generate(running, { seed: 1 }))
      yield* eventually(() => sent(running).length === 1)
      const { events } = yield* generate(running, { seed: 2 })
      yield* first
      const fractions = ofTag(events, "Progress").flatMap(({ fraction }) => fraction ?? [])
      // Its own begins anew; the other's, which is further, would hold it up.
      assert.isBelow(fractions[0] ?? 0, 0.9)
      assert.deepStrictEqual(
        fractions,
        fractions.toSorted((a, b) => a - b)
      )
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("places in the queue are told as they change", () =>
    Effect.gen(function* () {
      const { events } = yield* generate(
        yield* run({ fake: { fault: "queue", latency: unhurried } })
      )
      const places = ofTag(events, "Queued").map(({ position, size }) => [position, size])
      assert.deepStrictEqual(places, [
        [2, 3],
        [1, 2],
        [0, 1]
      ])
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("a queue without places is one event", () =>
    Effect.gen(function* () {
      const { events } = yield* generate(yield* run({ fake: { fault: "nameless-queue" } }))
      assert.deepStrictEqual(
        ofTag(events, "Queued").map(({ position }) => position),
        [undefined]
      )
    }).pipe(Effect.provide(http))
  )

  it.scopedLive.each([401, 403, 404, 405])("is not given up for good after one %d", (status) =>
    Effect.gen(function* () {
      const running = yield* run({
        fake: { latency: Duration.millis(300) },
        faults: [
          Fault.status({ path: /internal.progress/, times: 1 }, status),
          Fault.status({ path: /sdapi.v1.progress/, times: 1 }, status)
        ]
      })
      assert.isEmpty((yield* generate(running)).events)
      assert.isNotEmpty(ofTag((yield* generate(running)).events, "Progress"))
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("questions that fail cost no picture, and go on", () =>
    Effect.gen(function* () {
      const running = yield* run({
        fake: { latency: unhurried },
        faults: [Fault.hangUp({ path: /progress/, times: 2 })]
      })
      const { events, response } = yield* generate(running)
      assert.strictEqual(response.images.length, 1)
      assert.isNotEmpty(ofTag(events, "Progress"))
    }).pipe(Effect.provide(http))
  )
})

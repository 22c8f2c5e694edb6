/** What is heard of a job, and what becomes of it when less is heard. */
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import * as TestServices from "effect/TestServices"
import * as Fault from "@easel/testkit/Fault"
import { asked, generate, http, ofTag, run, submissions } from "./support.js"

/** Long enough that messages come one by one. */
const unhurried = Duration.seconds(1)

describe("the web socket", () => {
  it.scopedLive("tells of steps by node, and shows previews", () =>
    Effect.gen(function* () {
      const running = yield* run({ fake: { latency: unhurried } })
      const { events } = yield* generate(running, { steps: 8 })
      const progress = ofTag(events, "Progress")
      const steps = progress.filter(({ step }) => step !== undefined)
      assert.isNotEmpty(steps)
      assert.deepInclude(steps.at(-1), { step: 8, total: 8, unit: "steps", message: "KSampler" })
      const fractions = progress.flatMap(({ fraction }) => fraction ?? [])
      assert.deepStrictEqual(
        fractions,
        fractions.toSorted((a, b) => a - b)
      )
      // 8 steps, and 6 nodes that count one each.
      assert.isTrue(fractions.includes(8 / 14))
      assert.isNotEmpty(ofTag(events, "ImagePreview"))
      assert.isEmpty(ofTag(events, "Warning"))
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("is opened before the job is submitted, under the job's own client id", () =>
    Effect.gen(function* () {
      const running = yield* run()
      yield* generate(running)
      yield* generate(running)
      const opened = asked(running, "GET /ws").map(({ url }) => url.searchParams.get("clientId"))
      assert.deepStrictEqual(
        submissions(running).map(({ client_id }) => client_id),
        opened
      )
      assert.notStrictEqual(opened[0], opened[1])
      const paths = running.server.requests.map(({ url }) => url.pathname)
      assert.isBelow(paths.indexOf("/ws"), paths.indexOf("/prompt"))
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("places in the queue are told as they change", () =>
    Effect.gen(function* () {
      const running = yield* run({ fake: { fault: "queue", latency: unhurried } })
      const { events } = yield* generate(running)
      const places = ofTag(events, "Queued").map(({ position, size }) => [position, size])
      assert.deepStrictEqual(places.at(0), [2, 3])
      assert.deepStrictEqual(places.at(-1), [0, 1])
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("what it says of another job is passed over", () =>
    Effect.gen(function* () {
      const running = yield* run({ fake: { fault: "strangers", latency: unhurried } })
      const { events } = yield* generate(running, { steps: 4 })
      const own = yield* generate(yield* run(), { steps: 4 })
      assert.isAtMost(ofTag(events, "ImagePreview").length, 4)
      const last = (all: typeof events) => ofTag(all, "Progress").at(-1)?.fraction
      assert.strictEqual(last(events), last(own.events))
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("older servers are understood", () =>
    Effect.gen(function* () {
      const running = yield* run({ fake: { fault: "old-server", latency: unhurried } })
      const { events } = yield* generate(running, { steps: 4 })
      assert.isNotEmpty(ofTag(events, "ImagePreview"))
      assert.isTrue(ofTag(events, "Progress").some(({ total }) => total === 4))
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("a slow listener gets the newest preview, not all of them", () =>
    Effect.gen(function* () {
      const { model } = yield* run({ fake: { latency: Duration.millis(200) } })
      let previews = 0
      const request = { prompt: "a cat", width: 64, height: 64, steps: 4 }
      yield* model.generate(request, ({ _tag }) => {
        if (_tag === "ImagePreview") previews++
        return _tag === "ImagePreview" ? Effect.sleep("400 millis") : Effect.void
      })
      assert.isAtLeast(previews, 1)
      assert.isBelow(previews, 4)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("one that breaks is opened again, and nothing is lost", () =>
    Effect.gen(function* () {
      const running = yield* run({ fake: { fault: "socket-cut", latency: unhurried } })
      const { response } = yield* generate(running)
      assert.strictEqual(response.images.length, 1)
      const opened = asked(running, "GET /ws").map(({ url }) => url.search)
      assert.isAbove(opened.length, 1)
      assert.isAtMost(opened.length, 4)
      assert.strictEqual(new Set(opened).size, 1)
      assert.strictEqual(submissions(running).length, 1)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("without one the job is asked about, which is said once", () =>
    Effect.gen(function* () {
      const running = yield* run({ fake: { fault: "no-socket" } })
      const { events, response } = yield* generate(running)
      assert.deepStrictEqual(
        ofTag(events, "Warning").map(({ code }) => code),
        ["Polling"]
      )
      assert.isEmpty(ofTag(events, "ImagePreview"))
      yield* running.model.load(response.images[0])
    }).pipe(Effect.provide(http))
  )

  it.scoped("one that is silent does not keep a finished picture back", () =>
    Effect.gen(function* () {
      const running = yield* run({ fake: { fault: "silent-socket" } })
      const fiber = yield* Effect.fork(generate(running))
      const turn = Effect.zipRight(
        TestClock.adjust("1 second"),
        TestServices.provideLive(Effect.sleep("2 millis"))
      )
      yield* Effect.repeat(turn, { until: () => fiber.unsafePoll() !== null })
      assert.strictEqual((yield* Fiber.join(fiber)).response.images.length, 1)
    }).pipe(Effect.provide(http))
  )

  it.scoped("a finished picture survives that the server is away for seconds", () =>
    Effect.gen(function* () {
      const running = yield* run({
        faults: [Fault.status({ path: /^\/history/, skip: 1, times: 6 }, 503)],
        options: { pollInterval: "1 second" }
      })
      const fiber = yield* Effect.fork(generate(running))
      const turn = Effect.zipRight(
        TestClock.adjust("100 millis"),
        TestServices.provideLive(Effect.sleep("5 millis"))
      )
      yield* Effect.repeat(turn, { until: () => fiber.unsafePoll() !== null })
      assert.strictEqual((yield* Fiber.join(fiber)).response.images.length, 1)
      assert.isAtLeast(yield* Clock.currentTimeMillis, 6000)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("a result from before comes at once", () =>
    Effect.gen(function* () {
      const { events, response } = yield* generate(yield* run({ fake: { fault: "cached" } }))
      assert.isEmpty(ofTag(events, "ImagePreview"))
      assert.strictEqual(response.images.length, 1)
    }).pipe(Effect.provide(http))
  )
})

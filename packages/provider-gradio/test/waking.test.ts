/** A Space that sleeps, starts, or never comes. */
import { assert, describe, it } from "@effect/vitest"
import { mayHaveJob } from "@easel/core/ImageError"
import * as GradioSpace from "@easel/provider-gradio/GradioSpace"
import * as HuggingFaceHub from "@easel/provider-gradio/HuggingFaceHub"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { complete, http, postCount, run, said, tags } from "./support.js"

const page = (text: string) => ({
  status: 503,
  headers: { "content-type": "text/html" },
  body: `<html>${text}</html>`
})

/** A Space of which the hub says this. */
const staged = (stage: string, text: string) =>
  Effect.gen(function* () {
    const running = yield* run({
      fake: {
        hubId: "me/mine",
        misbehaviour: { stage, asleep: { page: page(text), wakesAfter: "50 millis" } }
      }
    })
    const baseUrl = new URL(running.server.baseUrl)
    const hub = yield* HuggingFaceHub.make({ provider: "space", baseUrl })
    const space = yield* GradioSpace.make({
      provider: "space",
      baseUrl,
      stage: hub.stage("me/mine"),
      wakeInterval: "5 millis",
      backoff: "1 millis"
    })
    return { ...running, space }
  })

describe("a Space that sleeps", () => {
  it.scopedLive.each(["sleeping", "sleeping-200", "building"])("%s: is waited for", (fault) =>
    Effect.gen(function* () {
      const running = yield* run({ fault })
      const { events, result } = yield* said(running)
      assert.strictEqual(result._tag, "Right")
      const [warning, ...others] = events
      assert.deepInclude(warning, { _tag: "Warning", code: "Waking" })
      assert.isAbove(
        others.findIndex(({ _tag }) => _tag === "Accepted"),
        0
      )
      assert.notInclude(tags(others), "Warning")
      // The first was answered by the page; the visits ask for nothing.
      assert.strictEqual(postCount(running), 2)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("is waited for when its page says nothing, and the hub does", () =>
    Effect.gen(function* () {
      const running = yield* staged("APP_STARTING", "Service unavailable")
      const { result } = yield* said(running)
      assert.strictEqual(result._tag, "Right")
    }).pipe(Effect.provide(http))
  )

  const hopeless = {
    PAUSED: "only its owner can start it",
    BUILD_ERROR: "only its owner can mend it",
    NO_APP_FILE: "no program"
  }

  it.scopedLive.each(Object.entries(hopeless))("%s: is not waited for", ([stage, says]) =>
    Effect.gen(function* () {
      const running = yield* staged(stage, "This Space is sleeping")
      const { result } = yield* said(running)
      if (result._tag === "Right") return assert.fail("a picture")
      assert.include(result.left, { _tag: "ResponseError", reason: "Rejected" })
      assert.include(result.left.message, says)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("is not waited for when the hub says that it runs", () =>
    Effect.gen(function* () {
      const running = yield* staged("RUNNING", "Service unavailable")
      const { result } = yield* said(running)
      if (result._tag === "Right") return assert.fail("a picture")
      assert.include(result.left, { _tag: "ResponseError", reason: "Overloaded" })
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("is not asked again when it may have taken the job", () =>
    Effect.gen(function* () {
      const submit = { ...page("Gateway timeout"), status: 504 }
      const fake = { hubId: "me/mine", misbehaviour: { stage: "APP_STARTING", submit } }
      const { server } = yield* run({ fake })
      const baseUrl = new URL(server.baseUrl)
      const hub = yield* HuggingFaceHub.make({ provider: "space", baseUrl })
      const stage = hub.stage("me/mine")
      const options = { provider: "space", baseUrl, stage, wakeInterval: "5 millis" } as const
      const space = yield* GradioSpace.make(options)
      const error = yield* Effect.flip(complete({ server, space }))
      assert.isTrue(mayHaveJob(error))
      assert.strictEqual(postCount({ server, space }), 1)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("is waited for when it is asked what it offers", () =>
    Effect.gen(function* () {
      const { space } = yield* run({ fault: "sleeping" })
      const { endpoints } = yield* space.describe(() => Effect.void)
      assert.deepStrictEqual(
        endpoints.map(({ api }) => api),
        ["infer"]
      )
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("is no longer visited by a caller who has left", () =>
    Effect.gen(function* () {
      const running = yield* run({
        fake: { misbehaviour: { asleep: { page: page("sleeping"), wakesAfter: "1 day" } } }
      })
      const fiber = yield* Effect.fork(said(running))
      yield* Effect.repeat(Effect.sleep("5 millis"), {
        until: () => running.server.requests.length > 3
      })
      yield* Fiber.interrupt(fiber)
      const { length } = running.server.requests
      yield* Effect.sleep("40 millis")
      assert.lengthOf(running.server.requests, length)
    }).pipe(Effect.provide(http))
  )
})

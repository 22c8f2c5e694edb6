import { assert, describe, it } from "@effect/vitest"
import * as Cassette from "@easel/testkit/Cassette"
import * as Fault from "@easel/testkit/Fault"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import {
  asJson,
  events,
  http,
  recorded,
  recorder,
  request,
  sd35,
  throughText,
  withBytes
} from "./cassetteSupport.js"

describe("a cassette", () => {
  it.scopedLive("replays what was recorded, event by event, byte by byte", () =>
    Effect.gen(function* () {
      const { model, server } = yield* sd35()
      const { record, tapes } = recorder()
      const recording = record(model)
      const heard = yield* events(recording, request)
      const before = yield* withBytes(recording, heard)
      assert.deepStrictEqual(
        heard.map(({ _tag }) => _tag),
        ["ImagePreview", "ImagePreview", "ImagePreview", "ImageResponse"]
      )
      assert.lengthOf(tapes, 1)
      const cassette = tapes[0]
      if (cassette === undefined) return assert.fail("nothing was recorded")
      assert.deepStrictEqual(cassette.model, model.info)

      const asked = server.requests.length
      const again = Cassette.replay(yield* throughText(cassette), { speed: 0 })
      const after = yield* withBytes(again, yield* events(again, request))
      assert.deepStrictEqual(asJson(after), asJson(before))
      assert.deepStrictEqual(again.info, model.info)
      assert.strictEqual(server.requests.length, asked)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("loads each picture once, also for the caller", () =>
    Effect.gen(function* () {
      const { model, server } = yield* sd35()
      const recording = recorder().record(model)
      const { images } = yield* recording.generate(request)
      yield* recording.load(images[0])
      const files = server.requests.filter(({ url }) => url.pathname.includes("/file="))
      assert.lengthOf(files, 4)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("keeps the times, which the clock of a test can move", () =>
    Effect.gen(function* () {
      const { model } = yield* sd35()
      const cassette = yield* recorded(model, request)
      const [track] = cassette.tracks
      const times = track.events.map(({ at }) => at)
      assert.lengthOf(times, 3)
      assert.isAtLeast(times[0] ?? 0, 25)
      assert.isAtLeast((times[2] ?? 0) - (times[0] ?? 0), 50)
      assert.isAtLeast(track.endedAt, times[2] ?? 0)

      const speed = 0.5
      yield* Effect.gen(function* () {
        const heard: Array<number> = []
        const playing = yield* Effect.fork(
          Cassette.replay(cassette, { speed }).generate(request, () =>
            Effect.map(
              Effect.clockWith((clock) => clock.currentTimeMillis),
              (now) => {
                heard.push(now)
              }
            )
          )
        )
        const due = (time: number) => Math.ceil(time / speed)
        yield* TestClock.setTime(due(times[0] ?? 0) - 1)
        assert.lengthOf(heard, 0)
        yield* TestClock.setTime(due(times[0] ?? 0))
        assert.lengthOf(heard, times.filter((time) => time === times[0]).length)
        yield* TestClock.setTime(due(track.endedAt) - 1)
        assert.isNull(yield* playing.unsafePoll() ?? Effect.succeed(null))
        yield* TestClock.setTime(due(track.endedAt))
        const response = yield* Fiber.join(playing)
        assert.strictEqual(response._tag, "ImageResponse")
        assert.deepStrictEqual(heard, times.map(due))
      }).pipe(Effect.provide(TestContext.TestContext))
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("does not wait at speed 0 or Infinity", () =>
    Effect.gen(function* () {
      const { model } = yield* sd35()
      const cassette = yield* recorded(model, request)
      yield* Effect.forEach([0, Number.POSITIVE_INFINITY], (speed) =>
        // The clock of a test stands still: whoever waited would never end.
        events(Cassette.replay(cassette, { speed }), request).pipe(
          Effect.map((all) => assert.lengthOf(all, 4)),
          Effect.provide(TestContext.TestContext)
        )
      )
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("can be left in the middle", () =>
    Effect.gen(function* () {
      const { model } = yield* sd35()
      const cassette = yield* recorded(model, request)
      const began = yield* Effect.makeLatch()
      const playing = yield* Effect.fork(
        Cassette.replay(cassette, { speed: 1e-6 }).generate(request, () => began.open)
      )
      yield* Fiber.interrupt(playing)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("raises the recorded error, with all its fields", () =>
    Effect.gen(function* () {
      const tags: Array<string> = []
      for (const fault of ["queue-full", "rate-limited", "ended-early", "no-picture"]) {
        const { model } = yield* sd35({ fault }, { backoff: "1 millis" })
        const { record, tapes } = recorder()
        const before = yield* Effect.flip(record(model).generate(request))
        tags.push(before._tag)
        const cassette = yield* throughText(yield* Effect.fromNullable(tapes[0]))
        const replayed = Cassette.replay(cassette, { speed: 0 })
        const after = yield* Effect.flip(replayed.generate(request))
        assert.strictEqual(after.constructor, before.constructor)
        assert.deepStrictEqual(asJson({ ...after }), asJson({ ...before }))
        assert.strictEqual(after.message, before.message)
      }
      assert.deepStrictEqual(tags, [
        "ResponseError",
        "ResponseError",
        "TransportError",
        "ResponseParseError"
      ])
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("keeps why a picture could not be loaded", () =>
    Effect.gen(function* () {
      const gone = Fault.status({ path: /file=/, skip: 3 }, 404)
      const { model } = yield* sd35({}, {}, [gone])
      const cassette = yield* throughText(yield* recorded(model, request))
      const replayed = Cassette.replay(cassette, { speed: 0 })
      const all = yield* events(replayed, request)
      const response = all.at(-1)
      if (response?._tag !== "ImageResponse") return assert.fail("no response")
      const error = yield* Effect.flip(replayed.load(response.images[0]))
      assert.strictEqual(error._tag === "AssetError" && error.reason, "NotFound")
      for (const event of all) {
        if (event._tag === "ImagePreview") yield* replayed.load(event.image)
      }
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("plays generations of one request in their order, then from the first", () =>
    Effect.gen(function* () {
      const busy = Fault.status({ method: "POST", times: 3 }, 503)
      const { model } = yield* sd35({}, { backoff: "1 millis" }, [busy])
      const other = { ...request, seed: 8 }
      const cassette = yield* recorded(model, request, other, request)
      const replayed = Cassette.replay(cassette, { speed: 0 })
      const seeds = yield* Effect.forEach([request, request, other, request], (wanted) =>
        Effect.map(Effect.either(replayed.generate(wanted)), (result) =>
          result._tag === "Right" ? result.right.receipt.seed : result.left._tag
        )
      )
      assert.deepStrictEqual(seeds, ["ResponseError", 7, 8, "ResponseError"])
    }).pipe(Effect.provide(http))
  )
})

describe("a request to a cassette", () => {
  const refusal = (change: object) =>
    Effect.gen(function* () {
      const { model } = yield* sd35()
      const cassette = yield* recorded(model, {
        ...request,
        negativePrompt: "dogs",
        providerOptions: { sd35: { randomizeSeed: false } }
      })
      return yield* Effect.flip(
        Cassette.replay(cassette).generate({
          ...request,
          negativePrompt: "dogs",
          providerOptions: { sd35: { randomizeSeed: false } },
          ...change
        })
      )
    })

  it.scopedLive.each<readonly [object, string, string | undefined]>([
    [{ prompt: "a cat" }, "prompt", '"a fox"'],
    [{ negativePrompt: undefined }, "negativePrompt", '"dogs"'],
    [{ width: 1024 }, "width", "512"],
    [{ height: 1024 }, "height", "512"],
    [{ seed: undefined }, "seed", "7"],
    [{ steps: 10 }, "steps", "50"],
    [{ guidanceScale: 1 }, "guidanceScale", "4.5"],
    [
      { providerOptions: { sd35: { randomizeSeed: true } } },
      "providerOptions.sd35",
      '{"randomizeSeed":false}'
    ],
    [{ width: 100 }, "size", "512x512"],
    [{ providerOptions: { sd35: { nothing: 1 } } }, "providerOptions.sd35.nothing", undefined]
  ])("%o is refused", ([change, option, legal]) =>
    Effect.gen(function* () {
      const error = yield* refusal(change)
      if (error._tag !== "InvalidRequest") return assert.fail(error._tag)
      assert.strictEqual(error.option, option)
      assert.strictEqual(error.legal, legal)
      assert.strictEqual(error.provider, "sd35")
    }).pipe(Effect.provide(http))
  )
})

/** The provider against real Gradio servers of two version lines. */
import { assert, describe } from "@effect/vitest"
import type { ImageError, ResponseReason } from "@easel/core/ImageError"
import type { ImagePreview } from "@easel/core/ImageEvent"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { versionLines } from "../../../provider-gradio/test/real/RealGradio.js"
import { picture, realServer, sd35, small, test, variant } from "./support.js"
import { webpSize } from "./webpSize.js"

describe.each(versionLines)("Gradio %s", (line) => {
  const server = realServer(line, { seconds: 0.3 })

  test("makes the picture that was asked for, with the seed that was given", () =>
    Effect.gen(function* () {
      const model = yield* sd35(server())
      const request = { ...small, width: 768, height: 544, seed: 41, negativePrompt: "猫 \n {}" }
      const { asset, response } = yield* picture(model, request)
      assert.strictEqual(asset.mediaType, "image/webp")
      assert.deepStrictEqual(webpSize(asset.bytes), { width: 768, height: 544 })
      assert.strictEqual(response.receipt.seed, 41)
      assert.match(response.receipt.jobId ?? "", /^[0-9a-f]{32}$/)
    }))

  test("reports the seed that was drawn when none was given", () =>
    Effect.gen(function* () {
      const model = yield* sd35(server())
      const [drawn, other] = [yield* picture(model), yield* picture(model)]
      const { seed } = drawn.response.receipt
      if (typeof seed !== "number") return assert.fail(`no seed but ${seed}`)
      assert.notStrictEqual(seed, other.response.receipt.seed)
      const again = yield* picture(model, { ...small, seed })
      assert.deepStrictEqual(again.asset.bytes, drawn.asset.bytes)
    }))

  test("tells the place in the queue and the steps", () =>
    Effect.gen(function* () {
      const model = yield* sd35(server())
      const told: Array<string> = []
      yield* model.generate(small, (event) =>
        Effect.sync(() => {
          const { _tag } = event
          if (_tag === "Queued") told.push(`queued ${event.position}/${event.size}`)
          if (_tag === "Progress" && event.step !== undefined) {
            told.push(`${event.step}/${event.total} ${event.unit} ${event.fraction}`)
          }
        })
      )
      // What comes within a hundredth of a second is told as one.
      assert.strictEqual(told[0], "queued 0/1")
      assert.isAbove(told.length, 1)
      assert.includeMembers(
        ["0/4 steps 0", "1/4 steps 0.25", "2/4 steps 0.5", "3/4 steps 0.75"],
        told.slice(1)
      )
    }))

  test("keeps parallel runs apart", () =>
    Effect.gen(function* () {
      const model = yield* sd35(server())
      const requests = [
        { ...small, seed: 1 },
        { ...small, seed: 2, width: 640 },
        { ...small, seed: 1 }
      ]
      const made = yield* Effect.forEach(requests, (request) => picture(model, request), {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(
        made.map(({ response }) => response.receipt.seed),
        [1, 2, 1]
      )
      assert.deepStrictEqual(
        made.map(({ asset }) => webpSize(asset.bytes)?.width),
        [512, 640, 512]
      )
      assert.deepStrictEqual(made[0]?.asset.bytes, made[2]?.asset.bytes)
      assert.lengthOf(new Set(made.map(({ response }) => response.receipt.jobId)), 3)
    }))

  test("gives the previews of a generator before the response", () =>
    Effect.gen(function* () {
      const model = yield* variant(server(), "infer_stream")
      const previews: Array<ImagePreview> = []
      const { images, receipt } = yield* model.generate(small, (event) =>
        Effect.sync(() => {
          if (event._tag === "ImagePreview") previews.push(event)
        })
      )
      // Gradio says the last result twice: as one more intermediate result, and as the result.
      assert.deepStrictEqual(
        previews.map(({ index }) => index),
        [0, 1, 2, 3]
      )
      const pictures = yield* Effect.forEach(
        [...previews.map(({ image }) => image), images[0]],
        (image) => model.load(image)
      )
      assert.isTrue(pictures.every(({ bytes }) => webpSize(bytes)?.width === 512))
      assert.deepStrictEqual(pictures[3]?.bytes, pictures[4]?.bytes)
      assert.notDeepEqual(pictures[2]?.bytes, pictures[3]?.bytes)
      assert.isDefined(receipt.timings.firstPreview)
    }))

  const failure = (api: string, data?: ReadonlyArray<unknown>) =>
    Effect.gen(function* () {
      const model = yield* variant(server(), api, data)
      return yield* Effect.flip(model.generate(small))
    })

  const assertResponse = (error: ImageError, reason: ResponseReason, message: RegExp) => {
    assert.include(error, { _tag: "ResponseError", reason, provider: "sd35" })
    assert.match(error.message, message)
    assert.isFalse(error._tag === "ResponseError" && error.retryable)
  }

  test("a spent quota, and how long to wait", () =>
    Effect.gen(function* () {
      const error = yield* failure("infer_quota")
      assertResponse(error, "Quota", /exceeded your ZeroGPU quota/)
      const wait = error._tag === "ResponseError" ? error.retryAfter : undefined
      assert.deepStrictEqual(wait, Duration.seconds(23 * 3600 + 59 * 60 + 9))
    }))

  test("an error of the Space's program that Gradio hides", () =>
    Effect.gen(function* () {
      const error = yield* failure("infer_crash")
      assertResponse(error, "Server", /does not say why/)
    }))

  test("a generator that fails after its first preview", () =>
    Effect.gen(function* () {
      const error = yield* failure("infer_broken_stream")
      assertResponse(error, "Server", /GPU task aborted/)
    }))

  test("a result without a picture", () =>
    Effect.gen(function* () {
      const error = yield* failure("infer_nothing")
      assert.include(error, {
        _tag: "ResponseParseError",
        expected: "a picture among the outputs"
      })
      assert.isDefined(error.jobId)
    }))

  test("a function that the Space does not have", () =>
    Effect.gen(function* () {
      const error = yield* failure("no_such_function")
      assert.include(error, { _tag: "ResponseError", status: 500 })
      assert.match(error.message, /has no (such )?function/)
      assert.isUndefined(error.jobId)
    }))

  test("a size out of range: our own check names a legal one, Gradio the limit", () =>
    Effect.gen(function* () {
      const model = yield* sd35(server())
      const refused = yield* Effect.flip(model.generate({ ...small, width: 448 }))
      assert.include(refused, { _tag: "InvalidRequest", option: "size" })
      const error = yield* failure("infer", ["a fox", "", 7, false, 448, 512, 4.5, 4])
      assertResponse(error, "Rejected", /448 is less than minimum value 512/)
    }))
})

/** Every fault of the stand-in, as the caller of an image model sees it. */
import { assert, describe, it } from "@effect/vitest"
import { ImageError } from "@easel/core/ImageError"
import * as Sd35Fake from "@easel/provider-sd35/fake/Sd35Fake"
import { Fault } from "@easel/testkit"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { http, idle, submitCount, type Running, run, type Settings } from "./support.js"

const token = "hf_abcdefghijklmnop"

/** A picture whole, fetched and checked, or the error. */
const picture = ({ model }: Running) =>
  model.stream({ prompt: "a fox", seed: 7 }).pipe(
    Stream.runLast,
    Effect.flatMap((last) =>
      last._tag === "Some" && last.value._tag === "ImageResponse"
        ? model.load(last.value.images[0])
        : Effect.dieMessage("a stream without a response")
    )
  )

const follow = { method: "GET", path: /\/(queue\/data|call\/infer\/)/ }

/** `tag` and what tells it apart; a picture where there is no error. */
const outcomes: Readonly<Record<string, string>> = {
  sleeping: "picture",
  "sleeping-200": "picture",
  building: "picture",
  paused: "ResponseError Rejected",
  private: "ResponseError NotFound",
  "private-401": "ResponseError Unauthorized",
  password: "ResponseError Unauthorized",
  "rate-limited": "ResponseError RateLimited",
  "queue-full": "ResponseError Overloaded",
  "queue-stopped": "ResponseError Overloaded",
  "bad-gateway": "ResponseError Server",
  "server-error": "ResponseError Server",
  "no-function": "ResponseError NotFound",
  "no-route": "ResponseError NotFound",
  validation: "ResponseError Rejected",
  "no-event-id": "ResponseParseError",
  "path-event-id": "ResponseParseError",
  "number-event-id": "ResponseParseError",
  quota: "ResponseError Quota",
  "quota-days": "ResponseError Quota",
  "quota-fraction": "ResponseError Quota",
  "quota-2025": "ResponseError Quota",
  "quota-2024": "ResponseError Quota",
  "quota-runs": "ResponseError Quota",
  "quota-caller-unknown": "ResponseError Quota",
  "quota-not-signed-in": "ResponseError Quota",
  "gpu-duration": "ResponseError Rejected",
  "gpu-busy": "ResponseError Overloaded",
  "gpu-busy-2024": "ResponseError Overloaded",
  "gpu-none": "ResponseError Overloaded",
  "gpu-credits": "ResponseError Overloaded",
  "proxy-token": "ResponseError Unauthorized",
  "gradio-internal": "ResponseError Server",
  "gpu-aborted": "ResponseError Server",
  "out-of-memory": "ResponseError Server",
  "app-error": "ResponseError Rejected",
  moderated: "ResponseError Moderated",
  hidden: "ResponseError Server",
  "no-queue-stream": "picture",
  "other-jobs": "picture",
  "complete-null": "ResponseError Rejected",
  "complete-object": "ResponseParseError",
  "complete-broken": "ResponseParseError",
  "preview-broken": "picture",
  "ended-early": "TransportError EndedEarly",
  "ended-inside": "ResponseParseError",
  cut: "TransportError Cut",
  "cut-inside": "TransportError Cut",
  heartbeats: "GenerationTimeout Total",
  stall: "GenerationTimeout Idle",
  "job-lost": "ResponseError NotFound",
  "error-storm": "ResponseError Server",
  "error-null": "ResponseError Server",
  "error-text": "ResponseError Server",
  "no-picture": "ResponseParseError",
  "not-a-number": "picture",
  "picture-path-only": "picture",
  "picture-data-url": "picture",
  "picture-private": "AssetError ForbiddenAddress",
  "picture-foreign": "picture",
  "picture-gone": "AssetError Forbidden",
  "picture-404": "AssetError NotFound",
  "picture-page": "AssetError NotAnImage"
}

const describeError = (error: ImageError): string => {
  const detail =
    "reason" in error ? error.reason : error._tag === "GenerationTimeout" ? error.deadline : ""
  return `${error._tag} ${detail}`.trim()
}

/** Refused before a job was there: it may be sent again, by the provider or by the caller. */
const beforeTheJob = new Set(["queue-full", "bad-gateway", "server-error"])

/** Refused by a page that stands where the Space should be, and handed in when it has woken. */
const asleep = new Set(["sleeping", "sleeping-200", "building"])

describe("the fault", () => {
  it("list is the stand-in's", () => {
    assert.deepStrictEqual(Object.keys(outcomes).sort(), Object.keys(Sd35Fake.faults).sort())
  })

  it.scopedLive.each(Object.entries(outcomes))("%s", ([fault, expected]) =>
    Effect.gen(function* () {
      const running = yield* run({
        fake: { fault },
        options: {
          apiKey: Redacted.make(token),
          deadline: fault === "heartbeats" ? "150 millis" : "10 seconds",
          idleTimeout: fault === "stall" ? "100 millis" : "5 seconds"
        }
      })
      const result = yield* Effect.either(picture(running))
      if (result._tag === "Right") {
        assert.strictEqual("picture", expected)
      } else {
        const error = result.left
        assert.strictEqual(describeError(error), expected)
        assert.strictEqual(error.provider, "sd35")
        assert.strictEqual(error.model, "stabilityai-stable-diffusion-3-5-large")
        const json = Schema.encodeSync(Schema.parseJson(ImageError))(error)
        assert.notInclude(json + error.message, token)
        const again = Schema.decodeSync(Schema.parseJson(ImageError))(json)
        assert.strictEqual(again.message, error.message)
      }
      assert.strictEqual(
        submitCount(running),
        beforeTheJob.has(fault) ? 3 : asleep.has(fault) ? 2 : 1
      )
      yield* idle(running)
    }).pipe(Effect.provide(http))
  )
})

describe("a job that was taken", () => {
  const lost: Readonly<Record<string, Settings>> = {
    "and whose stream is cut": { faults: [Fault.cut(follow, 300)] },
    "and whose stream answers 500": { faults: [Fault.status(follow, 500)] },
    "and that fails": { fake: { fault: "gpu-busy" } },
    "and that is silent": { fake: { fault: "stall" }, options: { idleTimeout: "50 millis" } },
    "and that never ends": { fake: { fault: "heartbeats" }, options: { deadline: "1 second" } }
  }

  it.scopedLive.each(Object.entries(lost))(
    "%s is named and never handed in again",
    ([, settings]) =>
      Effect.gen(function* () {
        const running = yield* run(settings)
        const error = yield* Effect.flip(picture(running))
        assert.match(error.jobId ?? "", /^[0-9a-f]{32}$/)
        assert.strictEqual(submitCount(running), 1)
        if (error._tag === "ResponseError") assert.isFalse(error.retryable)
        yield* idle(running)
      }).pipe(Effect.provide(http))
  )

  it.scopedLive("is left when the caller goes", () =>
    Effect.gen(function* () {
      const running = yield* run({ fake: { latency: Duration.minutes(1) } })
      const fiber = yield* Effect.fork(picture(running))
      yield* Effect.repeat(Effect.sleep("5 millis"), {
        until: () => running.server.openReplies() === 1 && running.server.requests.length === 2
      })
      yield* Fiber.interrupt(fiber)
      yield* idle(running)
      assert.isTrue(running.server.requests[1]?.abandoned)
    }).pipe(Effect.provide(http))
  )
})

describe("the key", () => {
  it.scopedLive("is in no log line, though the Space repeats it", () =>
    Effect.gen(function* () {
      const lines: Array<string> = []
      const keep = Logger.make((options) => {
        lines.push(Logger.logfmtLogger.log(options))
      })
      const running = yield* run({
        options: { apiKey: Redacted.make(token) },
        faults: [
          Fault.reply(follow, {
            status: 200,
            headers: { "content-type": "text/event-stream" },
            body: `data: {"msg":"${token}"}\n\ndata: {"msg":"process_completed","output":{"error":"Bearer ${token}"},"success":false}\n\n`
          })
        ]
      })
      const error = yield* Effect.flip(picture(running)).pipe(
        Effect.tapBoth({ onFailure: Effect.logError, onSuccess: Effect.logError }),
        Logger.withMinimumLogLevel(LogLevel.All),
        Effect.provide(Logger.replace(Logger.defaultLogger, keep))
      )
      assert.include(error.message, "<redacted>")
      assert.isAbove(lines.length, 1)
      assert.notInclude(lines.join("\n") + JSON.stringify(error), token)
      assert.include(running.server.requests[0]?.headers["authorization"], token)
    }).pipe(Effect.provide(http))
  )
})

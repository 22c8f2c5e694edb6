/** Answers that are no success, and the errors that a Space's program raises. */
import { assert, describe, it } from "@effect/vitest"
import type { ImageError, ResponseReason } from "@easel/core/ImageError"
import type { errorTexts } from "@easel/provider-gradio/fake/errorTexts"
import * as SpaceFaults from "@easel/provider-gradio/fake/SpaceFaults"
import { Fault } from "@easel/testkit"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { waitOf } from "../src/internal/waitOf.js"
import { complete, http, postCount, run, wire } from "./support.js"

interface Expected {
  readonly reason: ResponseReason
  readonly says: string
  /** Seconds. */
  readonly wait?: number
  /** How often the call is sent. Default once. */
  readonly posts?: number
}

const check = (error: ImageError, { reason, says, wait }: Expected): void => {
  assert.strictEqual(error._tag, "ResponseError")
  if (error._tag !== "ResponseError") return
  assert.strictEqual(error.reason, reason)
  assert.include(error.message, says)
  assert.notMatch(error.message, /<|'$|: '/)
  assert.strictEqual(error.retryAfter && Duration.toSeconds(error.retryAfter), wait)
}

const tokenHint = "set HF_TOKEN"

describe("a call that is answered with", () => {
  const answers: Readonly<Record<string, Expected>> = {
    paused: { reason: "Rejected", says: "only its owner" },
    private: { reason: "NotFound", says: "it is private: check the base URL, or set HF_TOKEN" },
    "private-401": { reason: "Unauthorized", says: "it is private" },
    password: { reason: "Unauthorized", says: tokenHint },
    "rate-limited": { reason: "RateLimited", says: tokenHint, wait: 120 },
    "queue-full": { reason: "Overloaded", says: "Queue is full. Max size is 1", posts: 3 },
    "queue-stopped": { reason: "Overloaded", says: "until the Space restarts", wait: 300 },
    "bad-gateway": { reason: "Server", says: "Bad Gateway", posts: 3 },
    "server-error": { reason: "Server", says: "no function of that name", posts: 3 },
    "no-function": { reason: "NotFound", says: "no such function: gradio.route_utils.FnIndex" },
    "no-route": { reason: "NotFound", says: "no Gradio route" },
    validation: { reason: "Rejected", says: "refuses the inputs (width: too wide)" }
  }

  it.scopedLive.each(Object.entries(answers))("%s", ([fault, expected]) =>
    Effect.gen(function* () {
      const running = yield* run({ fault, space: { tokenHint } })
      check(yield* Effect.flip(complete(running)), expected)
      assert.strictEqual(postCount(running), expected.posts ?? 1)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive.each(["no-event-id", "path-event-id", "number-event-id"])(
    "%s is not followed",
    (fault) =>
      Effect.gen(function* () {
        const running = yield* run({ fault })
        const error = yield* Effect.flip(complete(running))
        assert.strictEqual(error._tag, "ResponseParseError")
        assert.include(error.message, "event_id")
        assert.lengthOf(running.server.requests, 1)
      }).pipe(Effect.provide(http))
  )

  const others: Readonly<Record<string, readonly [Fault.Fault, Expected]>> = {
    "FastAPI's 422": [
      Fault.status({ method: "POST" }, 422, {
        detail: [{ type: "missing", loc: ["body", "data"], msg: "Field required", input: {} }]
      }),
      { reason: "Rejected", says: "data: Field required" }
    ],
    "401 without a reason": [
      Fault.status({ method: "POST" }, 401, { detail: "Not authenticated" }),
      { reason: "Unauthorized", says: "password" }
    ],
    "a page of a broken Space": [
      Fault.html({ method: "POST" }, 503, "<html>Runtime error</html>"),
      { reason: "Rejected", says: "only its owner can mend it" }
    ],
    "504 as a page": [
      Fault.html({ method: "POST" }, 504, "<html><title>504</title></html>"),
      { reason: "Overloaded", says: "may be waking" }
    ],
    "a page that says how long": [
      Fault.reply(
        { method: "POST" },
        {
          status: 503,
          headers: { "content-type": "text/html", "retry-after": "90" },
          body: "<html>This Space is sleeping</html>"
        }
      ),
      { reason: "Overloaded", says: "asleep", wait: 90, posts: 2 }
    ],
    "the RateLimit header": [
      Fault.status(
        { method: "POST" },
        429,
        { detail: "Slow down." },
        { ratelimit: '"api";r=0;t=45' }
      ),
      { reason: "RateLimited", says: "Slow down.", wait: 45 }
    ],
    "a redirect to another host": [
      Fault.reply(
        { method: "POST" },
        { status: 308, headers: { location: "https://elsewhere.test/" }, body: "" }
      ),
      { reason: "Rejected", says: "change the base URL" }
    ],
    "a redirect that would turn it into a GET": [
      Fault.reply({ method: "POST" }, { status: 302, headers: { location: "/login" }, body: "" }),
      { reason: "Rejected", says: "redirects" }
    ],
    "a page where the stream was due": [
      Fault.html({ method: "GET" }, 200, "<html>This Space is sleeping</html>"),
      { reason: "Overloaded", says: "asleep", wait: 60 }
    ]
  }

  it.scopedLive.each(Object.entries(others))("%s", ([, [fault, expected]]) =>
    Effect.gen(function* () {
      const running = yield* run({ faults: [fault] })
      check(yield* Effect.flip(complete(running)), expected)
      assert.strictEqual(postCount(running), expected.posts ?? 1)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("something else where the stream was due", () =>
    Effect.gen(function* () {
      const running = yield* run({ faults: [Fault.status({ method: "GET" }, 200, { msg: "hi" })] })
      const error = yield* Effect.flip(complete(running))
      assert.strictEqual(error._tag, "ResponseParseError")
      assert.include(error.message, "event stream")
    }).pipe(Effect.provide(http))
  )
})

describe("a program that raises", () => {
  const day = 86_400
  const raised: Readonly<Record<keyof typeof errorTexts, Expected>> = {
    quota: { reason: "Quota", says: "ZeroGPU quota exceeded: You have", wait: day - 51 },
    "quota-days": { reason: "Quota", says: "Pro ZeroGPU quota", wait: day + 7384 },
    "quota-fraction": { reason: "Quota", says: "free ZeroGPU quota", wait: 59.5 },
    "quota-2025": { reason: "Quota", says: "Create a free account to get more" },
    "quota-2024": { reason: "Quota", says: "Sign-up on Hugging Face", wait: 588 },
    "quota-runs": { reason: "Quota", says: "runs limit" },
    "quota-caller-unknown": { reason: "Quota", says: tokenHint },
    "quota-not-signed-in": { reason: "Quota", says: tokenHint },
    "gpu-duration": { reason: "Rejected", says: "fewer steps" },
    "gpu-busy": { reason: "Overloaded", says: "Retry later" },
    "gpu-busy-2024": { reason: "Overloaded", says: "after 60s" },
    "gpu-none": { reason: "Overloaded", says: "No GPU was available" },
    "gpu-credits": { reason: "Overloaded", says: "too many ZeroGPU credits" },
    "proxy-token": { reason: "Unauthorized", says: tokenHint },
    "gradio-internal": { reason: "Server", says: "Internal Gradio error" },
    "gpu-aborted": { reason: "Server", says: "fewer steps" },
    "out-of-memory": { reason: "Server", says: "ZeroGPU worker error: OutOfMemoryError" },
    "app-error": { reason: "Rejected", says: "Please describe a picture first." },
    moderated: { reason: "Moderated", says: "NSFW" },
    hidden: { reason: "Server", says: "does not say why" }
  }

  it.scopedLive.each(Object.entries(raised))("%s", ([fault, expected]) =>
    Effect.gen(function* () {
      const running = yield* run({ fault, space: { tokenHint } })
      check(yield* Effect.flip(complete(running)), expected)
      assert.strictEqual(postCount(running), 1)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive.each(["4.44", "5.9", "5.49", "6.12"] as const)(
    "a reason is told by the queue of Gradio %s, and hidden by its /call",
    (version) =>
      Effect.gen(function* () {
        const space = { prefix: version === "4.44" ? "" : "/gradio_api", tokenHint }
        const queue = yield* run({ fault: "quota", fake: { version }, space })
        check(yield* Effect.flip(complete(queue)), raised.quota)
        const { raise } = SpaceFaults.all["quota"]?.misbehaviour ?? {}
        const call = yield* run({
          fake: { version, misbehaviour: { ...wire().misbehaviour, events: undefined, raise } },
          space
        })
        check(yield* Effect.flip(complete(call)), {
          reason: "Server",
          says: "often a spent GPU quota; try once more, later, or set HF_TOKEN"
        })
      }).pipe(Effect.provide(http))
  )

  it.scopedLive("an exception is shown with show_error", () =>
    Effect.gen(function* () {
      const running = yield* run({ fault: "hidden", fake: { showError: true } })
      check(yield* Effect.flip(complete(running)), { reason: "Server", says: "divisible by 16" })
    }).pipe(Effect.provide(http))
  )

  const wires: Readonly<Record<string, Expected>> = {
    '"404: Session not found."': { reason: "NotFound", says: "no longer knows this job" },
    '"Object is not JSON serializable"': { reason: "Server", says: "Object is not" },
    '{"error": "", "title": "Error"}': { reason: "Server", says: "does not say why" },
    '{"error": {"code": 3}, "duration": 10}': { reason: "Rejected", says: '{"code":3}' },
    '{"error": "New words.", "duration": 10, "title": "ZeroGPU quota exceeded"}': {
      reason: "Quota",
      says: "ZeroGPU quota exceeded: New words."
    },
    '{"error": "New words.", "duration": 10, "title": "ZeroGPU queue timeout"}': {
      reason: "Overloaded",
      says: "New words."
    }
  }

  it.scopedLive.each(Object.entries(wires))("data: %s", ([data, expected]) =>
    Effect.gen(function* () {
      const running = yield* run({ fake: wire(`event: error\ndata: ${data}\n\n`) })
      check(yield* Effect.flip(complete(running)), expected)
    }).pipe(Effect.provide(http))
  )

  it("a wait that is over is none", () => {
    assert.deepStrictEqual(waitOf("Try again in -1 day, 23:59:50. "), Duration.zero)
    assert.isUndefined(waitOf("Try again in a while (65s requested vs. 68s left)"))
  })
})

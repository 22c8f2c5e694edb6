import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib"
import { assert } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Fault from "@easel/testkit/Fault"
import {
  Job,
  eventually,
  get,
  json,
  onEachClient,
  open,
  reply,
  serve,
  submit
} from "./support/TestService.js"

const good = json({ job: { id: "7" } })

onEachClient("ServiceClient.json", (it) => {
  it.scoped("sends what it is told and reads the answer", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => good)
      const client = yield* open(
        { baseUrl: `${fake.baseUrl}/api/` },
        {
          token: Redacted.make("hf_secret"),
          headers: { "x-general": "1" },
          secretHeaders: { Cookie: Redacted.make("session=abc123"), "x-none": undefined }
        }
      )
      const answer = yield* client.json(
        { ...submit, query: { "a b": "ä&c" }, headers: { "X-Own": "2" } },
        Job
      )
      assert.deepStrictEqual(answer, { job: { id: "7" } })
      const [request] = fake.requests
      assert.strictEqual(request?.method, "POST")
      assert.strictEqual(request?.url.pathname, "/api/jobs")
      assert.strictEqual(request?.url.searchParams.get("a b"), "ä&c")
      assert.strictEqual(request?.text, '{"prompt":"cat"}')
      assert.deepInclude(request?.headers, {
        accept: "application/json",
        "accept-encoding": "identity",
        authorization: "Bearer hf_secret",
        cookie: "session=abc123",
        "content-type": "application/json",
        "x-general": "1",
        "x-own": "2"
      })
      assert.notProperty(request?.headers, "x-none")
    })
  )

  it.scoped("sends a form", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => good)
      const client = yield* open(fake)
      const form = new FormData()
      form.set("prompt", "猫")
      form.set("image", new Blob([Uint8Array.of(1, 2)], { type: "image/png" }), "a.png")
      yield* client.json({ ...submit, json: undefined, form }, Job)
      const [request] = fake.requests
      assert.include(request?.headers["content-type"], "multipart/form-data; boundary=")
      assert.include(request?.text, "猫")
      assert.include(request?.text, 'filename="a.png"')
    })
  )

  it.scoped("sends no trace headers, not even inside a span", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => good)
      const client = yield* open(fake)
      yield* client.json(get, Job).pipe(Effect.withSpan("caller"))
      const names = Object.keys(fake.requests[0]?.headers ?? {})
      assert.deepStrictEqual(
        names.filter((name) => /trace|b3|baggage/.test(name)),
        []
      )
    })
  )

  it.scoped("reads an answer that comes in pieces", () =>
    Effect.gen(function* () {
      const text = JSON.stringify({ job: { id: "猫".repeat(500) } })
      const pieces = reply(Stream.make(new TextEncoder().encode(text)), "application/json")
      const fake = yield* serve(() => pieces, { faults: [Fault.pieces({}, 7)] })
      const client = yield* open(fake)
      assert.strictEqual((yield* client.json(get, Job)).job.id.length, 500)
    })
  )

  it.scoped("reads an answer that was compressed unasked", () =>
    Effect.gen(function* () {
      const text = JSON.stringify({ job: { id: "猫".repeat(5000) } })
      const bodies = {
        gzip: gzipSync(text),
        deflate: deflateSync(text),
        br: brotliCompressSync(text)
      }
      for (const [encoding, body] of Object.entries(bodies)) {
        const answer = reply(body, "application/json", 200, { "content-encoding": encoding })
        const fake = yield* serve(() => answer, { faults: [Fault.pieces({}, 10)] })
        const client = yield* open(fake)
        assert.strictEqual((yield* client.json(get, Job)).job.id.length, 5000, encoding)
      }
    })
  )

  it.scoped("an answer that is no JSON is unreadable, and not asked for again", () =>
    Effect.gen(function* () {
      const answers = [
        ['{"job":{"id"', "application/json", 200],
        ["", "application/json", 200],
        ["OK", "text/plain", 200],
        ["", "text/plain", 204]
      ] as const
      for (const [body, contentType, status] of answers) {
        const fake = yield* serve(() => reply(body, contentType, status))
        const client = yield* open(fake)
        const error = yield* Effect.flip(client.json(submit, Job))
        assert.strictEqual(error._tag, "ResponseParseError")
        assert.strictEqual(error.provider, "test")
        assert.include(error.message, `expected JSON`)
        assert.include(error.message, body)
        assert.strictEqual(fake.requests.length, 1)
      }
    })
  )

  it.scoped("names the path of what has the wrong shape", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => json({ job: { id: 7 } }))
      const client = yield* open(fake)
      const error = yield* Effect.flip(client.json(get, Job))
      assert.strictEqual(error._tag, "ResponseParseError")
      assert.match(error.message, /^expected job\.id: Expected string, actual 7; got \{"job"/)
    })
  )

  it.scoped("a wrong shape of megabytes makes a short error", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => json({ job: "x".repeat(100_000) }))
      const client = yield* open(fake)
      const error = yield* Effect.flip(client.json(get, Job))
      assert.strictEqual(error._tag, "ResponseParseError")
      assert.isBelow(error.message.length, 1000)
    })
  )

  it.scoped("an answer without a body is read by a schema that allows for it", () =>
    Effect.gen(function* () {
      for (const status of [200, 202, 204]) {
        const fake = yield* serve(() => ({ status, body: "" }))
        const client = yield* open(fake, { retries: 0 })
        yield* client.json({ ...get, method: "DELETE" }, Schema.Void)
        yield* client.json({ ...get, method: "DELETE" }, Schema.Unknown)
        const error = yield* Effect.flip(client.json(get, Job))
        assert(error._tag === "ResponseParseError")
        assert.strictEqual(error.expected, "JSON")
      }
    })
  )

  it.scoped("a page made to be slow to read is read at once", () =>
    Effect.gen(function* () {
      // Each of these could begin a title; the time of the test is the limit.
      const fake = yield* serve(() => reply(`<html>${"<title".repeat(43_000)}`, "text/html", 500))
      const client = yield* open(fake, { retries: 0 })
      const error = yield* Effect.flip(client.json(get, Job))
      assert.strictEqual(error._tag === "ResponseError" && error.reason, "Server")
    })
  )

  it.scoped("a web page where data was due is the service's error, by its title", () =>
    Effect.gen(function* () {
      const page = "<!DOCTYPE html><html><head><title>Space &amp; time</title></head></html>"
      for (const contentType of ["text/html", "application/json"]) {
        const fake = yield* serve(() => reply(page, contentType))
        const client = yield* open(fake, { retries: 0 })
        const error = yield* Effect.flip(client.json(get, Job))
        assert.strictEqual(error._tag === "ResponseError" && error.reason, "Server")
        assert.include(error.message, 'the web page "Space & time"')
      }
    })
  )

  it.scoped("a challenge of Cloudflare says what to do", () =>
    Effect.gen(function* () {
      const page = "<!DOCTYPE html><title>Just a moment...</title>"
      const answers = [
        reply(page, "text/html", 403),
        reply("<html>", "text/html", 403, { "cf-mitigated": "challenge" })
      ]
      for (const answer of answers) {
        const fake = yield* serve(() => answer)
        const client = yield* open(fake, { blockedHint: "set EASEL_TEST_COOKIE" })
        const error = yield* Effect.flip(client.json(get, Job))
        assert.strictEqual(error._tag === "ResponseError" && error.reason, "Unauthorized")
        assert.include(error.message, "set EASEL_TEST_COOKIE")
      }
    })
  )

  it.scoped("maps a status and a body to a reason", () =>
    Effect.gen(function* () {
      const table = [
        [400, { detail: "bad size" }, "Rejected", "bad size"],
        [400, { error: { message: "blocked by our content policy" } }, "Moderated", "policy"],
        [401, { error: "no key" }, "Unauthorized", "no key"],
        [402, { message: "no credit" }, "Quota", "no credit"],
        [403, {}, "Unauthorized", ""],
        [404, { errors: [] }, "NotFound", ""],
        [410, "gone", "NotFound", "gone"],
        [422, { detail: [{ msg: "too long", loc: ["body"] }] }, "Rejected", "too long"],
        [429, { title: "slow" }, "RateLimited", "slow"],
        [500, { error: null }, "Server", ""],
        [502, { error: "<b>bad</b> gateway" }, "Server", "bad gateway"],
        [503, { error: { detail: "busy" } }, "Overloaded", "busy"],
        [529, { error: "full" }, "Overloaded", "full"]
      ] as const
      for (const [status, body, reason, part] of table) {
        const fake = yield* serve(() => json(body, status))
        const client = yield* open(fake, { retries: 0 })
        const error = yield* Effect.flip(client.json(get, Job))
        assert.strictEqual(error._tag, "ResponseError")
        if (error._tag !== "ResponseError") return
        assert.deepStrictEqual([error.status, error.reason], [status, reason])
        assert.include(error.message, part)
        assert.isAbove(error.message.length, 3)
      }
    })
  )

  it.scoped("lets a provider explain its own texts", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => json({ code: 17 }, 400))
      const client = yield* open(fake, {
        explain: ({ json, status }) =>
          Schema.is(Schema.Struct({ code: Schema.Literal(17) }))(json)
            ? { reason: "Quota", message: `used up (${status})`, retryAfter: Duration.hours(1) }
            : undefined
      })
      const error = yield* Effect.flip(client.json(get, Job))
      assert.deepInclude({ ...error }, { reason: "Quota", retryAfter: Duration.hours(1) })
      assert.strictEqual(error.message, "used up (400)")
    })
  )

  it.scoped("a provider that knows of a job says so, and it is not handed in again", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => json({ id: "secret-of-mine" }, 503))
      const client = yield* open(fake, {
        token: Redacted.make("secret-of-mine"),
        explain: ({ text }) => ({ reason: "Overloaded", message: "busy", jobId: `job ${text}` })
      })
      const error = yield* Effect.flip(client.json(get, Job))
      assert.deepInclude({ ...error }, { retryable: false, jobId: 'job {"id":"<redacted>"}' })
      assert.strictEqual(fake.requests.length, 1)
    })
  )

  it.scoped("reads how long to wait, in each form", () =>
    Effect.gen(function* () {
      const inAnHour = new Date(Date.now() + 3600_000).toUTCString()
      const table: ReadonlyArray<readonly [Record<string, string>, number, number]> = [
        [{ "retry-after": "7" }, 7000, 7000],
        [{ "retry-after": "0.5" }, 500, 500],
        [{ "retry-after": inAnHour }, 3500_000, 3600_000],
        [{ "retry-after": "Fri, 31 Dec 1999 23:59:59 GMT" }, 0, 0],
        [{ ratelimit: '"api";r=0;t=55' }, 55_000, 55_000],
        [{ "retry-after": "3", ratelimit: '"api";r=0;t=55' }, 3000, 3000],
        [{ "retry-after-ms": "250", "retry-after": "1" }, 250, 250],
        [{ "retry-after-ms": "soon", "retry-after": "1" }, 1000, 1000],
        [{ "retry-after": "soon", ratelimit: '"api";r=0; t=9' }, 9000, 9000]
      ]
      for (const [headers, least, most] of table) {
        const fake = yield* serve(() => json({}, 429, headers))
        const client = yield* open(fake, { retries: 0 })
        const error = yield* Effect.flip(client.json(get, Job))
        const wait = error._tag === "ResponseError" ? error.retryAfter : undefined
        assert.isDefined(wait, JSON.stringify(headers))
        assert.isAtLeast(Duration.toMillis(wait ?? 0), least)
        assert.isAtMost(Duration.toMillis(wait ?? 0), most)
      }
      for (const value of ["", "soon", "-1", "1e999", "NaN"]) {
        const fake = yield* serve(() => json({}, 429, { "retry-after": value }))
        const client = yield* open(fake, { retries: 0 })
        const error = yield* Effect.flip(client.json(get, Job))
        assert.isUndefined(error._tag === "ResponseError" ? error.retryAfter : null, value)
      }
    })
  )

  it.scoped("a rate limit with requests left says nothing about when to ask again", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => json({}, 503, { ratelimit: '"api";r=499;t=290' }))
      const client = yield* open(fake, { retries: 1 })
      const error = yield* Effect.flip(client.json(get, Job))
      assert.isUndefined(error._tag === "ResponseError" ? error.retryAfter : null)
      assert.strictEqual(fake.requests.length, 2)
    })
  )

  it.scoped("stops at the limit of an answer, announced or not, and closes the socket", () =>
    Effect.gen(function* () {
      const endless = Stream.forever(Stream.make("x".repeat(1000)))
      for (const body of [endless, JSON.stringify("x".repeat(100_000))]) {
        const fake = yield* serve(() => reply(body, "application/json"))
        const client = yield* open(fake, { maximumJsonBytes: 10_000 })
        const error = yield* Effect.flip(client.json(get, Schema.Unknown))
        assert.strictEqual(error._tag, "ResponseParseError")
        assert.include(error.message, "10000 bytes")
        yield* eventually(() => fake.openReplies() === 0)
      }
    })
  )

  it.scoped("an error with an endless body is still that error", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() =>
        reply(Stream.forever(Stream.make("x".repeat(10_000))), "text/plain", 404)
      )
      const client = yield* open(fake)
      const error = yield* Effect.flip(client.json(get, Job))
      assert.strictEqual(error._tag === "ResponseError" && error.reason, "NotFound")
      yield* eventually(() => fake.openReplies() === 0)
    })
  )

  it.scoped("a connection that is cut is a transport error", () =>
    Effect.gen(function* () {
      const faults = [Fault.cut({}, 5), Fault.hangUp({})]
      for (const fault of faults) {
        const fake = yield* serve(() => good, { faults: [fault] })
        const client = yield* open(fake)
        const error = yield* Effect.flip(client.json(submit, Job))
        assert.strictEqual(error._tag, "TransportError")
        assert.deepInclude({ ...error }, { reason: "Cut", phase: "Submit", provider: "test" })
        assert.include(error.message, new URL(fake.baseUrl).host)
      }
    })
  )

  it.scoped("interruption closes the socket", () =>
    Effect.gen(function* () {
      const faults = [Fault.delay({}, "1 minute"), Fault.stall({}, 5)]
      for (const fault of faults) {
        const fake = yield* serve(() => good, { faults: [fault] })
        const client = yield* open(fake)
        const fiber = yield* Effect.fork(client.json(get, Job))
        yield* eventually(() => fake.openReplies() === 1)
        yield* fiber.interruptAsFork(fiber.id())
        yield* eventually(() => fake.openReplies() === 0)
        assert.isTrue(fake.requests[0]?.abandoned)
      }
    })
  )
})

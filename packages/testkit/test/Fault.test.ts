import { request as httpRequest } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import type { FakeReply } from "@easel/core/Fake"
import * as FakeServer from "@easel/testkit/FakeServer"
import * as Fault from "@easel/testkit/Fault"

interface Heard {
  readonly status: number
  readonly body: string
  readonly pieces: ReadonlyArray<string>
  /** How the answer ended for the client. */
  readonly end: "Whole" | "Cut" | "Open"
}

/**
 * Asks with Node's own client, which hides nothing. With `enough`, leaves a moment after so many
 * bytes, if the answer has not ended by then.
 */
const ask = (url: string, method = "GET", enough = Number.POSITIVE_INFINITY) =>
  Effect.async<Heard>((resume) => {
    const pieces: Array<string> = []
    let status = 0
    let end: Heard["end"] = "Cut"
    const outgoing = httpRequest(url, { method, agent: false }, (response) => {
      status = response.statusCode ?? 0
      response.on("data", (piece: Buffer) => {
        pieces.push(piece.toString())
        if (pieces.join("").length >= enough) setTimeout(leave, 50)
      })
      response.on("end", () => (end = "Whole"))
      response.on("error", () => undefined)
    })
    const leave = () => {
      if (!outgoing.destroyed) end = "Open"
      outgoing.destroy()
    }
    outgoing.on("error", () => undefined)
    outgoing.on("close", () =>
      resume(Effect.succeed({ status, pieces, body: pieces.join(""), end }))
    )
    outgoing.end()
    return Effect.sync(() => outgoing.destroy())
  })

const abc: FakeReply = {
  status: 200,
  headers: { "content-type": "text/plain" },
  body: Stream.make("abc", "def", "ghi")
}

const serve = (faults: ReadonlyArray<Fault.Fault>, reply: FakeReply = abc) => {
  let handled = 0
  const handle = () =>
    Effect.sync(() => {
      handled++
      return reply
    })
  return Effect.map(FakeServer.start({ handle }, { faults }), (fake) => ({
    ...fake,
    handled: () => handled
  }))
}

const heard = (fault: Fault.Fault, reply?: FakeReply) =>
  Effect.flatMap(serve([fault], reply), (fake) => ask(fake.baseUrl))

describe("Fault", () => {
  it.scopedLive("without one the answer comes whole, piece by piece", () =>
    Effect.gen(function* () {
      const fake = yield* serve([])
      const { body, end, status } = yield* ask(fake.baseUrl)
      assert.deepStrictEqual([status, body, end], [200, "abcdefghi", "Whole"])
    })
  )

  it.scopedLive("truncate, cut and stall pass so many bytes, whatever the pieces", () =>
    Effect.gen(function* () {
      const bodies: ReadonlyArray<FakeReply["body"]> = [
        "abcdefghi",
        new TextEncoder().encode("abcdefghi"),
        Stream.make("abc", "def", "ghi"),
        Stream.rechunk(Stream.make("abc", "def", "ghi"), 1)
      ]
      for (const body of bodies) {
        for (const bytes of [0, 1, 3, 4, 8, 9, 20]) {
          const reply = { ...abc, body }
          const expected = "abcdefghi".slice(0, bytes)
          const truncated = yield* heard(Fault.truncate({}, bytes), reply)
          assert.deepStrictEqual([truncated.body, truncated.end], [expected, "Whole"])
          const cut = yield* heard(Fault.cut({}, bytes), reply)
          assert.deepStrictEqual([cut.body, cut.end], [expected, "Cut"])
        }
        const stalling = yield* serve([Fault.stall({}, 4)], { ...abc, body })
        const stalled = yield* ask(stalling.baseUrl, "GET", 4)
        assert.deepStrictEqual([stalled.body, stalled.end], ["abcd", "Open"])
      }
    })
  )

  it.scopedLive("a cut body has its headers; one of no bytes that never comes is cut too", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* heard(Fault.cut({}, 2))).status, 200)
      const silent = yield* heard(Fault.cut({}, 0), { ...abc, body: Stream.never })
      assert.strictEqual(silent.end, "Cut")
    })
  )

  it.scopedLive("an endless body is cut and truncated as well", () =>
    Effect.gen(function* () {
      const endless = { ...abc, body: Stream.forever(Stream.make("abc")) }
      assert.strictEqual((yield* heard(Fault.truncate({}, 5), endless)).body, "abcab")
      assert.strictEqual((yield* heard(Fault.cut({}, 5), endless)).body, "abcab")
    })
  )

  it.scopedLive("hangUp gives no answer to a request that was handled", () =>
    Effect.gen(function* () {
      const fake = yield* serve([Fault.hangUp({})])
      const { end, status } = yield* ask(fake.baseUrl)
      assert.deepStrictEqual([status, end, fake.handled()], [0, "Cut", 1])
    })
  )

  it.scopedLive("reply, status and html answer instead of the stand-in", () =>
    Effect.gen(function* () {
      const fake = yield* serve([
        Fault.reply({ path: /reply/ }, { status: 201, body: "own" }),
        Fault.status({ path: /status/ }, 429, { error: "slow" }, { "retry-after": "1" }),
        Fault.html({ path: /html/ }, 403, "<html>")
      ])
      assert.deepInclude(yield* ask(`${fake.baseUrl}/reply`), { status: 201, body: "own" })
      assert.deepInclude(yield* ask(`${fake.baseUrl}/status`), {
        status: 429,
        body: '{"error":"slow"}'
      })
      assert.deepInclude(yield* ask(`${fake.baseUrl}/html`), { status: 403, body: "<html>" })
      assert.strictEqual(fake.handled(), 0)
      const headers = yield* Effect.promise(() => fetch(`${fake.baseUrl}/status`))
      assert.strictEqual(headers.headers.get("retry-after"), "1")
    })
  )

  it.scopedLive("delay waits before the answer", () =>
    Effect.gen(function* () {
      const fake = yield* serve([Fault.delay({}, "1 minute")])
      const asking = yield* Effect.fork(ask(fake.baseUrl))
      yield* Effect.repeat(Effect.sleep("5 millis"), { until: () => fake.openReplies() === 1 })
      assert.strictEqual(fake.handled(), 0)
      yield* Fiber.interrupt(asking)
      const short = yield* heard(Fault.delay({}, "20 millis"))
      assert.strictEqual(short.body, "abcdefghi")
    })
  )

  it.scopedLive("pieces writes the body in pieces", () =>
    Effect.gen(function* () {
      const { body, end } = yield* heard(Fault.pieces({}, 2), { ...abc, body: "abcdefghi" })
      assert.deepStrictEqual([body, end], ["abcdefghi", "Whole"])
      const small = yield* Effect.scoped(Fault.pieces({}, 2).apply(Effect.succeed(abc)))
      const bytes = yield* Stream.runCollect(Fault.bodyStream(small.body))
      assert.deepStrictEqual(
        Array.from(bytes, (piece) => piece.length),
        [2, 1, 2, 1, 2, 1]
      )
    })
  )

  it.scopedLive("hits what it is aimed at: method, path, from and how often", () =>
    Effect.gen(function* () {
      const fake = yield* serve([
        Fault.status({ method: "POST" }, 501),
        Fault.status({ path: /^\/a\?x=/ }, 502),
        Fault.status({ path: /^\/b$/, skip: 1, times: 2 }, 503)
      ])
      const status = (path: string, method?: string) =>
        Effect.map(ask(`${fake.baseUrl}${path}`, method), (heard) => heard.status)
      assert.strictEqual(yield* status("/", "POST"), 501)
      assert.strictEqual(yield* status("/a?x=1"), 502)
      assert.strictEqual(yield* status("/a"), 200)
      const statuses = yield* Effect.forEach([1, 2, 3, 4], () => status("/b"))
      assert.deepStrictEqual(statuses, [200, 503, 503, 200])
      fake.addFault(Fault.status({}, 504))
      assert.strictEqual(yield* status("/c"), 504)
    })
  )

  it.scopedLive("several lie over each other", () =>
    Effect.gen(function* () {
      const fake = yield* serve([Fault.truncate({}, 6), Fault.pieces({}, 1), Fault.cut({}, 4)])
      assert.deepInclude(yield* ask(fake.baseUrl), { body: "abcd", end: "Cut" })
    })
  )
})

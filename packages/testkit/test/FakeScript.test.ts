import { connect } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as FakeScript from "@easel/testkit/FakeScript"
import * as FakeServer from "@easel/testkit/FakeServer"
import * as Fault from "@easel/testkit/Fault"
import * as TestPicture from "@easel/testkit/TestPicture"

const serve = (routes: FakeScript.Routes) =>
  Effect.gen(function* () {
    const script = FakeScript.make(routes)
    const server = yield* FakeServer.start(script)
    const get = (path: string, init?: RequestInit) =>
      Effect.promise(() => fetch(server.baseUrl + path, init))
    const read = (path: string, init?: RequestInit) =>
      Effect.flatMap(get(path, init), (response) => Effect.promise(() => response.text()))
    return { script, server, get, read }
  })

interface Wire {
  /** Everything that came, a character for each byte. */
  readonly text: string
  /** The server closed the connection. */
  readonly closed: boolean
}

/** What is really written: asks on a socket and leaves when `enough` says so. */
const onTheWire = (baseUrl: string, path: string, enough: (text: string) => boolean) =>
  Effect.async<Wire>((resume) => {
    const socket = connect(Number(new URL(baseUrl).port), "127.0.0.1")
    let text = ""
    const end = (closed: boolean) => {
      socket.destroy()
      resume(Effect.succeed({ text, closed }))
    }
    socket.setEncoding("latin1")
    socket.on("data", (data: string) => {
      text += data
      if (enough(text)) end(false)
    })
    socket.on("error", () => end(true))
    socket.on("close", () => end(true))
    socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`)
    return Effect.sync(() => socket.destroy())
  })

const wire = (routes: FakeScript.Routes, enough: (text: string) => boolean = () => false) =>
  Effect.flatMap(serve(routes), ({ server }) => onTheWire(server.baseUrl, "/", enough))

const hasEnd = (text: string) => text.endsWith("0\r\n\r\n")
const cat = new TextEncoder().encode("猫")

describe("FakeScript", () => {
  it.scopedLive("answers first this, then that", () =>
    Effect.gen(function* () {
      const { read, script } = yield* serve({
        "POST /jobs": FakeScript.json({ id: 1 }, { status: 202 }),
        "GET /jobs/1": [
          FakeScript.json("waiting"),
          FakeScript.repeated(FakeScript.json("working"), 2),
          ({ url }) => FakeScript.json(`${url.origin}/picture`)
        ]
      })
      const answers = yield* Effect.forEach([1, 2, 3], () => read("/jobs", { method: "POST" }))
      assert.deepStrictEqual(answers, ['{"id":1}', '{"id":1}', '{"id":1}'])
      const states = yield* Effect.forEach([1, 2, 3, 4], () => read("/jobs/1"))
      assert.deepStrictEqual(states.slice(0, 3), ['"waiting"', '"working"', '"working"'])
      assert.match(states[3] ?? "", /^"http:\/\/127\.0\.0\.1:\d+\/picture"$/)
      yield* script.verify
    })
  )

  it.scopedLive("sends status, usual headers and bodies of every kind", () =>
    Effect.gen(function* () {
      const picture = yield* TestPicture.draw({
        prompt: "",
        seed: 1,
        width: 8,
        height: 8,
        detail: 1
      })
      const own = { status: 418, headers: { "X-Own": "1", "Content-Type": "text/html" } }
      const { get } = yield* serve({
        "GET /json": FakeScript.json({ a: [1] }, { status: 202 }),
        "GET /text": FakeScript.text("<p>", own),
        "GET /bytes": FakeScript.bytes(Uint8Array.of(0, 255)),
        "GET /picture": FakeScript.bytes(picture.bytes),
        "GET /events": FakeScript.events([{ data: 1 }])
      })
      const heard = (path: string) =>
        Effect.flatMap(get(path), (response) =>
          Effect.map(
            Effect.promise(() => response.arrayBuffer()),
            (body) => ({
              status: response.status,
              type: response.headers.get("content-type"),
              own: response.headers.get("x-own"),
              body: Buffer.from(body)
            })
          )
        )
      assert.deepInclude(yield* heard("/json"), { status: 202, type: "application/json" })
      const text = yield* heard("/text")
      assert.deepInclude(text, { status: 418, type: "text/html", own: "1" })
      assert.strictEqual(text.body.toString(), "<p>")
      const bytes = yield* heard("/bytes")
      assert.deepStrictEqual([bytes.type, [...bytes.body]], ["application/octet-stream", [0, 255]])
      const image = yield* heard("/picture")
      assert.strictEqual(image.type, "image/png")
      assert.isTrue(image.body.equals(picture.bytes))
      assert.strictEqual((yield* heard("/events")).type, "text/event-stream")
    })
  )

  it.scopedLive("finds the first route that fits: segments, rest and query", () =>
    Effect.gen(function* () {
      const { read } = yield* serve({
        "GET /a/:id": FakeScript.text("one"),
        "GET /a/b": FakeScript.text("never"),
        "GET /q?x=1": FakeScript.text("query"),
        "GET /q": FakeScript.text("no query"),
        "DELETE /q": FakeScript.text("method"),
        "GET /files/*": FakeScript.text("rest")
      })
      assert.strictEqual(yield* read("/a/b?x=1"), "one")
      assert.strictEqual(yield* read("/q?y=2&x=1"), "query")
      assert.strictEqual(yield* read("/q?x=2"), "no query")
      assert.strictEqual(yield* read("/q", { method: "DELETE" }), "method")
      assert.strictEqual(yield* read("/files/a/b.png"), "rest")
      assert.include(yield* read("/a/"), "has no answer")
      assert.include(yield* read("/a/b/c"), "has no answer")
    })
  )

  it.scopedLive("says what was asked beyond the script, and what was never asked", () =>
    Effect.gen(function* () {
      const { get, read, script } = yield* serve({
        "GET /jobs": [FakeScript.json(1), FakeScript.json(2)],
        "GET /poll": [FakeScript.repeated(FakeScript.json(1), 3)],
        "GET /picture": FakeScript.text("")
      })
      for (const path of ["/jobs", "/jobs", "/jobs", "/poll"]) yield* get(path)
      assert.strictEqual((yield* get("/job?a=1")).status, 501)
      const line =
        "GET /job?a=1 has no answer: the script has only GET /jobs, GET /poll, GET /picture"
      assert.strictEqual(yield* read("/job?a=1"), line)
      const error = yield* Effect.flip(script.verify)
      assert.strictEqual(
        error.message,
        [
          'GET /jobs has no answer: "GET /jobs" was asked 3 times and has 2',
          `${line} (2 times)`,
          '"GET /poll" was asked for 1 of 3 times',
          '"GET /picture" was not asked for'
        ].join("\n")
      )
      assert.lengthOf(script.unmatched(), 2)
      assert.lengthOf(script.unused(), 2)
    })
  )

  it.scopedLive("a step that is left over is named", () =>
    Effect.gen(function* () {
      const { get, script } = yield* serve({
        "GET /": [FakeScript.json(1), FakeScript.repeated(FakeScript.json(2))]
      })
      yield* get("/")
      assert.deepStrictEqual(script.unused(), ['"GET /" (step 2 of 2) was not asked for'])
      yield* get("/")
      yield* script.verify
    })
  )

  it.scopedLive("writes server-sent events, each in its time", () =>
    Effect.gen(function* () {
      const { server } = yield* serve({
        "GET /": FakeScript.events([
          { comment: "hello", retry: 100 },
          { id: "1", event: "preview", data: { url: "a" }, after: "20 millis" },
          { data: "two\nlines" },
          "data: broken",
          { data: "late", after: "1 hour" }
        ])
      })
      const all = [
        ": hello\nretry: 100\n\n",
        'id: 1\nevent: preview\ndata: {"url":"a"}\n\n',
        "data: two\ndata: lines\n\n",
        "data: broken"
      ]
      const { text } = yield* onTheWire(server.baseUrl, "/", (text) => text.includes("broken"))
      const chunks = all.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`)
      assert.include(text, chunks.join(""))
      yield* Effect.repeat(
        Effect.sync(() => server.openReplies()),
        { until: (open) => open === 0, schedule: Schedule.spaced("5 millis") }
      )
      assert.isTrue(server.requests[0]?.abandoned)
    })
  )

  it.scopedLive("waits before a piece", () =>
    Effect.gen(function* () {
      const { text } = yield* wire(
        { "GET /": FakeScript.pieces(["now", { data: "later", after: "1 hour" }]) },
        (text) => text.includes("now")
      )
      assert.notInclude(text, "later")
      const whole = yield* wire(
        { "GET /": FakeScript.pieces(["now", { data: "later", after: "5 millis" }]) },
        hasEnd
      )
      assert.include(whole.text, "3\r\nnow\r\n5\r\nlater\r\n")
    })
  )

  it.scopedLive("writes a body in pieces that split a character", () =>
    Effect.gen(function* () {
      const { text } = yield* wire(
        { "GET /": FakeScript.text("猫", { faults: [Fault.pieces({}, 1)] }) },
        hasEnd
      )
      const chunks = Array.from(cat, (byte) => `1\r\n${String.fromCharCode(byte)}\r\n`)
      assert.include(text, chunks.join(""))
    })
  )

  it.scopedLive("breaks off, stalls, and gives no answer", () =>
    Effect.gen(function* () {
      const cut = yield* wire({
        "GET /": FakeScript.text("abcdef", { faults: [Fault.cut({}, 3)] })
      })
      assert.isTrue(cut.closed)
      assert.isTrue(cut.text.endsWith("3\r\nabc\r\n"))
      const hungUp = yield* wire({ "GET /": FakeScript.text("", { faults: [Fault.hangUp({})] }) })
      assert.deepStrictEqual(hungUp, { text: "", closed: true })
      const { server } = yield* serve({
        "GET /": FakeScript.text("abcdef", { faults: [Fault.stall({}, 2)] })
      })
      const stalled = yield* onTheWire(server.baseUrl, "/", (text) => text.includes("ab\r\n"))
      assert.isTrue(stalled.text.endsWith("2\r\nab\r\n"))
      assert.isFalse(stalled.closed)
    })
  )

  it.scopedLive("is silent for as long as it is told", () =>
    Effect.gen(function* () {
      const { server } = yield* serve({
        "GET /": FakeScript.text("", { faults: [Fault.delay({}, Duration.infinity)] })
      })
      const asking = yield* Effect.fork(onTheWire(server.baseUrl, "/", () => true))
      yield* Effect.repeat(
        Effect.sync(() => server.openReplies()),
        { until: (open) => open === 1, schedule: Schedule.spaced("5 millis") }
      )
      yield* Effect.sleep("50 millis")
      assert.strictEqual(server.openReplies(), 1)
      yield* Fiber.interrupt(asking)
    })
  )

  it.scopedLive("sends wrong, missing and doubled headers", () =>
    Effect.gen(function* () {
      const close = { connection: "close" }
      const head = (options: FakeScript.AnswerOptions) =>
        Effect.map(
          wire({
            "GET /": FakeScript.text("abc", {
              ...options,
              headers: { ...close, ...options.headers }
            })
          }),
          ({ text }) => text
        )
      assert.match(yield* head({}), /^content-length: 3\r$/m)
      const short = yield* head({ headers: { "Content-Length": "2" } })
      assert.match(short, /^content-length: 2\r$/m)
      assert.notMatch(short, /^content-length: 3\r$/m)
      const missing = yield* head({ headers: { "content-length": undefined } })
      assert.notInclude(missing, "content-length")
      assert.match(missing, /3\r\nabc\r\n0\r\n\r\n$/)
      assert.notInclude(yield* head({ headers: { "content-type": undefined } }), "content-type")
      const doubled = yield* head({ headers: { "x-id": ["a", "b"] } })
      assert.match(doubled, /^x-id: a\r\nx-id: b\r$/m)
    })
  )

  it.scopedLive("a client hears a body that is shorter than promised as broken", () =>
    Effect.gen(function* () {
      const { get } = yield* serve({
        "GET /": FakeScript.text("abc", {
          headers: { "content-length": "9", connection: "close" }
        })
      })
      const response = yield* get("/")
      const body = yield* Effect.either(Effect.tryPromise(() => response.text()))
      assert.strictEqual(body._tag, "Left")
    })
  )

  it.scopedLive("faults of the server lie over it, and those of an answer count as theirs do", () =>
    Effect.gen(function* () {
      const refused = FakeScript.json("ok", { faults: [Fault.status({ skip: 1, times: 1 }, 503)] })
      const script = FakeScript.make({ "GET /": refused })
      const server = yield* FakeServer.start(script, {
        faults: [Fault.headers({ skip: 2 }, { "X-Late": "1", "content-type": undefined })]
      })
      const heard = yield* Effect.forEach([1, 2, 3], () =>
        Effect.promise(async () => {
          const { headers, status } = await fetch(server.baseUrl)
          return [status, headers.get("x-late"), headers.get("content-type")]
        })
      )
      assert.deepStrictEqual(heard, [
        [200, null, "application/json"],
        [503, null, "application/json"],
        [200, "1", null]
      ])
    })
  )
})

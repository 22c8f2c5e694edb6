import { connect } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Logger from "effect/Logger"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { Cut, type FakeService } from "@easel/core/Fake"
import * as FakeServer from "@easel/testkit/FakeServer"

const hello: FakeService = { handle: () => Effect.succeed({ status: 200, body: "hello" }) }

const get = (url: string, init?: RequestInit) => Effect.promise(() => fetch(url, init))
const text = (response: Response) => Effect.promise(() => response.text())

const eventually = (condition: () => boolean) =>
  Effect.sync(condition).pipe(Effect.repeat({ until: (met) => met, schedule: Schedule.spaced(5) }))

describe("FakeServer", () => {
  it.scopedLive("answers, and keeps what it was asked", () =>
    Effect.gen(function* () {
      const fake = yield* FakeServer.start(hello)
      assert.match(fake.baseUrl, /^http:\/\/127\.0\.0\.1:\d+$/)
      const response = yield* get(`${fake.baseUrl}/a?b=c`, {
        method: "POST",
        body: "猫",
        headers: { "X-Own": "1" }
      })
      assert.strictEqual(yield* text(response), "hello")
      const [request] = fake.requests
      assert.strictEqual(request?.method, "POST")
      assert.strictEqual(request?.url.href, `${fake.baseUrl}/a?b=c`)
      assert.strictEqual(request?.text, "猫")
      assert.strictEqual(request?.headers["x-own"], "1")
      assert.isFalse(request?.abandoned)
    })
  )

  it.scopedLive("serves bytes and streams", () =>
    Effect.gen(function* () {
      const bytes = Uint8Array.of(0, 255, 1)
      const bodies = [bytes, Stream.make(bytes.subarray(0, 1), bytes.subarray(1))]
      for (const body of bodies) {
        const fake = yield* FakeServer.start({
          handle: () => Effect.succeed({ status: 201, headers: { "x-own": "1" }, body })
        })
        const response = yield* get(fake.baseUrl)
        assert.strictEqual(response.status, 201)
        assert.strictEqual(response.headers.get("x-own"), "1")
        const buffer = yield* Effect.promise(() => response.arrayBuffer())
        assert.deepStrictEqual(new Uint8Array(buffer), bytes)
      }
    })
  )

  it.scopedLive("sends the headers and each piece at once", () =>
    Effect.gen(function* () {
      const body = Stream.concat(Stream.make("first"), Stream.never)
      const fake = yield* FakeServer.start({ handle: () => Effect.succeed({ status: 200, body }) })
      const controller = new AbortController()
      const response = yield* get(fake.baseUrl, { signal: controller.signal })
      const piece = yield* Effect.promise(async () => response.body?.getReader().read())
      assert.strictEqual(new TextDecoder().decode(piece?.value), "first")
      assert.strictEqual(fake.openReplies(), 1)
      controller.abort()
      yield* eventually(() => fake.openReplies() === 0)
      assert.isTrue(fake.requests[0]?.abandoned)
    })
  )

  it.scopedLive("a body that fails destroys the socket", () =>
    Effect.gen(function* () {
      const body = Stream.concat(Stream.make("first"), Stream.fail(new Cut()))
      const fake = yield* FakeServer.start({ handle: () => Effect.succeed({ status: 200, body }) })
      const result = yield* Effect.tryPromise(async () => (await fetch(fake.baseUrl)).text()).pipe(
        Effect.either
      )
      assert.strictEqual(result._tag, "Left")
    })
  )

  it.scopedLive("the scope of a reply closes when it is done, or the client gone", () =>
    Effect.gen(function* () {
      const closed: Array<string> = []
      const fake = yield* FakeServer.start({
        handle: ({ url }) =>
          Effect.acquireRelease(Effect.void, () =>
            Effect.sync(() => closed.push(url.pathname))
          ).pipe(
            Effect.zipRight(url.pathname === "/hang" ? Effect.never : Effect.void),
            Effect.as({ status: 200, body: url.pathname === "/stall" ? Stream.never : "done" })
          )
      })
      yield* Effect.flatMap(get(`${fake.baseUrl}/done`), text)
      yield* eventually(() => closed.length === 1)
      for (const path of ["/hang", "/stall"]) {
        const controller = new AbortController()
        const before = fake.requests.length
        const answer = fetch(fake.baseUrl + path, { signal: controller.signal }).catch(
          () => undefined
        )
        yield* eventually(() => fake.requests.length > before && fake.openReplies() === 1)
        controller.abort()
        yield* Effect.promise(() => answer)
        yield* eventually(() => closed.at(-1) === path)
      }
    })
  )

  it.scopedLive("a client that does not read holds the body back", () =>
    Effect.gen(function* () {
      let written = 0
      const piece = new Uint8Array(64 * 1024)
      const body = Stream.repeatEffect(
        Effect.sync(() => {
          written += piece.length
          return piece
        })
      )
      const fake = yield* FakeServer.start({ handle: () => Effect.succeed({ status: 200, body }) })
      const socket = connect(Number(new URL(fake.baseUrl).port), "127.0.0.1")
      yield* Effect.addFinalizer(() => Effect.sync(() => socket.destroy()))
      socket.pause()
      socket.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")
      yield* eventually(() => written > 0)
      yield* Effect.sleep("200 millis")
      const before = written
      yield* Effect.sleep("100 millis")
      assert.strictEqual(written, before)
      socket.destroy()
      yield* eventually(() => fake.openReplies() === 0)
    })
  )

  it.live("closes everything with its scope, at once", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      let closed = 0
      const fake = yield* Scope.extend(
        FakeServer.start({
          handle: ({ url }) =>
            Effect.acquireRelease(Effect.void, () => Effect.sync(() => closed++)).pipe(
              Effect.zipRight(url.pathname === "/hang" ? Effect.never : Effect.void),
              Effect.as({ status: 200, body: url.pathname === "/rest" ? "done" : Stream.never })
            )
        }),
        scope
      )
      yield* Effect.flatMap(get(`${fake.baseUrl}/rest`), text)
      const answers = ["/hang", "/stall"].map((path) =>
        fetch(fake.baseUrl + path)
          .then((response) => response.text())
          .catch(() => "gone")
      )
      yield* eventually(() => fake.openReplies() === 2)
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual(closed, 3)
      assert.strictEqual(fake.openReplies(), 0)
      assert.strictEqual(fake.openSockets(), 0)
      assert.deepStrictEqual(yield* Effect.promise(() => Promise.all(answers)), ["gone", "gone"])
      const refused = yield* Effect.tryPromise(() => fetch(fake.baseUrl)).pipe(Effect.either)
      assert.strictEqual(refused._tag, "Left")
    })
  )

  it.scopedLive("takes the port it is given, and says when it can't have it", () =>
    Effect.gen(function* () {
      const first = yield* FakeServer.start(hello)
      const port = Number(new URL(first.baseUrl).port)
      const error = yield* Effect.flip(FakeServer.start(hello, { port }))
      assert.strictEqual(error._tag, "ListenError")
      assert.strictEqual(error.port, port)
      assert.include(error.message, "EADDRINUSE")
    })
  )

  it.scopedLive("a stand-in that breaks answers nothing instead of hanging", () =>
    Effect.gen(function* () {
      const fake = yield* FakeServer.start({ handle: () => Effect.die("bug") }).pipe(
        Effect.provide(Logger.remove(Logger.defaultLogger))
      )
      const result = yield* Effect.tryPromise((signal) => fetch(fake.baseUrl, { signal })).pipe(
        Effect.timeout("2 seconds"),
        Effect.either
      )
      assert.strictEqual(result._tag === "Left" && result.left._tag, "UnknownException")
    })
  )
})

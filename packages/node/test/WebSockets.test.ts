/** Web sockets of a `ServiceClient`, through the Node layer. */
import { assert, describe, it } from "@effect/vitest"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { WebSocket as UndiciWebSocket } from "undici"
import { Cut, type FakeReply } from "@easel/core/Fake"
import * as ServiceClient from "@easel/core/ServiceClient"
import * as NodeHttp from "@easel/node/NodeHttp"
import { ConnectProxy, FakeServer, Fault } from "@easel/testkit"

const key = "key-q7Zx0Kp3Vw"

const serve = (reply: FakeReply) => FakeServer.start({ handle: () => Effect.succeed(reply) })

const open = (baseUrl: string, options: Partial<ServiceClient.Options> = {}) =>
  Effect.flatMap(
    ServiceClient.make({ provider: "test", baseUrl: new URL(baseUrl), ...options }),
    (client) => client.openMessages({ path: "/ws", query: { clientId: "a b" }, phase: "Wait" })
  )

const eventually = (condition: () => boolean) =>
  Effect.sync(condition).pipe(Effect.repeat({ until: (met) => met, schedule: Schedule.spaced(5) }))

const endless: FakeReply = { status: 101, body: Stream.never }

describe("web sockets", () => {
  it.scopedLive("gives texts and bytes, and sends texts", () =>
    Effect.gen(function* () {
      const heard = yield* Queue.unbounded<string | Uint8Array>()
      const fake = yield* serve({
        status: 101,
        body: Stream.concat(Stream.make("text", Uint8Array.of(0, 255)), Stream.fromQueue(heard)),
        hear: (message) => Queue.offer(heard, message)
      })
      const { send, take } = yield* open(fake.baseUrl)
      const first = [...(yield* take)]
      while (first.length < 2) first.push(...(yield* take))
      assert.deepStrictEqual(first, ["text", Uint8Array.of(0, 255)])
      yield* send("echo")
      assert.deepStrictEqual(yield* take, ["echo"])
    }).pipe(Effect.provide(NodeHttp.layer))
  )

  it.scopedLive("sends path, query and credentials to the base URL's own path", () =>
    Effect.gen(function* () {
      const fake = yield* serve(endless)
      yield* open(`${fake.baseUrl}/below/`, {
        token: Redacted.make(key),
        headers: { "x-own": "1" }
      })
      const [request] = fake.requests
      assert.strictEqual(request?.url.pathname, "/below/ws")
      assert.strictEqual(request?.url.searchParams.get("clientId"), "a b")
      assert.strictEqual(request?.headers["authorization"], `Bearer ${key}`)
      assert.strictEqual(request?.headers["x-own"], "1")
    }).pipe(Effect.provide(NodeHttp.layer))
  )

  it.scopedLive("what can't be opened is a TransportError", () =>
    Effect.gen(function* () {
      const fake = yield* serve({ status: 401, body: `no ${key}` })
      const error = yield* Effect.flip(open(fake.baseUrl, { token: Redacted.make(key) }))
      assert.strictEqual(error._tag, "TransportError")
      assert.notInclude(error.message, key)
      fake.addFault(Fault.hangUp({}))
      assert.strictEqual((yield* Effect.flip(open(fake.baseUrl)))._tag, "TransportError")
      yield* eventually(() => fake.openSockets() === 0)
    }).pipe(Effect.provide(NodeHttp.layer))
  )

  it.scopedLive("messages that came before a break are given first", () =>
    Effect.gen(function* () {
      const fake = yield* serve({
        status: 101,
        body: Stream.concat(Stream.make("last"), Stream.fail(new Cut()))
      })
      const { take } = yield* open(fake.baseUrl)
      yield* eventually(() => fake.openReplies() === 0)
      assert.deepStrictEqual(yield* take, ["last"])
      const error = yield* Effect.flip(take)
      assert.strictEqual(error._tag === "TransportError" && error.reason, "Cut")
      assert.strictEqual((yield* Effect.flip(take))._tag, "TransportError")
    }).pipe(Effect.provide(NodeHttp.layer))
  )

  it.scopedLive("closes with its scope, whether or not the other side says goodbye", () =>
    Effect.gen(function* () {
      const fake = yield* serve(endless)
      const fiber = yield* Effect.fork(
        Effect.scoped(Effect.flatMap(open(fake.baseUrl), ({ take }) => take))
      )
      yield* eventually(() => fake.openReplies() === 1)
      yield* Fiber.interrupt(fiber)
      yield* eventually(() => fake.openReplies() === 0 && fake.openSockets() === 0)
      assert.isTrue(fake.requests[0]?.abandoned)
    }).pipe(Effect.provide(NodeHttp.layer))
  )

  it.scopedLive("an interruption while it opens closes the connection", () =>
    Effect.gen(function* () {
      const fake = yield* FakeServer.start({ handle: () => Effect.never })
      const fiber = yield* Effect.fork(Effect.scoped(open(fake.baseUrl)))
      yield* eventually(() => fake.requests.length === 1)
      yield* Fiber.interrupt(fiber)
      yield* eventually(() => fake.openSockets() === 0)
    }).pipe(Effect.provide(NodeHttp.layer))
  )

  it.scopedLive("goes through the proxy of the environment", () =>
    Effect.gen(function* () {
      const fake = yield* serve({ status: 101, body: Stream.make("text") })
      const proxy = yield* ConnectProxy.start()
      const layer = Layer.provide(
        NodeHttp.layer,
        Layer.setConfigProvider(ConfigProvider.fromMap(new Map([["EASEL_PROXY", proxy.url]])))
      )
      const messages = yield* Effect.scoped(
        Effect.flatMap(open(fake.baseUrl), ({ take }) => take)
      ).pipe(Effect.provide(layer))
      assert.deepStrictEqual(messages, ["text"])
      assert.strictEqual(proxy.targets.length, 1)
    })
  )

  it.scopedLive("is closed when more waits than may, before its scope ends", () =>
    Effect.gen(function* () {
      const piece = new Uint8Array(8 * 2 ** 20)
      const fake = yield* serve({
        status: 101,
        body: Stream.concat(Stream.repeatValue(piece).pipe(Stream.take(9)), Stream.never)
      })
      const { take } = yield* open(fake.baseUrl)
      yield* eventually(() => fake.openSockets() === 0)
      yield* take
      assert.include((yield* Effect.flip(take)).message, "more messages came than were read")
    }).pipe(Effect.provide(NodeHttp.layer))
  )

  it.scopedLive("a client that offers none sends no credentials by other means", () =>
    Effect.gen(function* () {
      const fake = yield* serve(endless)
      const token = Redacted.make(key)
      const error = yield* Effect.flip(open(fake.baseUrl, { token }))
      assert.strictEqual(error._tag === "TransportError" && error.reason, "Refused")
      assert.strictEqual(fake.requests.length, 0)
    }).pipe(Effect.provide(FetchHttpClient.layer))
  )

  it.scopedLive("where none is offered the platform's own is used, without headers", () =>
    Effect.gen(function* () {
      const own = globalThis.WebSocket
      yield* Effect.acquireRelease(
        Effect.sync(() => Object.assign(globalThis, { WebSocket: own ?? UndiciWebSocket })),
        () => Effect.sync(() => Object.assign(globalThis, { WebSocket: own }))
      )
      const fake = yield* serve({ status: 101, body: Stream.make("text", Uint8Array.of(1)) })
      const { take } = yield* open(fake.baseUrl)
      const messages = [...(yield* take)]
      if (messages.length < 2) messages.push(...(yield* take))
      assert.deepStrictEqual(messages, ["text", Uint8Array.of(1)])
    }).pipe(Effect.provide(FetchHttpClient.layer))
  )

  it.scopedLive("does not go around the proxy of one provider", () =>
    Effect.gen(function* () {
      const fake = yield* serve(endless)
      const error = yield* Effect.flip(open(fake.baseUrl, { proxy: "http://127.0.0.1:9" }))
      assert.strictEqual(error._tag === "TransportError" && error.reason, "Refused")
      assert.strictEqual(fake.requests.length, 0)
    }).pipe(Effect.provide(NodeHttp.layer))
  )
})

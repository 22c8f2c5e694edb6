import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { WebSocket } from "ws"
import { Cut, type FakeReply } from "@easel/core/Fake"
import * as FakeServer from "@easel/testkit/FakeServer"
import * as Fault from "@easel/testkit/Fault"

interface Heard {
  readonly messages: Array<string | Uint8Array>
  /** The close code, or the status of an answer that opens nothing. */
  readonly end: Deferred.Deferred<number>
  readonly socket: WebSocket
}

/** A client that keeps what it hears. */
const connect = ({ baseUrl }: FakeServer.RunningFake, path = "/ws?a=b") =>
  Effect.gen(function* () {
    const end = yield* Deferred.make<number>()
    const messages: Array<string | Uint8Array> = []
    const socket = yield* Effect.acquireRelease(
      Effect.sync(() => new WebSocket(baseUrl.replace("http", "ws") + path)),
      (socket) => Effect.sync(() => socket.terminate())
    )
    socket.on("message", (data: Buffer, isBinary: boolean) => {
      messages.push(isBinary ? new Uint8Array(data) : data.toString("utf8"))
    })
    socket.on("close", (code) => Deferred.unsafeDone(end, Effect.succeed(code)))
    socket.on("unexpected-response", (_, response) => {
      Deferred.unsafeDone(end, Effect.succeed(response.statusCode ?? 0))
    })
    socket.on("error", () => {})
    return { messages, end, socket } satisfies Heard
  })

const serve = (reply: FakeReply, options?: FakeServer.Options) =>
  FakeServer.start({ handle: () => Effect.succeed(reply) }, options)

const two: FakeReply = { status: 101, body: Stream.make("text", Uint8Array.of(0, 255)) }

const eventually = (condition: () => boolean) =>
  Effect.sync(condition).pipe(Effect.repeat({ until: (met) => met, schedule: Schedule.spaced(5) }))

describe("FakeServer, web sockets", () => {
  it.scopedLive("each piece is a message, the end of the body closes", () =>
    Effect.gen(function* () {
      const fake = yield* serve(two)
      const { end, messages } = yield* connect(fake)
      assert.strictEqual(yield* Deferred.await(end), 1000)
      assert.deepStrictEqual(messages, ["text", Uint8Array.of(0, 255)])
      const [request] = fake.requests
      assert.strictEqual(request?.method, "GET")
      assert.strictEqual(request?.url.search, "?a=b")
      assert.strictEqual(request?.headers["upgrade"], "websocket")
      assert.isFalse(request?.abandoned)
    })
  )

  it.scopedLive("hears what the client sends", () =>
    Effect.gen(function* () {
      const heard = yield* Queue.unbounded<string | Uint8Array>()
      const fake = yield* serve({
        status: 101,
        body: Stream.map(Stream.fromQueue(heard), (message) => `got ${String(message)}`),
        hear: (message) => Queue.offer(heard, message)
      })
      const { messages, socket } = yield* connect(fake)
      socket.on("open", () => {
        socket.send("one")
        socket.send(Uint8Array.of(1, 2))
      })
      yield* eventually(() => messages.length === 2)
      assert.deepStrictEqual(messages, ["got one", "got 1,2"])
    })
  )

  it.scopedLive("a client that leaves ends the reply, and counts as gone", () =>
    Effect.gen(function* () {
      const fake = yield* serve({
        status: 101,
        body: Stream.concat(Stream.make("first"), Stream.never)
      })
      const { messages, socket } = yield* connect(fake)
      yield* eventually(() => messages.length === 1)
      assert.strictEqual(fake.openReplies(), 1)
      socket.close()
      yield* eventually(() => fake.openReplies() === 0 && fake.openSockets() === 0)
      assert.isTrue(fake.requests[0]?.abandoned)
    })
  )

  it.scopedLive("another status is a usual answer", () =>
    Effect.gen(function* () {
      const fake = yield* serve({ status: 404, body: "no such address" })
      const { end } = yield* connect(fake)
      assert.strictEqual(yield* Deferred.await(end), 404)
      yield* eventually(() => fake.openSockets() === 0)
    })
  )

  it.scopedLive("a body that fails breaks the connection after what was sent", () =>
    Effect.gen(function* () {
      const fake = yield* serve({
        status: 101,
        body: Stream.concat(Stream.make("first"), Stream.fail(new Cut()))
      })
      const { end, messages } = yield* connect(fake)
      // 1006: no goodbye was said.
      assert.strictEqual(yield* Deferred.await(end), 1006)
      assert.deepStrictEqual(messages, ["first"])
    })
  )

  it.scopedLive("faults lie over them as over any other request", () =>
    Effect.gen(function* () {
      const fake = yield* serve(two, { faults: [Fault.status({ times: 1 }, 503)] })
      const refused = yield* connect(fake)
      assert.strictEqual(yield* Deferred.await(refused.end), 503)
      fake.addFault(Fault.cut({ times: 1 }, 2))
      const cut = yield* connect(fake)
      assert.strictEqual(yield* Deferred.await(cut.end), 1006)
      assert.deepStrictEqual(cut.messages, [new TextEncoder().encode("te")])
      fake.addFault(Fault.hangUp({ times: 1 }))
      const hungUp = yield* connect(fake)
      assert.strictEqual(yield* Deferred.await(hungUp.end), 1006)
      const good = yield* connect(fake)
      assert.strictEqual(yield* Deferred.await(good.end), 1000)
    })
  )

  it.live("the end of its scope ends every web socket", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const client = yield* Effect.scoped(
          Effect.gen(function* () {
            const fake = yield* serve({ status: 101, body: Stream.never })
            const client = yield* connect(fake)
            yield* eventually(() => client.socket.readyState === WebSocket.OPEN)
            return client
          })
        )
        assert.strictEqual(yield* Deferred.await(client.end), 1006)
      })
    )
  )
})

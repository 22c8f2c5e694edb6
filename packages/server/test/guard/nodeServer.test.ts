import * as HttpServer from "@effect/platform/HttpServer"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as nodeServer from "../../src/internal/nodeServer.js"
import { Patience } from "../../src/internal/Patience.js"
import { open, statuses } from "./support/rawHttp.js"
import { eventually } from "./support/testGateway.js"

const short = Duration.millis(100)

const flood = (closed: Deferred.Deferred<void>) =>
  HttpServerResponse.stream(
    Stream.repeatEffect(Effect.succeed(new Uint8Array(64 * 1024))).pipe(
      Stream.ensuring(Deferred.succeed(closed, undefined))
    )
  )

const app = (closed: Deferred.Deferred<void>) =>
  Effect.gen(function* () {
    const { url } = yield* HttpServerRequest.HttpServerRequest
    switch (url) {
      case "/wait":
        yield* Effect.sleep("600 millis").pipe(
          Effect.onInterrupt(() => Deferred.succeed(closed, undefined))
        )
        return HttpServerResponse.text("done")
      case "/late-flood":
        yield* Effect.sleep("300 millis")
        return flood(closed)
      case "/flood":
        return flood(closed)
      case "/large":
        yield* Effect.addFinalizer(() => Deferred.succeed(closed, undefined))
        return HttpServerResponse.uint8Array(new Uint8Array(50_000_000))
      case "/never":
        return yield* Effect.never.pipe(
          Effect.onInterrupt(() => Deferred.succeed(closed, undefined))
        )
      default:
        return HttpServerResponse.text("done")
    }
  })

/** A server that has little patience, unless it is told to have some. */
const serve = (patience: Partial<typeof Patience.Service> = {}) =>
  Effect.gen(function* () {
    const closed = yield* Deferred.make<void>()
    const usual = yield* Patience
    const context = yield* Layer.build(
      HttpServer.serve(app(closed).pipe(Effect.interruptible)).pipe(
        Layer.provideMerge(nodeServer.layer({ host: "127.0.0.1", port: 0 })),
        Layer.provide(
          Layer.succeed(Patience, { ...usual, check: Duration.millis(20), ...patience })
        )
      )
    )
    const server = Context.get(context, nodeServer.NodeServer)
    const { address } = Context.get(context, HttpServer.HttpServer)
    const port = address._tag === "TcpAddress" ? address.port : 0
    const connections = Effect.async<number>((resume) => {
      server.getConnections((_, count) => resume(Effect.succeed(count)))
    })
    return { closed: Deferred.await(closed), connections, port }
  })

const get = (path: string, headers = "") => `GET ${path} HTTP/1.1\r\nHost: a\r\n${headers}\r\n`

describe("a client that is slow", () => {
  it.scopedLive("to say anything at all is sent away", () =>
    Effect.gen(function* () {
      const server = yield* serve({ headers: short })
      const socket = yield* open(server.port)
      yield* socket.closed
      assert.deepStrictEqual(statuses(socket.received()), [408])
    })
  )

  it.scopedLive("with its headers, a bit at a time, is sent away", () =>
    Effect.gen(function* () {
      const server = yield* serve({ headers: Duration.millis(200) })
      const socket = yield* open(server.port)
      yield* socket.send("GET / HTTP/1.1\r\nHost: a\r\n")
      yield* socket
        .send("X-A: 1\r\n")
        .pipe(Effect.delay("10 millis"), Effect.forever, Effect.raceFirst(socket.closed))
      assert.deepStrictEqual(statuses(socket.received()), [408])
    })
  )

  it.scopedLive("with a request that is answered already is cut off after a while", () =>
    Effect.gen(function* () {
      const server = yield* serve({ linger: short })
      const socket = yield* open(server.port)
      yield* socket.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
      assert.deepStrictEqual(statuses(yield* socket.until(/done/)), [200])
      yield* socket
        .send("x")
        .pipe(Effect.delay("10 millis"), Effect.forever, Effect.raceFirst(socket.closed))
      yield* Effect.repeat(server.connections, { until: (count) => count === 0 })
    })
  )

  it.scopedLive("to ask again gives its connection back", () =>
    Effect.gen(function* () {
      const server = yield* serve({ keepAlive: short })
      const socket = yield* open(server.port)
      yield* socket.send(get("/") + get("/"))
      yield* socket.closed
      assert.deepStrictEqual(statuses(socket.received()), [200, 200])
    })
  )
})

describe("a client that does not read", () => {
  it.scopedLive("what is streamed to it is cut off, and the stream ends", () =>
    Effect.gen(function* () {
      const server = yield* serve({ stall: short })
      const socket = yield* open(server.port)
      socket.socket.pause()
      yield* socket.send(get("/flood"))
      yield* server.closed
      yield* Effect.repeat(server.connections, { until: (count) => count === 0 })
    })
  )

  it.scopedLive("what is streamed to it after a long wait is cut off too", () =>
    Effect.gen(function* () {
      const server = yield* serve({ stall: short })
      const socket = yield* open(server.port)
      socket.socket.pause()
      yield* socket.send(get("/late-flood"))
      yield* server.closed
    })
  )

  it.scopedLive("for a moment loses nothing", () =>
    Effect.gen(function* () {
      const server = yield* serve({ stall: Duration.seconds(5) })
      const socket = yield* open(server.port)
      socket.socket.pause()
      yield* socket.send(get("/flood"))
      yield* Effect.sleep("200 millis")
      socket.socket.resume()
      yield* eventually(() => socket.received().length > 20_000_000)
    })
  )
})

describe("a client that waits", () => {
  it.scopedLive("for its answer may do so for longer than a stalled one", () =>
    Effect.gen(function* () {
      const server = yield* serve({ stall: short })
      const socket = yield* open(server.port)
      yield* socket.send(get("/wait"))
      assert.deepStrictEqual(statuses(yield* socket.until(/done/)), [200])
    })
  )
})

describe("a client that is gone", () => {
  it.scopedLive("in the middle of a large answer ends it, with all that hangs on it", () =>
    Effect.gen(function* () {
      const server = yield* serve()
      const socket = yield* open(server.port)
      yield* socket.send(get("/large"))
      yield* socket.until(/HTTP/)
      socket.socket.destroy()
      yield* server.closed
    })
  )

  it.scopedLive("ends what it asked for", () =>
    Effect.gen(function* () {
      const server = yield* serve()
      const socket = yield* open(server.port)
      yield* socket.send(get("/never"))
      yield* Effect.sleep("50 millis")
      socket.socket.destroy()
      yield* server.closed
    })
  )

  it.scopedLive("by half, and sends no more, does not hold the server", () =>
    Effect.gen(function* () {
      const server = yield* serve()
      const socket = yield* open(server.port)
      yield* socket.send(get("/never"))
      yield* Effect.sleep("50 millis")
      socket.socket.end()
      yield* server.closed
      yield* Effect.repeat(server.connections, { until: (count) => count === 0 })
    })
  )

  it.scopedLive("in the middle of a body does not hold the server", () =>
    Effect.gen(function* () {
      const server = yield* serve()
      const socket = yield* open(server.port)
      yield* socket.send("POST /never HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf")
      yield* Effect.sleep("50 millis")
      socket.socket.end()
      yield* server.closed
      yield* Effect.repeat(server.connections, { until: (count) => count === 0 })
    })
  )
})

describe("a server", () => {
  it.scopedLive("takes an offer of another protocol for the request that it is", () =>
    Effect.gen(function* () {
      const server = yield* serve()
      const socket = yield* open(server.port)
      yield* socket.send(get("/", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"))
      assert.deepStrictEqual(statuses(yield* socket.until(/done/)), [200])
    })
  )

  it.scopedLive("answers who came before there was an app", () =>
    Effect.gen(function* () {
      const context = yield* Layer.build(nodeServer.layer({ host: "127.0.0.1", port: 0 }))
      const { address } = Context.get(context, HttpServer.HttpServer)
      const socket = yield* open(address._tag === "TcpAddress" ? address.port : 0)
      yield* socket.send(get("/"))
      yield* Effect.sleep("50 millis")
      const early = HttpServer.serve(Effect.succeed(HttpServerResponse.text("early")))
      yield* Layer.build(Layer.provide(early, Layer.succeedContext(context)))
      assert.deepStrictEqual(statuses(yield* socket.until(/early/)), [200])
    })
  )
})

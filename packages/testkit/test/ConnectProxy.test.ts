import { connect } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { FakeService } from "@easel/core/Fake"
import * as ConnectProxy from "@easel/testkit/ConnectProxy"
import * as FakeServer from "@easel/testkit/FakeServer"

const hello: FakeService = { handle: () => Effect.succeed({ status: 200, body: "hello" }) }

/** Everything that comes back for these lines, written at once. */
const say = (proxy: ConnectProxy.RunningProxy, ...lines: ReadonlyArray<string>) =>
  Effect.async<string>((resume) => {
    const { hostname, port } = new URL(proxy.url)
    const socket = connect(Number(port), hostname, () => socket.write(lines.join("\r\n")))
    let text = ""
    socket.on("data", (chunk) => (text += chunk.toString()))
    socket.on("error", (error) => (text += error.message))
    socket.on("close", () => resume(Effect.succeed(text)))
  })

const get = ["GET / HTTP/1.1", "host: space.test", "connection: close", "", ""]

describe("ConnectProxy", () => {
  it.scopedLive("makes tunnels to names that it alone knows, and keeps where they lead", () =>
    Effect.gen(function* () {
      const proxy = yield* ConnectProxy.start({ hosts: { "space.test": "127.0.0.1" } })
      const fake = yield* FakeServer.start(hello)
      const target = `space.test:${new URL(fake.baseUrl).port}`
      const text = yield* say(proxy, `CONNECT ${target} HTTP/1.1`, `host: ${target}`, "", ...get)
      assert.match(text, /^HTTP\/1.1 200 [\s\S]*hello$/)
      assert.deepStrictEqual(proxy.targets, [target])
      assert.lengthOf(fake.requests, 1)
    })
  )

  it.scopedLive("refuses without its credentials, by order, and without a tunnel", () =>
    Effect.gen(function* () {
      const lines = ["CONNECT a.test:1 HTTP/1.1", "host: a.test:1"]
      const locked = yield* ConnectProxy.start({ credentials: "me:secret" })
      assert.match(yield* say(locked, ...lines, "", ""), /^HTTP\/1.1 407 /)
      const login = `proxy-authorization: Basic ${Buffer.from("me:secret").toString("base64")}`
      const broken = yield* ConnectProxy.start({ credentials: "me:secret", refuse: 502 })
      assert.match(yield* say(broken, ...lines, login, "", ""), /^HTTP\/1.1 502 /)
      assert.deepStrictEqual(broken.targets, ["a.test:1"])
      assert.match(yield* say(broken, ...get), /^HTTP\/1.1 405 /)
      assert.deepStrictEqual(broken.plainRequests, ["/"])
    })
  )

  it.scopedLive("is gone when it was stopped", () =>
    Effect.gen(function* () {
      const proxy = yield* ConnectProxy.start()
      yield* proxy.stop
      assert.include(yield* say(proxy, ...get), "ECONNREFUSED")
    })
  )
})

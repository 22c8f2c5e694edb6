import { brotliCompressSync, gzipSync } from "node:zlib"
import * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Stream from "effect/Stream"
import type { FakeService } from "@easel/core/Fake"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import * as ServiceClient from "@easel/core/ServiceClient"
import * as NodeHttp from "@easel/node/NodeHttp"
import * as ConnectProxy from "@easel/testkit/ConnectProxy"
import * as FakeServer from "@easel/testkit/FakeServer"

const environment = (variables: Record<string, string>) =>
  Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables))))

const ok: FakeService = {
  handle: () =>
    Effect.succeed({ status: 200, headers: { "content-type": "application/json" }, body: "[1]" })
}

const get: ServiceClient.ServiceRequest = {
  method: "GET",
  path: "/",
  phase: "Wait",
  repeat: "Never"
}

const ask = (baseUrl: string, proxy?: string) =>
  Effect.gen(function* () {
    const client = yield* ServiceClient.make({ provider: "test", baseUrl: new URL(baseUrl), proxy })
    return yield* client.json(get, Schema.Array(Schema.Number))
  })

describe("NodeHttp", () => {
  it.scopedLive("goes through the proxy of the environment, in a tunnel", () =>
    Effect.gen(function* () {
      const proxy = yield* ConnectProxy.start()
      const fake = yield* FakeServer.start(ok)
      const host = new URL(fake.baseUrl).host
      for (const name of ["EASEL_PROXY", "HTTP_PROXY", "http_proxy"]) {
        const before = proxy.targets.length
        const answer = yield* ask(fake.baseUrl).pipe(
          Effect.provide(NodeHttp.layer),
          environment({ [name]: proxy.url })
        )
        assert.deepStrictEqual(answer, [1])
        assert.deepStrictEqual(proxy.targets.slice(before), [host], name)
      }
    })
  )

  it.scopedLive("reaches hosts of NO_PROXY, and all without a proxy, directly", () =>
    Effect.gen(function* () {
      const proxy = yield* ConnectProxy.start()
      const fake = yield* FakeServer.start(ok)
      const variables = [{}, { EASEL_PROXY: proxy.url, NO_PROXY: "127.0.0.1" }]
      for (const set of variables) {
        yield* ask(fake.baseUrl).pipe(Effect.provide(NodeHttp.layer), environment(set))
      }
      assert.strictEqual(fake.requests.length, 2)
      assert.deepStrictEqual(proxy.targets, [])
    })
  )

  it.scopedLive("goes through the proxy of a provider alone", () =>
    Effect.gen(function* () {
      const proxy = yield* ConnectProxy.start()
      const fake = yield* FakeServer.start(ok)
      yield* Effect.gen(function* () {
        yield* ask(fake.baseUrl)
        assert.deepStrictEqual(proxy.targets, [])
        yield* ask(fake.baseUrl, proxy.url)
        assert.deepStrictEqual(proxy.targets, [new URL(fake.baseUrl).host])
      }).pipe(Effect.provide(NodeHttp.layer), environment({}))
    })
  )

  it.scopedLive("a proxy that is down is an error, not a way around", () =>
    Effect.gen(function* () {
      const fake = yield* FakeServer.start(ok)
      const error = yield* ask(fake.baseUrl).pipe(
        Effect.provide(NodeHttp.layer),
        environment({ EASEL_PROXY: "http://127.0.0.1:1" }),
        Effect.flip
      )
      assert.strictEqual(error._tag, "TransportError")
      assert.strictEqual(fake.requests.length, 0)
    })
  )

  it.scopedLive("reads answers that were compressed unasked", () =>
    Effect.gen(function* () {
      const text = JSON.stringify(Array.from({ length: 5000 }, (_, index) => index))
      const encodings = { gzip: gzipSync(text), br: brotliCompressSync(text) }
      for (const [encoding, body] of Object.entries(encodings)) {
        const fake = yield* FakeServer.start({
          handle: () =>
            Effect.succeed({
              status: 200,
              headers: { "content-type": "application/json", "content-encoding": encoding },
              body
            })
        })
        const answer = yield* ask(fake.baseUrl).pipe(
          Effect.provide(NodeHttp.layer),
          environment({})
        )
        assert.strictEqual(answer.length, 5000, encoding)
      }
    })
  )

  it.scopedLive("a compressed body that is broken is an error", () =>
    Effect.gen(function* () {
      const whole = gzipSync(JSON.stringify(Array.from({ length: 5000 }, (_, index) => index)))
      const garbage = new TextEncoder().encode("no gzip at all")
      for (const body of [whole.subarray(0, 500), garbage]) {
        const fake = yield* FakeServer.start({
          handle: () =>
            Effect.succeed({ status: 200, headers: { "content-encoding": "gzip" }, body })
        })
        const error = yield* ask(fake.baseUrl).pipe(
          Effect.provide(NodeHttp.layer),
          environment({}),
          Effect.flip
        )
        assert.strictEqual(error._tag, "TransportError")
      }
    })
  )

  it.scopedLive("a small answer that unpacks to a huge one stops at the limit", () =>
    Effect.gen(function* () {
      const bomb = gzipSync(new Uint8Array(50_000_000))
      const fake = yield* FakeServer.start({
        handle: () =>
          Effect.succeed({ status: 200, headers: { "content-encoding": "gzip" }, body: bomb })
      })
      const error = yield* Effect.gen(function* () {
        const client = yield* ServiceClient.make({
          provider: "test",
          baseUrl: new URL(fake.baseUrl),
          maximumPictureBytes: 1_000_000
        })
        return yield* client.load(GeneratedImage.fromUrl("/a.png"))
      }).pipe(Effect.provide(NodeHttp.layer), environment({}), Effect.flip)
      assert.strictEqual(error._tag === "AssetError" && error.reason, "TooLarge")
    })
  )

  it.scopedLive("checks where a name leads before it connects", () =>
    Effect.gen(function* () {
      const fake = yield* FakeServer.start(ok)
      const error = yield* Effect.gen(function* () {
        const client = yield* ServiceClient.make({
          provider: "test",
          baseUrl: new URL("https://images.example.com")
        })
        const { port } = new URL(fake.baseUrl)
        return yield* client.load(GeneratedImage.fromUrl(`http://localhost:${port}/a.png`))
      }).pipe(Effect.provide(NodeHttp.layer), environment({}), Effect.flip)
      assert.strictEqual(error._tag === "AssetError" && error.reason, "ForbiddenAddress")
      assert.strictEqual(fake.requests.length, 0)
    })
  )

  it.scopedLive("closes its connections with its scope", () =>
    Effect.gen(function* () {
      const fake = yield* FakeServer.start(ok)
      yield* ask(fake.baseUrl).pipe(
        Effect.tap(() => Effect.sync(() => assert.strictEqual(fake.openSockets(), 1))),
        Effect.provide(NodeHttp.layer),
        environment({})
      )
      yield* Effect.repeat(Effect.sleep("5 millis"), { until: () => fake.openSockets() === 0 })
    })
  )

  it.scopedLive("holds back a service whose answer is not read", () =>
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
      yield* Effect.gen(function* () {
        const client = HttpClient.withScope(yield* HttpClient.HttpClient)
        const response = yield* client.get(fake.baseUrl)
        yield* Stream.runHead(response.stream.pipe(Stream.tap(() => Effect.sleep("300 millis"))))
        // What the buffers of two sockets hold, and not what 300 ms would make.
        assert.isBelow(written, 32 * 1024 * 1024)
      }).pipe(Effect.scoped, Effect.provide(NodeHttp.layer), environment({}))
    })
  )
})

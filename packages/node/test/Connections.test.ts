import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Deferred from "effect/Deferred"
import * as HttpClient from "@effect/platform/HttpClient"
import * as NodeHttp from "@easel/node/NodeHttp"
import { eventually, serve } from "./support.js"

const get = (url: string) =>
  Effect.flatMap(HttpClient.HttpClient, (client) =>
    Effect.flatMap(client.get(url), (response) => response.text)
  )

const provide = Effect.provide(NodeHttp.layer)

describe("the connections of the Node client", () => {
  it.scopedLive("serve one request after another on a few sockets", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => ({ status: 200, body: "hello" }))
      for (let index = 0; index < 20; index++) {
        assert.strictEqual(yield* get(fake.baseUrl), "hello")
      }
      assert.isAtMost(fake.openSockets(), 2)
    }).pipe(provide)
  )

  it.scopedLive("serve the second request of many jobs on the sockets of the first", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => ({ status: 200, body: "hello" }))
      const job = Effect.zipRight(get(fake.baseUrl), get(fake.baseUrl))
      yield* Effect.all(
        Array.from({ length: 100 }, () => job),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(fake.requests.length, 200)
      assert.isAtMost(fake.openSockets(), 100)
    }).pipe(provide)
  )

  it.scopedLive("are as many as there are requests at a time, and are used again", () =>
    Effect.gen(function* () {
      const go = yield* Deferred.make<void>()
      const fake = yield* serve(() => Effect.as(Deferred.await(go), { status: 200, body: "hello" }))
      const many = Effect.all(
        Array.from({ length: 50 }, () => get(fake.baseUrl)),
        { concurrency: "unbounded" }
      )
      const first = yield* Effect.fork(many)
      yield* eventually(() => fake.requests.length === 50)
      assert.strictEqual(fake.openSockets(), 50)
      yield* Deferred.succeed(go, undefined)
      yield* first
      yield* many
      assert.strictEqual(fake.requests.length, 100)
      assert.strictEqual(fake.openSockets(), 50)
    }).pipe(provide)
  )

  it.scopedLive("are made anew after the service has closed them", () =>
    Effect.gen(function* () {
      const close = { connection: "close" }
      const fake = yield* serve(() => ({ status: 200, headers: close, body: "hello" }))
      for (let index = 0; index < 5; index++) {
        assert.strictEqual(yield* get(fake.baseUrl), "hello")
      }
      yield* eventually(() => fake.openSockets() === 0)
      assert.strictEqual(fake.requests.length, 5)
    }).pipe(provide)
  )

  it.scopedLive("say when nobody listens, each time anew", () =>
    Effect.gen(function* () {
      const url = yield* Effect.scoped(
        Effect.map(
          serve(() => ({ status: 200, body: "hello" })),
          ({ baseUrl }) => baseUrl
        )
      )
      for (let index = 0; index < 3; index++) {
        const error = yield* Effect.flip(get(url))
        assert.strictEqual(error._tag, "RequestError")
      }
    }).pipe(provide)
  )
})

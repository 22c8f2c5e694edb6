import { assert, describe } from "@effect/vitest"
import { ConnectProxy } from "@easel/testkit"
import * as Effect from "effect/Effect"
import { generateAndLoad, setup, test } from "./support.js"

describe("the proxy", () => {
  test("carries submission, polls and download", () =>
    Effect.gen(function* () {
      const proxy = yield* ConnectProxy.start()
      const { fake, model } = yield* setup({ proxy: proxy.url })
      const asset = yield* generateAndLoad(model)
      assert.strictEqual(asset.mediaType, "image/png")
      assert.deepStrictEqual(
        fake.requests.map(({ url }) => url.pathname),
        ["/txt2img", "/progress", "/images/task-1.png"]
      )
      assert.isNotEmpty(proxy.targets)
      assert.isTrue(proxy.targets.every((target) => `http://${target}` === fake.baseUrl))
      assert.deepStrictEqual(proxy.plainRequests, [])
    }))

  test("that nobody answers at is a refused connection, tried again, with nothing sent", () =>
    Effect.gen(function* () {
      const proxy = yield* ConnectProxy.start()
      yield* proxy.stop
      const { fake, model } = yield* setup({ proxy: proxy.url, deadline: "15 seconds" })
      const error = yield* Effect.flip(generateAndLoad(model))
      assert.include(error, { _tag: "TransportError", phase: "Submit", reason: "Refused" })
      assert.include(error.message, `the proxy ${new URL(proxy.url).host} `)
      assert.lengthOf(fake.requests, 0)
    }))
})

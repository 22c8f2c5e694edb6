import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { collect, setup, test } from "./support.js"

describe("the headers", () => {
  test("are those of the service's public clients", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      yield* collect(model)
      assert.lengthOf(fake.requests, 2)
      for (const { headers, method } of fake.requests) {
        assert.strictEqual(method, "POST")
        assert.include(headers, {
          accept: "application/json",
          "cache-control": "no-cache",
          "content-type": "application/json",
          origin: fake.baseUrl,
          referer: fake.baseUrl,
          "x-requested-with": "XMLHttpRequest"
        })
        assert.property(headers, "accept-language")
        assert.match(headers["user-agent"] ?? "", /^Mozilla\/5\.0 /)
        assert.notProperty(headers, "cookie")
        assert.notProperty(headers, "traceparent")
        assert.notProperty(headers, "b3")
      }
    }))
})

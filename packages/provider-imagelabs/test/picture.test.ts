import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Fault } from "@easel/testkit"
import { collect, count, generateAndLoad, json, responseOf, setup, test } from "./support.js"

const browser = {
  cookie: Redacted.make("session=secret-session; cf_clearance=secret-clearance"),
  userAgent: Redacted.make("Mozilla/5.0 (a browser)")
}

describe("a picture", () => {
  test("is fetched with origin, referer and the credentials of the service", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ fault: "picture-refused", browser })
      yield* generateAndLoad(model)
      const download = fake.requests.at(-1)
      assert.include(download?.headers, {
        origin: fake.baseUrl,
        referer: fake.baseUrl,
        cookie: Redacted.value(browser.cookie),
        "user-agent": Redacted.value(browser.userAgent)
      })
    }))

  test("at another host gets origin and referer, but no cookie", () =>
    Effect.gen(function* () {
      const other = yield* setup()
      yield* collect(other.model)
      const replies = [json({ final_image_url: `${other.fake.baseUrl}/images/task-1.png` })]
      const { fake, model } = yield* setup({ replies, browser })
      const asset = yield* generateAndLoad(model)
      assert.strictEqual(asset.mediaType, "image/png")
      const download = other.fake.requests.at(-1)
      if (download?.method !== "GET") return assert.fail("the picture was not asked for")
      assert.include(download.headers, { origin: fake.baseUrl, referer: fake.baseUrl })
      assert.notProperty(download.headers, "cookie")
      assert.notInclude(JSON.stringify(download), "secret-")
      assert.notInclude(download.headers["user-agent"], "a browser")
    }))

  test("at another host gets no cookie by a redirect either", () =>
    Effect.gen(function* () {
      const other = yield* setup()
      yield* collect(other.model)
      const { fake, model } = yield* setup({ browser })
      const location = `${other.fake.baseUrl}/images/task-1.png`
      fake.addFault(
        Fault.reply({ method: "GET" }, { status: 302, headers: { location }, body: "" })
      )
      yield* generateAndLoad(model)
      assert.notProperty(other.fake.requests.at(-1)?.headers, "cookie")
    }))

  for (const address of [
    "http://169.254.169.254/x.png",
    "http://10.0.0.1/x.png",
    "http://[::ffff:10.0.0.1]/x.png",
    "file:///etc/hostname"
  ]) {
    test(`is not fetched from ${address}`, () =>
      Effect.gen(function* () {
        const { model } = yield* setup({ replies: [json({ final_image_url: address })] })
        const error = yield* Effect.flip(generateAndLoad(model))
        assert.include(error, { _tag: "AssetError", reason: "ForbiddenAddress" })
      }))
  }

  const endings = {
    "picture-missing": ["AssetError", "NotFound"],
    "picture-page": ["AssetError", "NotAnImage"],
    "picture-empty": ["AssetError", "NotAnImage"],
    "picture-too-large": ["AssetError", "TooLarge"],
    "picture-cut": ["TransportError", "Cut"],
    "private-url": ["AssetError", "ForbiddenAddress"]
  }
  for (const [fault, expected] of Object.entries(endings)) {
    test(`that can't be had is a typed error: ${fault}`, () =>
      Effect.gen(function* () {
        const { fake, model } = yield* setup({ fault })
        const error = yield* Effect.flip(generateAndLoad(model))
        const reason = "reason" in error ? error.reason : undefined
        assert.deepStrictEqual([error._tag, reason], expected)
        assert.deepStrictEqual([error.provider, error.model], ["imagelabs", "sdxl-turbo"])
        assert.strictEqual(count(fake, "/txt2img"), 1)
      }))
  }

  test("that is cut short is fetched again, then given up", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      const events = yield* collect(model)
      fake.addFault(Fault.cut({ method: "GET", times: 1 }, 40))
      const asset = yield* model.load(responseOf(events).images[0])
      assert.strictEqual(asset.mediaType, "image/png")
      fake.addFault(Fault.cut({ method: "GET" }, 40))
      const error = yield* Effect.flip(model.load(responseOf(events).images[0]))
      assert.include(error, { _tag: "TransportError", phase: "Download", reason: "Cut" })
      assert.strictEqual(count(fake, "/txt2img"), 1)
    }))

  test("that ends early without a word is cut short", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      fake.addFault(Fault.truncate({ method: "GET" }, 40))
      const error = yield* Effect.flip(generateAndLoad(model))
      assert.include(error, { _tag: "AssetError", reason: "NotAnImage" })
      assert.include(error.message, "cut short")
    }))

  test("behind Cloudflare says what to set and is not asked for in a loop", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      fake.addFault(Fault.html({ method: "GET" }, 403, "<html><title>Just a moment...</title>"))
      const error = yield* Effect.flip(generateAndLoad(model))
      assert.include(error, { _tag: "AssetError", reason: "Forbidden" })
      assert.include(error.message, "EASEL_IMAGELABS_COOKIE")
      assert.strictEqual(count(fake, "/images/task-1.png"), 1)
    }))

  test("has the media type of its bytes", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      const body = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0xff, 0xd9)
      const headers = { "content-type": "image/png" }
      fake.addFault(Fault.reply({ method: "GET" }, { status: 200, headers, body }))
      assert.strictEqual((yield* generateAndLoad(model)).mediaType, "image/jpeg")
    }))
})

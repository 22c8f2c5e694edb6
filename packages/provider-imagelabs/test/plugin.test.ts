import { assert, describe, it } from "@effect/vitest"
import { readFile } from "node:fs/promises"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import * as ImageModel from "@easel/core/ImageModel"
import plugin, { ImageLabs } from "@easel/provider-imagelabs"
import {
  collect,
  count,
  eventually,
  http,
  json,
  moment,
  responseOf,
  setup,
  test
} from "./support.js"

const withSettings = (settings: Readonly<Record<string, string>>) =>
  Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(settings))))

const build = (settings: Readonly<Record<string, string>>) =>
  plugin.make(ImageLabs.model).pipe(withSettings(settings))

describe("the plugin", () => {
  it("has every attribute of the seed document", () => {
    assert.include(plugin, {
      id: "imagelabs",
      label: "ImageLabs",
      url: "https://editor.imagelabs.net",
      apiEndpoint: "https://editor.imagelabs.net/txt2img",
      defaultModel: "sdxl-turbo",
      defaultImageModel: "sdxl-turbo"
    })
    assert.deepStrictEqual(plugin.imageModels, ["sdxl-turbo"])
    const [model] = plugin.models
    assert.include(model, {
      working: true,
      supportsStream: false,
      supportsSystemMessage: false,
      supportsMessageHistory: false
    })
    assert.deepStrictEqual(model.takes.size.default, { width: 1152, height: 896 })
    assert.isTrue(model.takes.negativePrompt)
  })

  it("answers the default model whatever was asked for", () => {
    assert.strictEqual(ImageLabs.getModel("any_model"), "sdxl-turbo")
  })

  it.effect("names the version of its package", () =>
    Effect.gen(function* () {
      const manifest = new URL("../package.json", import.meta.url)
      const text = yield* Effect.promise(() => readFile(manifest, "utf8"))
      assert.strictEqual(plugin.version, JSON.parse(text).version)
    })
  )

  test("reads the environment that its stand-in names", () =>
    Effect.gen(function* () {
      const { fake } = yield* setup()
      const stand = yield* plugin.fake ?? Effect.dieMessage("no stand-in")
      const model = yield* build(stand.environment(fake.baseUrl))
      assert.strictEqual(responseOf(yield* collect(model)).receipt.provider, "imagelabs")
    }))

  test("sends cookie and user agent of the environment", () =>
    Effect.gen(function* () {
      const { fake } = yield* setup()
      const model = yield* build({
        EASEL_IMAGELABS_BASE_URL: fake.baseUrl,
        EASEL_IMAGELABS_COOKIE: "session=abcdef",
        EASEL_IMAGELABS_USER_AGENT: "Mozilla/5.0 (mine)"
      })
      yield* collect(model)
      for (const { headers } of fake.requests) {
        assert.include(headers, { cookie: "session=abcdef", "user-agent": "Mozilla/5.0 (mine)" })
      }
    }))

  const refused = {
    "a cookie without its user agent": { EASEL_IMAGELABS_COOKIE: "session=abcdef" },
    "a user agent without its cookie": { EASEL_IMAGELABS_USER_AGENT: "Mozilla/5.0" },
    "a cookie with a line break": {
      EASEL_IMAGELABS_COOKIE: "session=abcdef\n",
      EASEL_IMAGELABS_USER_AGENT: "Mozilla/5.0"
    },
    "a poll interval below a second": { EASEL_IMAGELABS_POLL_INTERVAL: "900 millis" },
    "a deadline that is no time": { EASEL_IMAGELABS_DEADLINE: "soon" },
    "an address that is none": { EASEL_IMAGELABS_BASE_URL: "editor" }
  }
  for (const [name, settings] of Object.entries(refused)) {
    test(`refuses ${name}`, () =>
      Effect.gen(function* () {
        const text = String(yield* Effect.flip(build(settings)))
        assert.include(text, "EASEL_IMAGELABS_")
        assert.notInclude(text, "abcdef")
        if (name.includes("without")) {
          assert.include(text, "EASEL_IMAGELABS_COOKIE")
          assert.include(text, "EASEL_IMAGELABS_USER_AGENT")
        }
      }))
  }

  test("takes the deadline of the environment", () =>
    Effect.gen(function* () {
      const { fake } = yield* setup({ fault: "never-done", latency: "1 hour" })
      const model = yield* build({
        EASEL_IMAGELABS_BASE_URL: fake.baseUrl,
        EASEL_IMAGELABS_DEADLINE: "100 millis"
      })
      const error = yield* Effect.flip(collect(model))
      assert.include(error, { _tag: "GenerationTimeout", deadline: "Total" })
    }))
})

describe("the layers", () => {
  test("take options as values and as Config", () =>
    Effect.gen(function* () {
      const { fake } = yield* setup()
      const baseUrl = new URL(fake.baseUrl)
      const generate = ImageModel.generate({ prompt: "A cat" })
      const plain = yield* generate.pipe(Effect.provide(ImageLabs.layer({ baseUrl })))
      assert.lengthOf(plain.images, 1)
      const configured = ImageLabs.layerConfig({
        baseUrl: Config.url("ADDRESS"),
        deadline: Config.duration("DEADLINE")
      })
      const response = yield* generate.pipe(
        Effect.provide(configured),
        withSettings({ ADDRESS: fake.baseUrl, DEADLINE: "5 seconds" })
      )
      assert.lengthOf(response.images, 1)
    }))
})

describe("a request that the model can't do", () => {
  const refused = [
    ["three pictures", { count: 3 }, { _tag: "InvalidRequest", option: "count" }, "outside 1 to 1"],
    ["another model", { model: "flux" }, { _tag: "ModelNotFound", name: "flux" }, "sdxl-turbo"],
    ["steps", { steps: 20 }, { _tag: "InvalidRequest", option: "steps" }, "ImageLabs"],
    ["an odd size", { width: 513, height: 512 }, { _tag: "InvalidRequest" }, "512x512"],
    ["an empty prompt", { prompt: " " }, { _tag: "InvalidRequest" }, "prompt"]
  ] as const
  for (const [name, request, expected, text] of refused) {
    test(`is refused before anything is sent: ${name}`, () =>
      Effect.gen(function* () {
        const { fake, model } = yield* setup()
        const error = yield* Effect.flip(collect(model, { prompt: "x", ...request }))
        assert.include(error, expected)
        assert.include(error.message, text)
        assert.lengthOf(fake.requests, 0)
      }))
  }

  for (const options of [
    { subseed: "seven" },
    { subseed: -1 },
    { attention: 1 },
    { tiling: "yes" }
  ]) {
    test(`is refused for its options: ${JSON.stringify(options)}`, () =>
      Effect.gen(function* () {
        const { fake, model } = yield* setup()
        const request = JSON.parse(
          JSON.stringify({ prompt: "x", providerOptions: { imagelabs: options } })
        )
        const error = yield* Effect.flip(collect(model, request))
        assert.strictEqual(error._tag, "InvalidRequest")
        assert.include(error.message, `providerOptions.imagelabs.${Object.keys(options)[0]}`)
        assert.lengthOf(fake.requests, 0)
      }))
  }

  test("is warned of when the caller is lenient, never silently changed", () =>
    Effect.gen(function* () {
      const { model } = yield* setup()
      const events = yield* collect(model, { prompt: "x", model: "flux", lenient: true })
      assert.include(events[0], { _tag: "Warning", code: "Unsupported" })
      assert.strictEqual(responseOf(events).receipt.model, "sdxl-turbo")
    }))
})

describe("the poll interval", () => {
  it.scoped("is never shorter than its second, even when the server answers at once", () =>
    Effect.gen(function* () {
      const { fake } = yield* setup({ replies: [json({ status: "Processing" })] })
      const model = yield* ImageLabs.make({ baseUrl: new URL(fake.baseUrl) })
      const fiber = yield* Effect.fork(collect(model))
      const polls = (expected: number) =>
        Effect.gen(function* () {
          yield* eventually(() => count(fake, "/progress") >= expected && fake.openReplies() === 0)
          yield* moment
          assert.strictEqual(count(fake, "/progress"), expected)
        })
      yield* polls(1)
      yield* TestClock.adjust("999 millis")
      yield* polls(1)
      // The pauses are 1 to 1.1 seconds long, so the third poll comes 2 to 2.2 seconds after the first.
      yield* TestClock.adjust("150 millis")
      yield* polls(2)
      yield* TestClock.adjust("850 millis")
      yield* polls(2)
      yield* TestClock.adjust("300 millis")
      yield* polls(3)
      yield* Fiber.interrupt(fiber)
    }).pipe(Effect.provide(http))
  )

  test("may be shorter only where the program says so", () =>
    Effect.gen(function* () {
      const options = { pollInterval: Duration.millis(5) }
      const error = yield* Effect.flip(ImageLabs.make(options))
      assert.include(String(error), "at least 1s")
      yield* ImageLabs.make({ ...options, pollFloor: 0 })
    }))
})

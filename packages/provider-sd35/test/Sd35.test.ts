/** What the seed document names, and the rules beyond it. */
import { assert, describe, it } from "@effect/vitest"
import type { Input } from "@easel/core/ImageRequest"
import * as ImageModel from "@easel/core/ImageModel"
import type { ProviderOptions } from "@easel/core/ProviderOptions"
import * as ProviderRegistry from "@easel/core/ProviderRegistry"
import * as Receipt from "@easel/core/Receipt"
import plugin, { Sd35 } from "@easel/provider-sd35"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as Settings from "../src/internal/settings.js"
import { http, run } from "./support.js"

const events = (model: ImageModel.Service, request: Input) =>
  Effect.map(Stream.runCollect(model.stream(request)), (chunk) => [...chunk])

const sent = (request: Input) =>
  Effect.gen(function* () {
    const { model, server } = yield* run()
    const all = yield* events(model, request)
    const [post] = server.requests
    const body: unknown = JSON.parse(post?.text ?? "")
    const last = all.at(-1)
    assert.strictEqual(last?._tag, "ImageResponse")
    return { body, receipt: last?._tag === "ImageResponse" ? last.receipt : undefined, all }
  })

describe("the provider", () => {
  it("is who the seed document says", () => {
    assert.strictEqual(plugin.id, "sd35")
    assert.strictEqual(plugin.label, "StabilityAI SD-3.5-Large")
    assert.strictEqual(plugin.url, "https://stabilityai-stable-diffusion-3-5-large.hf.space")
    assert.strictEqual(Sd35.apiEndpoint, "/gradio_api/call/infer")
    assert.strictEqual(plugin.apiEndpoint, plugin.url + Sd35.apiEndpoint)
    assert.strictEqual(plugin.defaultModel, "stabilityai-stable-diffusion-3-5-large")
    assert.strictEqual(plugin.defaultImageModel, plugin.defaultModel)
    assert.isTrue(Sd35.model.working)
    assert.deepStrictEqual(plugin.modelAliases, {
      "sd-3.5": plugin.defaultModel,
      "sd-3.5-large": plugin.defaultModel
    })
  })

  it.scopedLive("is reached by each of its names", () =>
    Effect.gen(function* () {
      const registry = yield* ProviderRegistry.make([plugin])
      for (const name of [...Sd35.model.names, "sd35", "sd35:sd-3.5"]) {
        const found = yield* registry.find(name)
        assert.strictEqual(found.model.name, plugin.defaultModel)
      }
    }).pipe(Effect.provide(http))
  )
})

/** Options as they come from JSON, which the compiler has not seen. */
const foreign = (options: object): ProviderOptions => options

describe("the inputs of", () => {
  const minimal = ["A cat wearing a hat", "", 0, true, 1024, 1024, 4.5, 50]
  const prompt = "A cat wearing a hat"
  const cases: Readonly<Record<string, readonly [Input, ReadonlyArray<unknown>]>> = {
    "a prompt alone": [{ prompt }, minimal],
    "the seed document's first example": [
      { model: Sd35.defaultModel, messages: [{ role: "user", content: prompt }] },
      minimal
    ],
    "its second": [
      {
        prompt,
        width: 512,
        height: 512,
        seed: 42,
        providerOptions: { sd35: { randomizeSeed: false } }
      },
      [prompt, "", 42, false, 512, 512, 4.5, 50]
    ],
    "its third": [
      { prompt, negativePrompt: "people, cars", guidanceScale: 7 },
      [prompt, "people, cars", 0, true, 1024, 1024, 7, 50]
    ],
    "a seed": [{ prompt, seed: 42 }, [prompt, "", 42, false, 1024, 1024, 4.5, 50]],
    "a seed of 0": [{ prompt, seed: 0 }, [prompt, "", 0, false, 1024, 1024, 4.5, 50]],
    "a seed, and yet a random one": [
      { prompt, seed: 42, providerOptions: { sd35: { randomizeSeed: true } } },
      [prompt, "", 42, true, 1024, 1024, 4.5, 50]
    ],
    "neither a seed nor a random one": [
      { prompt, providerOptions: { sd35: { randomizeSeed: false } } },
      [prompt, "", 0, false, 1024, 1024, 4.5, 50]
    ],
    "a ratio": [{ prompt, aspectRatio: "16:9" }, [prompt, "", 0, true, 1024, 576, 4.5, 50]],
    "a ratio that is fitted": [
      { prompt, aspectRatio: "3:2" },
      [prompt, "", 0, true, 1024, 672, 4.5, 50]
    ],
    "one side": [{ prompt, height: 768 }, [prompt, "", 0, true, 1024, 768, 4.5, 50]],
    "every limit": [
      { prompt, seed: 2_147_483_647, width: 512, height: 1024, guidanceScale: 0, steps: 1 },
      [prompt, "", 2_147_483_647, false, 512, 1024, 0, 1]
    ]
  }

  it.scopedLive.each(Object.entries(cases))("%s", ([, [request, data]]) =>
    Effect.gen(function* () {
      const { body } = yield* sent(request)
      assert.deepStrictEqual(body, { data })
    }).pipe(Effect.provide(http))
  )

  const refused: Readonly<Record<string, readonly [Input, string, string | undefined]>> = {
    "a side that is too short": [{ prompt, width: 448, height: 512 }, "size", "512x512"],
    "a side between two steps": [{ prompt, width: 1000, height: 1024 }, "size", "992x1024"],
    "a guidance that is too high": [{ prompt, guidanceScale: 8 }, "guidanceScale", "7.5"],
    "too many steps": [{ prompt, steps: 51 }, "steps", "50"],
    "a seed that is too large": [{ prompt, seed: 2_147_483_648 }, "seed", "2147483647"],
    "two pictures": [{ prompt, count: 2 }, "count", "1"],
    "no prompt": [{ prompt: " " }, "prompt", '"A cat wearing a hat"'],
    "a picture to edit": [{ prompt, images: [new Uint8Array(1)] }, "images", undefined],
    "another provider's option": [
      { prompt, providerOptions: foreign({ other: { a: 1 } }) },
      "providerOptions.other",
      "providerOptions.sd35"
    ],
    "an unknown option": [
      { prompt, providerOptions: foreign({ sd35: { randomSeed: true } }) },
      "providerOptions.sd35.randomSeed",
      undefined
    ]
  }

  it.scopedLive.each(Object.entries(refused))("%s are refused", ([, [request, option, legal]]) =>
    Effect.gen(function* () {
      const { model, server } = yield* run()
      const error = yield* Effect.flip(events(model, request))
      assert.strictEqual(error._tag, "InvalidRequest")
      if (error._tag !== "InvalidRequest") return
      assert.strictEqual(error.option, option)
      if (legal !== undefined) assert.strictEqual(error.legal, legal)
      assert.lengthOf(server.requests, 0)
    }).pipe(Effect.provide(http))
  )
})

describe("a generation", () => {
  it.scopedLive("shows previews, then the picture, and its receipt names what was used", () =>
    Effect.gen(function* () {
      const { model, server } = yield* run()
      const request: Input = { prompt: "a fox", aspectRatio: "16:9" }
      const all = yield* events(model, request)
      assert.deepStrictEqual(
        all.map(({ _tag }) => _tag),
        [
          "Queued",
          "Progress",
          "Progress",
          "ImagePreview",
          "Progress",
          "ImagePreview",
          "Progress",
          "ImagePreview",
          "ImageResponse"
        ]
      )
      assert.deepInclude(all[2], { step: 16, total: 50, unit: "steps", fraction: 0.32 })
      const response = all.at(-1)
      if (response?._tag !== "ImageResponse") return assert.fail("no response")
      const { jobId, parameters, provider, seed } = response.receipt
      assert.strictEqual(provider, "sd35")
      assert.match(jobId ?? "", /^[0-9a-f]{32}$/)
      assert.deepInclude(parameters, { width: 1024, height: 576, steps: 50, guidanceScale: 4.5 })
      assert.isAbove(typeof seed === "number" ? seed : 0, 0)
      const asset = yield* model.load(response.images[0])
      assert.strictEqual(asset.mediaType, "image/png")
      assert.strictEqual(server.requests.at(-1)?.url.pathname.slice(0, 17), "/gradio_api/file=")
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("is made again from its receipt, though its seed was random", () =>
    Effect.gen(function* () {
      const { receipt } = yield* sent({
        prompt: "a fox",
        seed: 5,
        providerOptions: { sd35: { randomizeSeed: true } }
      })
      assert.isDefined(receipt)
      if (receipt === undefined) return
      const again = yield* sent(Receipt.toRequest(receipt))
      assert.deepInclude(again.body, {
        data: ["a fox", "", receipt.seed, false, 1024, 1024, 4.5, 50]
      })
      assert.strictEqual(again.receipt?.seed, receipt.seed)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("of a Space that returns once has no previews", () =>
    Effect.gen(function* () {
      const { model } = yield* run({ fake: { generator: false } })
      const all = yield* events(model, { prompt: "a fox", seed: 3 })
      assert.deepStrictEqual(
        all.flatMap(({ _tag }) => (_tag === "Progress" ? [] : [_tag])),
        ["Queued", "ImageResponse"]
      )
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("of a copy on Gradio 4 works with its prefix", () =>
    Effect.gen(function* () {
      const { model } = yield* run({ fake: { version: "4.44" }, options: { prefix: "" } })
      const all = yield* events(model, { prompt: "a fox" })
      assert.lengthOf(
        all.filter(({ _tag }) => _tag === "ImagePreview"),
        3
      )
    }).pipe(Effect.provide(http))
  )
})

describe("the configuration", () => {
  const read = (entries: Readonly<Record<string, string>>) =>
    Effect.withConfigProvider(
      Config.all(
        Object.fromEntries(
          Object.entries(plugin.settings).map(([name, { config }]) => [name, config])
        )
      ),
      ConfigProvider.fromMap(new Map(Object.entries(entries)))
    )

  it.effect("has defaults", () =>
    Effect.gen(function* () {
      const settings = yield* read({})
      assert.strictEqual(String(settings["baseUrl"]), `${plugin.url}/`)
      assert.isUndefined(settings["apiKey"])
      assert.isUndefined(settings["proxy"])
      assert.deepStrictEqual(settings["deadline"], Duration.minutes(5))
    })
  )

  /** What is sent to the Space, or to a copy of it, with these variables. */
  const sentKey = (entries: Readonly<Record<string, string>>) =>
    Effect.gen(function* () {
      const { server } = yield* run()
      const environment = { EASEL_SD35_BASE_URL: server.baseUrl, ...entries }
      yield* ImageModel.generate({ prompt: "a fox" }).pipe(
        Effect.provide(plugin.layer),
        Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(environment))))
      )
      return server.requests[0]?.headers["authorization"]
    }).pipe(Effect.scoped, Effect.provide(http))

  it.scopedLive("sends a copy of the Space its own key, and never the machine's", () =>
    Effect.gen(function* () {
      const both = { EASEL_SD35_API_KEY: "hf_own", HF_TOKEN: "hf_shared" }
      assert.strictEqual(yield* sentKey(both), "Bearer hf_own")
      assert.isUndefined(yield* sentKey({ HF_TOKEN: "hf_shared" }))
    })
  )

  it.effect("takes the machine's key at the Space itself, after its own", () =>
    Effect.gen(function* () {
      const key = (entries: Readonly<Record<string, string>>) =>
        Effect.map(
          Effect.withConfigProvider(
            Settings.config,
            ConfigProvider.fromMap(new Map(Object.entries(entries)))
          ),
          ({ apiKey }) => apiKey && Redacted.value(apiKey)
        )
      assert.strictEqual(yield* key({ HF_TOKEN: "hf_shared" }), "hf_shared")
      assert.strictEqual(yield* key({ EASEL_SD35_API_KEY: "", HF_TOKEN: "hf_shared" }), "hf_shared")
      assert.strictEqual(yield* key({ EASEL_SD35_API_KEY: "own", HF_TOKEN: "hf_shared" }), "own")
      assert.isUndefined(yield* key({}))
    })
  )

  it.scopedLive("reaches the stand-in by the plugin's own variables", () =>
    Effect.gen(function* () {
      const { server } = yield* run()
      const environment = {
        ...(yield* plugin.fake ?? Effect.dieMessage("no fake")).environment(server.baseUrl),
        EASEL_SD35_API_KEY: "hf_configured",
        EASEL_SD35_DEADLINE: "20 seconds"
      }
      yield* ImageModel.generate({ prompt: "a fox" }).pipe(
        Effect.provide(plugin.layer),
        Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(environment))))
      )
      assert.strictEqual(server.requests[1]?.headers["authorization"], "Bearer hf_configured")
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("layer and layerConfig build the same", () =>
    Effect.gen(function* () {
      const { server } = yield* run()
      const baseUrl = new URL(server.baseUrl)
      const apiKey = Redacted.make("hf_in_program")
      const layers = [
        Sd35.layer({ baseUrl, apiKey }),
        Sd35.layerConfig({ baseUrl: Config.succeed(baseUrl), apiKey: Config.succeed(apiKey) })
      ]
      for (const layer of layers) {
        yield* ImageModel.generate({ prompt: "a fox" }).pipe(Effect.provide(layer))
      }
      const keys = server.requests.map(({ headers }) => headers["authorization"])
      assert.deepStrictEqual(
        keys,
        Array.from({ length: 4 }, () => "Bearer hf_in_program")
      )
    }).pipe(Effect.provide(http))
  )
})

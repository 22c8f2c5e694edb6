import { assert, describe, it } from "@effect/vitest"
import { readFile } from "node:fs/promises"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ImageModel from "@easel/core/ImageModel"
import plugin, { HuggingFace } from "@easel/provider-huggingface"
import { http, test } from "./support.js"

const withSettings = (settings: Readonly<Record<string, string>>) =>
  Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(settings))))

const elsewhere = "http://127.0.0.1:1"

/** The credential of the first request under these settings. */
const credential = (settings: Readonly<Record<string, string>>) =>
  Effect.gen(function* () {
    const seen: Array<string | undefined> = []
    const client = HttpClient.make((request) =>
      Effect.sync(() => {
        seen.push(request.headers["authorization"])
        return HttpClientResponse.fromWeb(request, new Response("{}", { status: 400 }))
      })
    )
    const model = yield* plugin
      .make(plugin.models[0])
      .pipe(withSettings(settings), Effect.provideService(HttpClient.HttpClient, client))
    yield* Effect.flip(
      model.generate({
        prompt: "a lamp",
        providerOptions: { huggingface: { provider: "hf-inference" } }
      })
    )
    return seen[0]
  })

describe("the plugin", () => {
  it.effect("names the version of its package", () =>
    Effect.gen(function* () {
      const manifest = new URL("../package.json", import.meta.url)
      const text = yield* Effect.promise(() => readFile(manifest, "utf8"))
      assert.strictEqual(plugin.version, JSON.parse(text).version)
    })
  )

  for (const [settings, sent] of [
    [{}, undefined],
    [{ HF_TOKEN: "shared" }, "Bearer shared"],
    [{ HF_TOKEN: "shared", EASEL_HUGGINGFACE_TOKEN: "own" }, "Bearer own"],
    [{ HF_TOKEN: "shared", EASEL_HUGGINGFACE_BASE_URL: elsewhere }, undefined],
    [
      { HF_TOKEN: "shared", EASEL_HUGGINGFACE_TOKEN: "own", EASEL_HUGGINGFACE_BASE_URL: elsewhere },
      "Bearer own"
    ]
  ] as const) {
    const given = Object.keys(settings).join(" and ") || "neither"
    it.scoped(`sends ${sent ?? "no token"} with ${given}`, () =>
      Effect.map(credential(settings), (seen) => assert.strictEqual(seen, sent))
    )
  }

  it("has no name that differs from one of fal's in case only", () => {
    const names = plugin.models.flatMap((model) => model.names)
    assert.notInclude(
      names.map((name) => name.toLowerCase()),
      "qwen-image"
    )
  })

  test("builds the model that is asked for", () =>
    Effect.gen(function* () {
      for (const info of plugin.models) {
        assert.strictEqual((yield* plugin.make(info).pipe(withSettings({}))).info, info)
      }
    }))
})

describe("the layer", () => {
  test("knows models by name and alias, and no others", () =>
    Effect.gen(function* () {
      const { info } = yield* HuggingFace.make({ model: "FLUX.1-dev" })
      assert.strictEqual(info.name, "black-forest-labs/FLUX.1-dev")
      const error = yield* Effect.flip(HuggingFace.make({ model: "somebody/another" }))
      assert.isTrue(ConfigError.isConfigError(error))
      assert.include(String(error), "somebody/another")
    }))

  it.scopedLive("is made of values or of the configuration", () =>
    Effect.gen(function* () {
      for (const layer of [
        HuggingFace.layer({ model: "Qwen/Qwen-Image" }),
        HuggingFace.layerConfig({ model: Config.succeed("Qwen/Qwen-Image") })
      ]) {
        const model = yield* ImageModel.ImageModel.pipe(Effect.provide(Layer.provide(layer, http)))
        assert.strictEqual(model.info.label, "Qwen-Image")
      }
    })
  )
})

import { readFile } from "node:fs/promises"
import { assert, describe, it } from "@effect/vitest"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as ImageModel from "@easel/core/ImageModel"
import plugin from "@easel/provider-openai"

const withSettings = (settings: Readonly<Record<string, string>>) =>
  Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(settings))))

/** What is sent under these settings: the address, the key, the model. */
const sent = (settings: Readonly<Record<string, string>>, name = plugin.defaultModel) =>
  Effect.gen(function* () {
    const seen: Array<string | undefined> = []
    const client = HttpClient.make((request) =>
      Effect.sync(() => {
        const { body, headers } = request
        const text = body._tag === "Uint8Array" ? new TextDecoder().decode(body.body) : "{}"
        seen.push(request.url, headers["authorization"], String(Object(JSON.parse(text)).model))
        return HttpClientResponse.fromWeb(request, new Response("{}", { status: 400 }))
      })
    )
    const asked = plugin.models.find((model) => model.name === name) ?? plugin.models[0]
    const model = yield* plugin
      .make(asked)
      .pipe(withSettings(settings), Effect.provideService(HttpClient.HttpClient, client))
    // As a gateway asks: by the name that the plugin lists.
    yield* Effect.flip(model.generate({ prompt: "A cat", model: name }))
    return { seen, info: model.info }
  })

const openAi = "https://api.openai.com/v1/images/generations"

describe("the plugin", () => {
  it.effect("names the version of its package", () =>
    Effect.gen(function* () {
      const manifest = new URL("../package.json", import.meta.url)
      const text = yield* Effect.promise(() => readFile(manifest, "utf8"))
      assert.strictEqual(plugin.version, JSON.parse(text).version)
    })
  )

  it.scoped("takes the key that other programs use, for OpenAI alone", () =>
    Effect.gen(function* () {
      const OPENAI_API_KEY = "sk-common"
      const EASEL_OPENAI_BASE_URL = "http://127.0.0.1:1/v1"
      const table = [
        [{ OPENAI_API_KEY }, "Bearer sk-common"],
        [{ OPENAI_API_KEY, EASEL_OPENAI_API_KEY: "sk-own" }, "Bearer sk-own"],
        [{ OPENAI_API_KEY, EASEL_OPENAI_BASE_URL }, undefined],
        [{ EASEL_OPENAI_API_KEY: "sk-own", EASEL_OPENAI_BASE_URL }, "Bearer sk-own"],
        [{}, undefined]
      ] as const
      for (const [settings, authorization] of table) {
        const { seen } = yield* sent(settings)
        const url =
          "EASEL_OPENAI_BASE_URL" in settings
            ? `${EASEL_OPENAI_BASE_URL}/images/generations`
            : openAi
        assert.deepStrictEqual(seen, [url, authorization, "gpt-image-2"])
      }
    })
  )

  it.scoped("takes the model and the kind of another host", () =>
    Effect.gen(function* () {
      const settings = { EASEL_OPENAI_MODEL: "Qwen/Qwen-Image", EASEL_OPENAI_HOST: "vllm-omni" }
      const { info, seen } = yield* sent(settings)
      assert.strictEqual(seen[2], "Qwen/Qwen-Image")
      assert.strictEqual(info.name, "Qwen/Qwen-Image")
      assert.isTrue(info.takes.negativePrompt)
      assert.isFalse(info.gives.previews)
      // A model that is named by itself is that model.
      assert.strictEqual((yield* sent(settings, "gpt-image-1.5")).seen[2], "gpt-image-1.5")
    })
  )

  it.effect("refuses a kind of host that it does not know", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Effect.provide(ImageModel.ImageModel, plugin.layer).pipe(
          withSettings({ EASEL_OPENAI_HOST: "openia" }),
          Effect.provideService(
            HttpClient.HttpClient,
            HttpClient.make(() => Effect.never)
          )
        )
      )
      assert.include(String(error), "EASEL_OPENAI_HOST")
    })
  )
})

/** The AI SDK's providers for OpenAI and for what is compatible with it. */
import { createOpenAI } from "@ai-sdk/openai"
import { createOpenAICompatible } from "@ai-sdk/openai-compatible"
import { assert, describe, it } from "@effect/vitest"
import { FakeScript } from "@easel/testkit"
import { APICallError, generateImage, type ImageModel } from "ai"
import * as Effect from "effect/Effect"
import {
  answering,
  ask,
  base64Of,
  picture,
  run,
  submissions,
  submitted,
  type Running
} from "./support/gateway.js"

const models: Readonly<Record<string, (gateway: Running) => ImageModel>> = {
  openai: ({ url }) => createOpenAI({ baseURL: `${url}/v1`, apiKey: "test" }).image("atelier-1"),
  "openai-compatible": ({ url }) =>
    createOpenAICompatible({ name: "easel", baseURL: `${url}/v1`, apiKey: "test" }).imageModel(
      "atelier-1"
    )
}

const generate = (model: ImageModel, more: object = {}) =>
  ask(() => generateImage({ model, prompt: "A cat", size: "256x256", ...more }))

for (const [name, make] of Object.entries(models)) {
  describe(`the provider ${name}`, () => {
    it.scopedLive("gives the picture", () =>
      Effect.gen(function* () {
        const url = yield* picture()
        const gateway = yield* run(answering({ _tag: "Done", urls: [url], seed: 1 }))
        const { image } = yield* generate(make(gateway))
        assert.strictEqual(image.base64, base64Of(url))
        assert.strictEqual(image.mediaType, "image/png")
        assert.strictEqual(submitted(gateway)["width"], 256)
      })
    )

    it.scopedLive("gives several in one call", () =>
      Effect.gen(function* () {
        const urls = yield* Effect.all([picture(1), picture(2)])
        const gateway = yield* run(answering({ _tag: "Done", urls, seed: 1 }))
        const { images } = yield* generate(make(gateway), { n: 2, maxImagesPerCall: 4 })
        assert.deepStrictEqual(
          images.map(({ base64 }) => base64),
          urls.map(base64Of)
        )
        assert.strictEqual(submissions(gateway).length, 1)
      })
    )

    it.scopedLive("gives the message of an error, and does not ask again when it is paid for", () =>
      Effect.gen(function* () {
        const gateway = yield* run(
          FakeScript.make({ "POST /draw": FakeScript.json({ error: "oops" }, { status: 500 }) })
        )
        const error = yield* Effect.flip(generate(make(gateway)))
        assert.isTrue(APICallError.isInstance(error))
        assert.deepInclude(error, { message: "oops", statusCode: 424, isRetryable: false })
        assert.strictEqual(submissions(gateway).length, 1)
      })
    )

    it.scopedLive("waits as a busy service asks, and asks again", () =>
      Effect.gen(function* () {
        const url = yield* picture()
        const gateway = yield* run(
          FakeScript.make({
            "POST /draw": [
              FakeScript.json({ error: "busy" }, { status: 429, headers: { "retry-after": "0" } }),
              FakeScript.events([{ data: JSON.stringify({ _tag: "Done", urls: [url], seed: 1 }) }])
            ]
          })
        )
        const { image } = yield* generate(make(gateway))
        assert.strictEqual(image.base64, base64Of(url))
        assert.strictEqual(submissions(gateway).length, 2)
      })
    )
  })
}

describe("the provider openai-compatible", () => {
  it.scopedLive("passes Easel's parameters in its provider options", () =>
    Effect.gen(function* () {
      const url = yield* picture()
      const gateway = yield* run(answering({ _tag: "Done", urls: [url], seed: 1 }))
      const model = createOpenAICompatible({ name: "easel", baseURL: `${gateway.url}/v1` })
      yield* generate(model.imageModel("atelier-1"), {
        providerOptions: { easel: { seed: 4, negative_prompt: "dogs", glow: 0.5 } }
      })
      assert.deepInclude(submitted(gateway), {
        seed: 4,
        negativePrompt: "dogs",
        options: { glow: 0.5 }
      })
    })
  )

  it.scopedLive("sends the pictures of an edit", () =>
    Effect.gen(function* () {
      const [cat, result] = yield* Effect.all([picture(1), picture(2)])
      const gateway = yield* run(answering({ _tag: "Done", urls: [result], seed: 1 }))
      const model = createOpenAICompatible({ name: "easel", baseURL: `${gateway.url}/v1` })
      const { image } = yield* ask(() =>
        generateImage({
          model: model.imageModel("atelier-1"),
          prompt: { text: "A hat", images: [Buffer.from(base64Of(cat), "base64")] }
        })
      )
      assert.strictEqual(image.base64, base64Of(result))
      assert.deepStrictEqual(submitted(gateway)["images"], [base64Of(cat)])
    })
  )
})

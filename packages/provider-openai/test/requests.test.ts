import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { OpenAiHost } from "@easel/provider-openai"
import { TestPicture } from "@easel/testkit"
import { bodyOf, generate, key, setup, test } from "./support.js"

const picture = Effect.map(
  TestPicture.draw({ prompt: "", seed: 1, width: 64, height: 64, detail: 1 }),
  ({ bytes }) => bytes
)

describe("what is sent", () => {
  test("is what OpenAI knows, with previews asked for", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      yield* generate(model)
      const [request] = fake.requests
      assert.strictEqual(request?.url.pathname, "/v1/images/generations")
      assert.strictEqual(request?.headers["authorization"], `Bearer ${key}`)
      assert.deepStrictEqual(bodyOf(fake), {
        model: "gpt-image-2",
        prompt: "A cat in space",
        n: 1,
        size: "1024x1024",
        stream: true,
        partial_images: 2
      })
    }))

  test("holds every option under its name on the wire, and further fields as they are", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      const options = {
        quality: "high",
        background: "transparent",
        outputCompression: 80,
        moderation: "low",
        inputFidelity: "high",
        complexity: "low",
        safetyIdentifier: "u-1",
        partialImages: 0,
        extra: { user: "u-1" }
      } as const
      yield* Effect.ignore(
        generate(model, {
          count: 2,
          width: 1536,
          height: 1024,
          outputFormat: "image/webp",
          providerOptions: { openai: options }
        })
      )
      assert.deepStrictEqual(bodyOf(fake), {
        model: "gpt-image-2",
        prompt: "A cat in space",
        n: 2,
        size: "1536x1024",
        output_format: "webp",
        quality: "high",
        background: "transparent",
        output_compression: 80,
        moderation: "low",
        input_fidelity: "high",
        complexity: "low",
        safety_identifier: "u-1",
        user: "u-1"
      })
    }))

  test("is refused before it is sent where no model could do it", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      const plain = yield* setup({ host: OpenAiHost.plain })
      const table = [
        [model, { width: 3840, height: 3840 }, "size"],
        [model, { width: 3840, height: 1024 }, "size"],
        [
          model,
          { providerOptions: { openai: { extra: { n: 4 } } } },
          "providerOptions.openai.extra"
        ],
        [model, { seed: 1 }, "seed"],
        [
          plain.model,
          { providerOptions: { openai: { partialImages: 1 } } },
          "providerOptions.openai.partialImages"
        ]
      ] as const
      for (const [model, request, option] of table) {
        const error = yield* Effect.flip(generate(model, request))
        assert.deepInclude({ ...error }, { _tag: "InvalidRequest", option })
      }
      assert.strictEqual(fake.requests.length + plain.fake.requests.length, 0)
    }))

  const request = {
    negativePrompt: "rain",
    seed: 7,
    steps: 20,
    guidanceScale: 4
  }
  const common = { model: "gpt-image-2", prompt: "A cat in space", n: 1, size: "1024x1024" }
  const diffusion = {
    negative_prompt: "rain",
    seed: 7,
    num_inference_steps: 20,
    guidance_scale: 4
  }
  const table = [
    [
      "localai",
      { negativePrompt: "rain", steps: 20 },
      { ...common, prompt: "A cat in space|rain", response_format: "b64_json", step: 20 }
    ],
    ["vllm-omni", request, { ...common, ...diffusion }],
    ["sglang", request, { ...common, ...diffusion, response_format: "b64_json" }],
    [
      "stable-diffusion.cpp",
      request,
      {
        ...common,
        size: "512x512",
        prompt: `A cat in space <sd_cpp_extra_args>{"negative_prompt":"rain","seed":7,"sample_params":{"sample_steps":20,"guidance":{"txt_cfg":4}}}</sd_cpp_extra_args>`
      }
    ],
    [
      "together",
      { negativePrompt: "rain", seed: 7, steps: 20 },
      {
        model: "gpt-image-2",
        prompt: "A cat in space",
        n: 1,
        width: 1024,
        height: 1024,
        negative_prompt: "rain",
        seed: 7,
        steps: 20,
        response_format: "base64"
      }
    ],
    ["plain", {}, common],
    [
      "easel",
      request,
      { ...common, ...diffusion, stream: true, partial_images: 2, stream_events: true }
    ]
  ] as const
  for (const [name, request, expected] of table) {
    test(`to ${name} is in its own words`, () =>
      Effect.gen(function* () {
        const { fake, model } = yield* setup({ host: OpenAiHost.hosts[name] })
        const { response } = yield* generate(model, request)
        assert.deepStrictEqual(bodyOf(fake), expected)
        assert.strictEqual(response.receipt.seed, "seed" in request ? 7 : "unknown")
      }))
  }

  test("has a seed that is chosen here, where the host takes one and tells none", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ host: OpenAiHost.vllmOmni })
      const { response } = yield* generate(model)
      assert.isNumber(response.receipt.seed)
      assert.deepInclude(Object(bodyOf(fake)), { seed: response.receipt.seed })
    }))

  test("is a form for an edit: one picture as image, several as image[]", () =>
    Effect.gen(function* () {
      const bytes = yield* picture
      const { fake, model } = yield* setup()
      const edit = { images: [bytes], mask: bytes, width: 1024, height: 1024 }
      const { response, tags } = yield* generate(model, edit)
      assert.deepStrictEqual(tags, ["ImagePreview", "ImagePreview"])
      assert.strictEqual(response.receipt.parameters.images, 1)
      yield* generate(model, { images: [bytes, bytes] })
      const [one, two] = fake.requests
      assert.strictEqual(one?.url.pathname, "/v1/images/edits")
      assert.match(one?.headers["content-type"] ?? "", /^multipart\/form-data; boundary=/)
      const names = (text = "") => Array.from(text.matchAll(/ name="([^"]*)"/g), ([, name]) => name)
      const fields = ["model", "prompt", "n", "size", "stream", "partial_images"]
      assert.deepStrictEqual(names(one?.text), [...fields, "image", "mask"])
      assert.deepStrictEqual(names(two?.text), [...fields, "image[]", "image[]"])
      assert.match(
        one?.text ?? "",
        /name="image"; filename="picture.png"\r\ncontent-type: image\/png/i
      )
      assert.match(one?.text ?? "", /name="stream"\r\n\r\ntrue\r\n/)
    }))
})

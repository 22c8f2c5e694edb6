/** What a request says to any Space: which function is called, with which inputs. */
import { assert, describe, it } from "@effect/vitest"
import type { Input } from "@easel/core/ImageRequest"
import { TestPicture } from "@easel/testkit"
import * as Effect from "effect/Effect"
import { gradio, picture, prompt, refusal, seedOutput, sent, text, withInputs } from "./anySpace.js"
import { endpoint, specification } from "./support.js"

const side = { minimum: 256, maximum: 768, value: 512 }
const png = Effect.map(TestPicture.draw(specification), ({ bytes }) => bytes)

describe("a request", () => {
  it.live("goes where Spaces usually have it, and the rest is the Space's own", () =>
    Effect.gen(function* () {
      const infer = yield* withInputs(
        [
          { component: "State", hidden: true },
          text,
          { name: "negative_prompt" },
          { name: "param_3", label: "Seed", minimum: 0, maximum: 99, value: 0 },
          { name: "randomize_seed", component: "Checkbox", value: true },
          { name: "width", ...side },
          { name: "height", ...side },
          { name: "guidance_scale", minimum: 0, maximum: 20, value: 5 },
          { name: "num_inference_steps", minimum: 1, maximum: 50, value: 28 },
          { name: "style", choices: ["plain", "pencil"], value: "plain" }
        ],
        [{ component: "State", hidden: true }, picture, seedOutput]
      )
      const request = { prompt, width: 640, height: 512, seed: 42, steps: 12 }
      const { data, receipt } = yield* sent({ endpoints: { infer } }, request)
      assert.deepStrictEqual(data, [null, prompt, "", 42, false, 640, 512, 5, 12, "plain"])
      // The hidden output before them counts.
      assert.strictEqual(receipt.seed, 7)
    })
  )

  it.live("without a seed has one in the Space's range", () =>
    Effect.gen(function* () {
      const infer = yield* withInputs([text, { name: "seed", minimum: 5, maximum: 9, value: 5 }])
      const { data, receipt } = yield* sent({ endpoints: { infer } }, { prompt })
      assert.include([5, 6, 7, 8, 9], data[1])
      assert.strictEqual(receipt.seed, data[1])
    })
  )

  it.live("has an unknown seed where the Space takes none", () =>
    Effect.gen(function* () {
      const infer = yield* withInputs([text])
      const { receipt } = yield* sent({ endpoints: { infer } }, { prompt })
      assert.strictEqual(receipt.seed, "unknown")
    })
  )

  it.live("without a size is the Space's own where the usual one is too large, and says so", () =>
    Effect.gen(function* () {
      const infer = yield* withInputs([
        text,
        { name: "width", ...side },
        { name: "height", minimum: 256, maximum: 2048, value: 512 }
      ])
      const { data, warnings } = yield* sent({ endpoints: { infer } }, { prompt })
      assert.deepStrictEqual(data, [prompt, 512, 1024])
      assert.deepStrictEqual(warnings, ["width is the Space's own, 512"])
    })
  )

  it.live("puts its prompt into the only text that there is", () =>
    Effect.gen(function* () {
      const infer = yield* withInputs([{ name: "wish" }])
      assert.deepStrictEqual((yield* sent({ endpoints: { infer } }, { prompt })).data, [prompt])
    })
  )

  it.live("takes inputs by name, also in a record of their own", () =>
    Effect.gen(function* () {
      const infer = yield* withInputs([text, { name: "style" }, { name: "fooBar" }])
      const options = gradio({ style: "oil", inputs: { fooBar: "x" } })
      const { data } = yield* sent({ endpoints: { infer } }, { prompt, ...options })
      assert.deepStrictEqual(data, [prompt, "oil", "x"])
    })
  )

  it.live("takes several choices where the Space does", () =>
    Effect.gen(function* () {
      const choices = ["plain", "pencil", "oil"]
      const infer = yield* withInputs([text, { name: "styles", choices, multiselect: true }])
      const options = gradio({ styles: ["oil", "plain"] })
      const { data } = yield* sent({ endpoints: { infer } }, { prompt, ...options })
      assert.deepStrictEqual(data, [prompt, ["oil", "plain"]])
    })
  )

  const inputs = [
    text,
    { name: "seed", minimum: 0, maximum: 99, value: 0 },
    { name: "strength", minimum: 0, maximum: 1, value: 0.5 },
    { name: "loud", component: "Checkbox", value: false },
    { name: "style", choices: ["plain", "pencil"], value: "plain" }
  ]
  const refused: Readonly<Record<string, readonly [Input, string, string | undefined]>> = {
    "an unknown input": [
      gradio({ strengt: 1 }),
      "providerOptions.gradio.strengt",
      "prompt, strength, loud, style"
    ],
    "a number out of range": [gradio({ strength: 2 }), "providerOptions.gradio.strength", "0 to 1"],
    "a text for a number": [gradio({ strength: "a" }), "providerOptions.gradio.strength", "0 to 1"],
    "a number for a switch": [gradio({ loud: 1 }), "providerOptions.gradio.loud", "true, false"],
    "another choice": [
      gradio({ style: "oil" }),
      "providerOptions.gradio.style",
      '"plain", "pencil"'
    ],
    "a seed beside the request's": [gradio({ seed: 3 }), "providerOptions.gradio.seed", "seed"],
    "a seed out of range": [{ seed: 100 }, "seed", "0 to 99"],
    "a negative prompt without a place": [{ negativePrompt: "rain" }, "negativePrompt", undefined],
    "a size without a place": [{ width: 512, height: 512 }, "width", undefined],
    "a picture without a place": [{ images: [new Uint8Array(3)] }, "images", undefined]
  }

  it.live.each(Object.entries(refused))("%s is refused, and nothing is sent", ([, row]) =>
    Effect.gen(function* () {
      const [request, option, legal] = row
      const infer = yield* withInputs(inputs)
      const error = yield* refusal({ endpoints: { infer } }, { ...request, prompt })
      assert.strictEqual(error.option, option)
      assert.strictEqual(error.legal, legal)
    })
  )
})

describe("the function", () => {
  const other = { ...endpoint([]), outputs: [{ label: "Words", component: "Textbox" }] }

  it.live("is the only one that makes pictures", () =>
    Effect.gen(function* () {
      const paint = yield* withInputs([text])
      const { server } = yield* sent({ endpoints: { other, paint } }, { prompt })
      assert.isTrue(server.requests.some(({ url }) => url.pathname.endsWith("/call/paint")))
    })
  )

  it.live("must be named where there are several, or none", () =>
    Effect.gen(function* () {
      const paint = yield* withInputs([text])
      const several = yield* refusal({ endpoints: { other, paint, draw: paint } }, { prompt })
      assert.include(several, { option: "providerOptions.gradio.api", legal: "paint, draw" })
      const none = yield* refusal({ endpoints: { other } }, { prompt })
      assert.include(none, { option: "providerOptions.gradio.api", legal: "other" })
      const unknown = yield* refusal(
        { endpoints: { paint } },
        { prompt, ...gradio({ api: "pain" }) }
      )
      assert.include(unknown, { option: "providerOptions.gradio.api", legal: "paint" })
    })
  )

  it.live("of the settings is for the Space of the settings", () =>
    Effect.gen(function* () {
      const paint = yield* withInputs([text])
      const settings = { endpoints: { paint, draw: paint }, options: { api: "/draw" } }
      const { server } = yield* sent(settings, { prompt })
      assert.isTrue(server.requests.some(({ url }) => url.pathname.endsWith("/call/draw")))
      const error = yield* refusal(settings, { prompt, ...gradio({ space: "me/mine" }) })
      assert.strictEqual(error.legal, "paint, draw")
    })
  )
})

describe("pictures", () => {
  it.live("are uploaded for an image, an editor and a gallery", () =>
    Effect.gen(function* () {
      const bytes = yield* png
      const edit = yield* withInputs([
        text,
        { name: "image", component: "Image" },
        { name: "mask_image", component: "Image" },
        { name: "more", component: "Gallery" }
      ])
      const { data, server } = yield* sent(
        { endpoints: { edit } },
        { prompt, images: [bytes, bytes, bytes], mask: bytes }
      )
      const file = { mime_type: "image/png", meta: { _type: "gradio.FileData" } }
      assert.containSubset(data, [
        prompt,
        file,
        file,
        [
          { image: file, caption: null },
          { image: file, caption: null }
        ]
      ])
      assert.lengthOf(
        server.requests.filter(({ url }) => url.pathname === "/gradio_api/upload"),
        4
      )
    })
  )

  it.live("go into an editor with the mask as its layer", () =>
    Effect.gen(function* () {
      const bytes = yield* png
      const edit = yield* withInputs([{ name: "canvas", component: "ImageEditor" }])
      const { data, warnings } = yield* sent(
        { endpoints: { edit } },
        { prompt, images: [bytes], mask: bytes }
      )
      const file = { mime_type: "image/png" }
      assert.containSubset(data, [{ background: file, layers: [file], composite: file }])
      assert.deepStrictEqual(warnings, [
        "the function /edit of the Space has no input for the prompt"
      ])
    })
  )

  it.live("that are too many, or a mask without a place, are refused before an upload", () =>
    Effect.gen(function* () {
      const bytes = yield* png
      const edit = yield* withInputs([text, { name: "image", component: "Image" }])
      const settings = { endpoints: { edit } }
      const many = yield* refusal(settings, { prompt, images: [bytes, bytes] })
      assert.include(many, { option: "images" })
      const mask = yield* refusal(settings, { prompt, images: [bytes], mask: bytes })
      assert.include(mask, { option: "mask" })
    })
  )
})

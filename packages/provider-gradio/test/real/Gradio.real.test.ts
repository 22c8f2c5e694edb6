/** Any Space, asked what it offers, at real Gradio servers of two version lines. */
import { assert, describe } from "@effect/vitest"
import type { Input } from "@easel/core/ImageRequest"
import * as MediaType from "@easel/core/MediaType"
import * as Gradio from "@easel/provider-gradio/Gradio"
import * as GradioSpace from "@easel/provider-gradio/GradioSpace"
import { TestPicture } from "@easel/testkit"
import * as Effect from "effect/Effect"
import { versionLines } from "./RealGradio.js"
import { realServer, test } from "./support.js"

const prompt = "a fox"
const size = { width: 512, height: 512 }

const options = (api: string, more: Readonly<Record<string, unknown>> = {}) => ({
  providerOptions: { gradio: { api, ...more } }
})

describe.each(versionLines)("Gradio %s", (line) => {
  const server = realServer(line, { seconds: 0.3 })
  const gradio = () => Gradio.make({ space: server().baseUrl })

  test("is asked what it offers", () =>
    Effect.gen(function* () {
      const space = yield* GradioSpace.make({
        provider: "gradio",
        baseUrl: new URL(server().baseUrl)
      })
      const { endpoints, prefix } = yield* space.describe(() => Effect.void)
      assert.strictEqual(prefix, "/gradio_api")
      const infer = endpoints.find(({ api }) => api === "infer")
      assert.deepInclude(infer, { makesPictures: true, seedOutput: 1, length: 8 })
      assert.deepInclude(
        infer?.parameters.find(({ name }) => name === "width"),
        {
          component: "slider",
          position: 4,
          hasDefault: true,
          value: 1024,
          type: "number",
          minimum: 512,
          maximum: 1024
        }
      )
      const edit = endpoints.find(({ api }) => api === "edit")
      // The state that it counts in is sent, and offered to nobody.
      assert.deepInclude(edit, { makesPictures: true, seedOutput: undefined, length: 5 })
      assert.deepStrictEqual(
        edit?.parameters.map(({ choices, name }) => [name, choices]),
        [
          ["picture", undefined],
          ["prompt", undefined],
          ["style", ["plain", "pencil"]],
          ["strength", undefined]
        ]
      )
    }))

  test("makes the picture that was asked for, and tells how it is getting on", () =>
    Effect.gen(function* () {
      const model = yield* gradio()
      const tags = new Set<string>()
      const request = { prompt, ...size, seed: 41, steps: 4, ...options("infer_stream") }
      const { images, receipt } = yield* model.generate(request, ({ _tag }) =>
        Effect.sync(() => tags.add(_tag))
      )
      assert.strictEqual(receipt.seed, 41)
      assert.deepStrictEqual([...tags].toSorted(), ["ImagePreview", "Progress", "Queued"])
      const { mediaType } = yield* model.load(images[0])
      assert.strictEqual(mediaType, "image/webp")
    }))

  test("makes the same picture from the seed that it chose", () =>
    Effect.gen(function* () {
      const model = yield* gradio()
      const request: Input = { prompt, ...size, steps: 1, ...options("infer") }
      const first = yield* model.generate(request)
      const { seed } = first.receipt
      if (typeof seed !== "number") return assert.fail(`no seed but ${seed}`)
      const again = yield* model.generate({ ...request, seed })
      assert.deepStrictEqual(
        (yield* model.load(first.images[0])).bytes,
        (yield* model.load(again.images[0])).bytes
      )
    }))

  test("edits a picture that is uploaded, and passes its warning on", () =>
    Effect.gen(function* () {
      const model = yield* gradio()
      const { bytes } = yield* TestPicture.draw({ prompt, seed: 1, ...size, detail: 1 })
      const warnings: Array<string> = []
      const { images } = yield* model.generate(
        { prompt, images: [bytes], strength: 0.25, ...options("edit", { style: "pencil" }) },
        (event) =>
          Effect.sync(() => {
            if (event._tag === "Warning") warnings.push(event.message)
          })
      )
      assert.lengthOf(images, 2)
      assert.deepStrictEqual(warnings, ["the style pencil is drawn at 0.25"])
      const loaded = yield* Effect.forEach(images, (image) => model.load(image))
      assert.isTrue(loaded.every((asset) => MediaType.detect(asset.bytes) === asset.mediaType))
    }))

  const refused: Readonly<Record<string, readonly [Input, RegExp]>> = {
    "no function, where several make pictures": [{ prompt }, /infer, infer_stream/],
    "a function that is not there": [{ prompt, ...options("paint") }, /infer, infer_stream/],
    "an unknown input": [{ prompt, ...options("edit", { styl: 1 }) }, /picture, prompt, style/],
    "a choice that is not there": [
      { prompt, ...options("edit", { style: "oil" }) },
      /"plain", "pencil"/
    ],
    "a side out of range": [
      { prompt, width: 448, height: 512, ...options("infer") },
      /512 to 1024/
    ],
    "two pictures": [{ prompt, count: 2, ...options("infer") }, /no input/]
  }

  for (const [name, [request, legal]] of Object.entries(refused)) {
    test(`refuses ${name}`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip((yield* gradio()).generate(request))
        assert.strictEqual(error._tag, "InvalidRequest")
        assert.match(error.message, legal)
      }))
  }

  test("a program that refuses is heard in its own words", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip((yield* gradio()).generate({ prompt, ...options("edit") }))
      assert.include(error, { _tag: "ResponseError", reason: "Rejected" })
      assert.match(error.message, /Please give a picture/)
    }))
})

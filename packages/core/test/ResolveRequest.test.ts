import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { loadEmbedded } from "@easel/core/ImageAsset"
import * as ImageModel from "@easel/core/ImageModel"
import type { Input } from "@easel/core/ImageRequest"
import { ImageRequest } from "@easel/core/ImageRequest"
import { makeInfo, makeModel, takesNothing } from "./support/TestModel.js"

const never = () => Stream.never
const able = makeModel(never)
const unable = makeModel(never, { info: makeInfo(takesNothing) })

const resolved = (input: Input, model = able) => Effect.map(model.resolve(input), (r) => r.request)
const refusal = (input: Input, model = able) => Effect.flip(model.resolve(input))
const cat = { prompt: "A cat wearing a hat" }

/** As a caller writes it whom no compiler helps. */
const untyped = (value: Record<string, unknown>): Input => value

describe("resolving a request", () => {
  it.effect("fills in the defaults", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* resolved(cat), {
        prompt: "A cat wearing a hat",
        negativePrompt: undefined,
        model: "test-model-1.0",
        width: 1024,
        height: 1024,
        aspectRatio: undefined,
        seed: undefined,
        count: 1,
        steps: 20,
        guidanceScale: 4.5,
        images: [],
        mask: undefined,
        strength: undefined,
        outputFormat: undefined,
        options: {}
      })
    })
  )

  it.effect("keeps what was given", () =>
    Effect.gen(function* () {
      const given = {
        ...cat,
        negativePrompt: "dogs",
        seed: 0,
        count: 4,
        steps: 50,
        guidanceScale: 0,
        strength: 0.5,
        outputFormat: "image/webp" as const,
        images: [Uint8Array.of(1)],
        mask: Uint8Array.of(2)
      }
      const request = yield* resolved(given)
      assert.deepStrictEqual({ ...request, ...given }, request)
    })
  )

  it.effect("accepts a request that was built before", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* resolved(new ImageRequest(cat))).prompt, cat.prompt)
    })
  )

  const capabilities: ReadonlyArray<readonly [string, Input]> = [
    ["negativePrompt", { ...cat, negativePrompt: "dogs" }],
    ["seed", { ...cat, seed: 1 }],
    ["steps", { ...cat, steps: 1 }],
    ["guidanceScale", { ...cat, guidanceScale: 1 }],
    ["count", { ...cat, count: 2 }],
    ["images", { ...cat, images: [Uint8Array.of(1)] }],
    ["outputFormat", { ...cat, outputFormat: "image/png" }]
  ]

  for (const [option, input] of capabilities) {
    it.effect(`${option}: refused by a model without it, dropped with a warning when lenient`, () =>
      Effect.gen(function* () {
        yield* able.resolve(input)
        const error = yield* refusal(input, unable)
        assert.strictEqual(error._tag, "InvalidRequest")
        assert.include(error.message, option)
        const lenient = yield* unable.resolve({ ...input, lenient: true })
        assert.deepStrictEqual(
          lenient.warnings.map((warning) => warning.code),
          ["Unsupported"]
        )
        assert.include(lenient.warnings[0]?.message ?? "", option)
        assert.deepStrictEqual(lenient.request, yield* resolved(cat, unable))
      })
    )
  }

  const edit = { ...cat, images: [Uint8Array.of(1)] }
  const edits: ReadonlyArray<readonly ["mask" | "strength", Partial<Input>]> = [
    ["mask", { mask: Uint8Array.of(1) }],
    ["strength", { strength: 0.5 }]
  ]

  for (const [option, given] of edits) {
    it.effect(`${option}: refused by a model of edits without it, dropped when lenient`, () =>
      Effect.gen(function* () {
        const plain = makeModel(never, { info: makeInfo({ ...takesNothing, images: 2 }) })
        yield* able.resolve({ ...edit, ...given })
        const error = yield* refusal({ ...edit, ...given }, plain)
        assert.strictEqual(error._tag === "InvalidRequest" && error.option, option)
        const lenient = yield* plain.resolve({ ...edit, ...given, lenient: true })
        assert.deepStrictEqual(
          lenient.warnings.map((warning) => warning.code),
          ["Unsupported"]
        )
        assert.include(lenient.warnings[0]?.message ?? "", option)
        assert.deepStrictEqual(lenient.request, yield* resolved(edit, plain))
      })
    )

    it.effect(`${option}: means nothing without input pictures`, () =>
      Effect.gen(function* () {
        for (const images of [undefined, []]) {
          const input = { ...cat, images, ...given }
          const error = yield* refusal(input)
          assert.strictEqual(error._tag === "InvalidRequest" && error.option, option)
          assert.include(error.message, "input pictures")
          const lenient = yield* able.resolve({ ...input, lenient: true })
          assert.strictEqual(lenient.warnings.length, 1)
          assert.deepStrictEqual(lenient.request, yield* resolved(cat))
        }
        // The pictures that a lenient request loses take it with them.
        const images = [1, 2, 3].map((byte) => Uint8Array.of(byte))
        const { request, warnings } = yield* able.resolve({
          ...cat,
          images,
          ...given,
          lenient: true
        })
        assert.strictEqual(warnings.length, 2)
        assert.deepStrictEqual(request, yield* resolved(cat))
      })
    )
  }

  it.effect("says how many pictures go in when there are too many", () =>
    Effect.gen(function* () {
      const images = [1, 2, 3].map((byte) => Uint8Array.of(byte))
      assert.include((yield* refusal({ ...cat, images })).message, "2")
      yield* able.resolve({ ...cat, images: images.slice(1) })
    })
  )

  it.effect("refuses an output format that is not in the list", () =>
    Effect.gen(function* () {
      const error = yield* refusal({ ...cat, outputFormat: "image/gif" })
      assert.strictEqual(error._tag === "InvalidRequest" && error.option, "outputFormat")
    })
  )

  it.effect("an empty negative prompt is none, and no input pictures are no edit", () =>
    Effect.gen(function* () {
      const resolution = yield* unable.resolve({ ...cat, negativePrompt: "", images: [] })
      assert.deepStrictEqual(resolution.warnings, [])
      assert.isUndefined(resolution.request.negativePrompt)
    })
  )

  const ranges: ReadonlyArray<readonly [string, Input, string]> = [
    ["seed", { ...cat, seed: 1001 }, "1000"],
    ["count", { ...cat, count: 5 }, "4"],
    ["steps", { ...cat, steps: 51 }, "50"],
    ["guidanceScale", { ...cat, guidanceScale: 10.5 }, "10"]
  ]

  for (const [option, input, legal] of ranges) {
    it.effect(`${option}: names the bound, and uses it when lenient`, () =>
      Effect.gen(function* () {
        const error = yield* refusal(input)
        assert.strictEqual(error._tag === "InvalidRequest" && error.legal, legal)
        const { request, warnings } = yield* able.resolve({ ...input, lenient: true })
        assert.strictEqual(warnings.length, 1)
        assert.strictEqual(
          Object.entries(request).find(([name]) => name === option)?.[1],
          Number(legal)
        )
      })
    )
  }

  it.effect("refuses numbers that are none of the field's, also when lenient", () =>
    Effect.gen(function* () {
      const wrong: ReadonlyArray<readonly [string, unknown]> = [
        ["width", 0],
        ["width", 10.5],
        ["height", "1024"],
        ["height", 100_000],
        ["seed", -1],
        ["seed", 1.5],
        ["count", 0],
        ["steps", 2.5],
        ["guidanceScale", Number.NaN],
        ["guidanceScale", Number.POSITIVE_INFINITY],
        ["strength", 1.1],
        ["aspectRatio", "16:8"],
        ["outputFormat", "image/bmp"],
        ["model", ""],
        ["prompt", 7],
        ["providerOptions", []]
      ]
      for (const [option, value] of wrong) {
        const error = yield* refusal(untyped({ ...cat, [option]: value, lenient: true }))
        assert.strictEqual(error._tag === "InvalidRequest" && error.option, option, String(value))
      }
    })
  )

  it.effect("names the field that may have been meant", () =>
    Effect.gen(function* () {
      const error = yield* refusal(untyped({ ...cat, guidance_scale: 1 }))
      assert.strictEqual(error._tag, "InvalidRequest")
      assert.strictEqual(error.message, "guidance_scale: no such field; try guidanceScale")
    })
  )

  it.effect("compares no text with names that is too long to be one", () =>
    Effect.gen(function* () {
      const error = yield* refusal({ ...cat, model: `test-model${"x".repeat(1000)}` })
      assert.deepStrictEqual(error._tag === "ModelNotFound" && error.near, ["test-model-1.0"])
    })
  )

  it.effect("refuses a size the model can't do, and takes the nearest when lenient", () =>
    Effect.gen(function* () {
      const input = { ...cat, width: 1000, height: 100 }
      const error = yield* refusal(input)
      assert.strictEqual(error._tag === "InvalidRequest" && error.legal, "1008x256")
      const { request, warnings } = yield* able.resolve({ ...input, lenient: true })
      assert.deepStrictEqual([request.width, request.height], [1008, 256])
      assert.include(warnings[0]?.message ?? "", "1008x256 is used")
    })
  )

  it.effect("keeps the other side of the ratio when a lenient size is fitted", () =>
    Effect.gen(function* () {
      const { request } = yield* able.resolve({
        ...cat,
        width: 1000,
        aspectRatio: "16:9",
        lenient: true
      })
      assert.deepStrictEqual([request.width, request.height], [1008, 576])
    })
  )

  it.effect("warns when a ratio can't be kept", () =>
    Effect.gen(function* () {
      const square = makeModel(never, {
        info: makeInfo({
          size: {
            _tag: "SizeList",
            default: { width: 512, height: 512 },
            sizes: [{ width: 512, height: 512 }]
          }
        })
      })
      const { request, warnings } = yield* square.resolve({ ...cat, aspectRatio: "16:9" })
      assert.deepStrictEqual([request.width, request.height], [512, 512])
      assert.deepStrictEqual(
        warnings.map((warning) => warning.code),
        ["SizeFitted"]
      )
    })
  )

  describe("the prompt", () => {
    it.effect("is the content of the last user message", () =>
      Effect.gen(function* () {
        const { prompt } = yield* resolved({
          messages: [
            { role: "system", content: "Draw" },
            { role: "user", content: "a dog" },
            { content: "a cat" },
            { role: "assistant", content: "Here" }
          ]
        })
        assert.strictEqual(prompt, "a cat")
      })
    )

    it.effect("wins over messages", () =>
      Effect.gen(function* () {
        const messages = [{ content: "a dog" }]
        assert.strictEqual((yield* resolved({ ...cat, messages })).prompt, cat.prompt)
      })
    )

    it.effect("may not be missing or empty", () =>
      Effect.gen(function* () {
        const inputs: ReadonlyArray<readonly [Input, string]> = [
          [{}, "prompt: is missing"],
          [{ prompt: "" }, "prompt: is empty"],
          [{ prompt: " \n\t" }, "prompt: is empty"],
          [{ messages: [] }, "prompt: no message is from the user"],
          [{ messages: [{ role: "system", content: "Draw" }] }, "prompt: no message"],
          [{ messages: [{ content: " " }] }, "prompt: is empty"]
        ]
        for (const [input, message] of inputs) {
          assert.include((yield* refusal(input)).message, message)
        }
      })
    )
  })

  describe("the model", () => {
    it.effect("answers to its name and aliases", () =>
      Effect.gen(function* () {
        for (const model of ["test-model-1.0", "test-model", "tm"]) {
          assert.strictEqual((yield* resolved({ ...cat, model })).model, "test-model-1.0")
        }
      })
    )

    it.effect("is not found under another, with near matches", () =>
      Effect.gen(function* () {
        const near = yield* refusal({ ...cat, model: "test-modle" })
        assert.strictEqual(near._tag === "ModelNotFound" && near.near[0], "test-model")
        const far = yield* refusal({ ...cat, model: "dall-e-3" })
        assert.deepStrictEqual(far._tag === "ModelNotFound" && far.near, ["test-model-1.0"])
        const { request, warnings } = yield* able.resolve({ ...cat, model: "x", lenient: true })
        assert.strictEqual(request.model, "test-model-1.0")
        assert.strictEqual(warnings.length, 1)
      })
    )
  })

  describe("provider options", () => {
    const withOptions = (providerOptions: Record<string, unknown>) =>
      untyped({ ...cat, providerOptions })

    it.effect("are decoded, and encoded again for the receipt", () =>
      Effect.gen(function* () {
        const input = withOptions({ test: { style: "photo", boost: "1.5" } })
        const { encodedOptions, request } = yield* able.resolve(input)
        assert.deepStrictEqual(request.options, { style: "photo", boost: 1.5 })
        assert.deepStrictEqual(encodedOptions, { style: "photo", boost: "1.5" })
      })
    )

    it.effect("may be of any shape that a schema describes", () =>
      Effect.gen(function* () {
        const Glow = Schema.Struct({ glow: Schema.Number })
        const shapes: ReadonlyArray<Schema.Schema.AnyNoContext> = [
          Schema.Record({ key: Schema.String, value: Schema.Number }),
          Schema.Union(Glow, Schema.Struct({ shine: Schema.Number })),
          Schema.suspend(() => Glow),
          Glow.pipe(Schema.filter(({ glow }) => glow < 1))
        ]
        for (const options of shapes) {
          const model = ImageModel.make({
            info: makeInfo(),
            version: "1.2.3",
            options,
            generate: () => Effect.never,
            load: loadEmbedded
          })
          const { request } = yield* model.resolve(withOptions({ test: { glow: 0.5 } }))
          assert.deepStrictEqual(request.options, { glow: 0.5 })
        }
      })
    )

    it.effect("of another provider may be there as long as they are undefined", () =>
      Effect.gen(function* () {
        const input = withOptions({ other: undefined, test: { style: "photo" } })
        assert.deepStrictEqual((yield* resolved(input)).options, { style: "photo" })
      })
    )

    it.effect("are refused when provider, key or value is unknown", () =>
      Effect.gen(function* () {
        const wrong: ReadonlyArray<readonly [Record<string, unknown>, string]> = [
          [{ other: {} }, "providerOptions.other"],
          [{ test: { stile: "photo" } }, "providerOptions.test.stile"],
          [{ test: { style: "opera" } }, "providerOptions.test.style"],
          [{ test: "photo" }, "providerOptions.test"]
        ]
        for (const [options, option] of wrong) {
          const error = yield* refusal({ ...withOptions(options), lenient: true })
          assert.strictEqual(error._tag, "InvalidRequest")
          assert.isTrue(error.message.startsWith(`${option}:`), error.message)
        }
      })
    )
  })
})

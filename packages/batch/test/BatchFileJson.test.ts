import { assert, describe, it } from "@effect/vitest"
import { BatchFileError } from "@easel/batch/BatchError"
import { ImageRequest } from "@easel/core/ImageRequest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Schema from "effect/Schema"
import { itemsOf, mistakesOf } from "./support/batchFiles.js"

const line = (value: unknown): string => `${JSON.stringify(value)}\n`

describe("a batch file of JSON lines", () => {
  it.effect("becomes items with numbers, lines, names and requests", () =>
    Effect.gen(function* () {
      const items = yield* itemsOf(
        `\ufeff${line({ prompt: "A red fox", width: 512 })}\r\n  \n` +
          line({ messages: [{ content: "Ein Bär" }], name: "bears/one.png", seed: null }) +
          `{"prompt": "猫"}`
      )
      assert.deepStrictEqual(
        items.map(({ line, name, number }) => [number, line, name]),
        [
          [1, 1, "00001-a-red-fox"],
          [2, 4, "bears/one"],
          [3, 5, "00003-猫"]
        ]
      )
      assert.deepStrictEqual(
        items[0]?.request,
        new ImageRequest({ prompt: "A red fox", width: 512 })
      )
      assert.deepStrictEqual(items[1]?.request.messages, [{ content: "Ein Bär" }])
    })
  )

  it.effect("takes pictures as base64 and options as core writes them", () =>
    Effect.gen(function* () {
      const request = new ImageRequest({
        prompt: "The same in winter",
        images: [Uint8Array.of(1, 2, 3)],
        mask: Uint8Array.of(4),
        strength: 0.5,
        aspectRatio: "16:9",
        outputFormat: "image/webp",
        lenient: true
      })
      const [item] = yield* itemsOf(line(yield* Schema.encode(ImageRequest)(request)))
      assert.deepStrictEqual(item?.request, request)
    })
  )

  it.effect("fills in defaults, which a line's own fields win over", () =>
    Effect.gen(function* () {
      const items = yield* itemsOf(line({ prompt: "a" }) + line({ prompt: "b", steps: 9 }), {
        defaults: { steps: 4, negativePrompt: "text" }
      })
      assert.deepStrictEqual(
        items.map(({ request }) => [request.steps, request.negativePrompt]),
        [
          [4, "text"],
          [9, "text"]
        ]
      )
    })
  )

  it.effect("tells the one broken line of 5,000", () =>
    Effect.gen(function* () {
      const lines = Array.from({ length: 5000 }, (_, index) => line({ prompt: `Cat ${index}` }))
      lines[4811] = '{"prompt": "Cat"\n'
      const error = yield* Effect.flip(itemsOf(lines.join(""), { piece: 4096 }))
      assert.instanceOf(error, BatchFileError)
      assert.deepStrictEqual([error.total, error.mistakes[0].line], [1, 4812])
      assert.match(error.message, /^cats\.jsonl:4812: is no JSON: /)
    })
  )

  it.effect("reads on after a mistake and tells all", () =>
    Effect.gen(function* () {
      const mistakes = yield* mistakesOf(
        [
          "[1]",
          "7",
          line({ prompt: "a", width: "wide", steps: 0 }).trim(),
          line({ promt: "a cat" }).trim(),
          line({ prompt: "  " }).trim(),
          line({ messages: [{ role: "system", content: "Be kind" }] }).trim(),
          line({ prompt: "a", name: { first: "x" } }).trim(),
          line({ prompt: "a", images: ["***"] }).trim()
        ].join("\n")
      )
      assert.deepStrictEqual(
        mistakes.map((mistake) => mistake.slice(0, 60)),
        [
          '1: is an array, not an object such as {"prompt": "A cat wear',
          '2: is a number, not an object such as {"prompt": "A cat wear',
          '3: width: Expected number, actual "wide"',
          "3: steps: Expected a positive number, actual 0",
          "4: promt: no such field, and no template uses it; did you me",
          '5: prompt: is empty; try "A cat wearing a hat"',
          '6: prompt: no message is from the user; try "A cat wearing a',
          "7: name: is no text or number, and can't be part of one",
          "8: images.0: Length must be a multiple of 4, but is 3"
        ]
      )
    })
  )

  it.effect("keeps a hundred mistakes and counts the others", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(itemsOf("x\n".repeat(250)))
      assert.instanceOf(error, BatchFileError)
      assert.strictEqual(error.mistakes.length, 100)
      assert.strictEqual(error.mistakes[99]?.line, 100)
      assert.strictEqual(error.total, 250)
      assert.match(error.message, /\nand 150 more$/)
    })
  )

  it.effect("refuses an empty file, an unknown format and bad defaults", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* mistakesOf(" \n\n"), ["has no items"])
      assert.deepStrictEqual(
        yield* mistakesOf(line({ prompt: "a" }), { defaults: { width: -1 } }),
        ["the default width: Expected a positive number, actual -1"]
      )
      const [format] = yield* mistakesOf(line({ prompt: "a" }), { file: "-" })
      assert.match(format ?? "", /format can't be told/)
      assert.lengthOf(yield* itemsOf(line({ prompt: "a" }), { file: "-", format: "jsonl" }), 1)
    })
  )

  it.effect("tells bytes that are no UTF-8, and a line over 16 MiB", () =>
    Effect.gen(function* () {
      const good = line({ prompt: "a" })
      const bytes = Buffer.concat([
        Buffer.from(good),
        Buffer.from([0x7b, 0xff, 0xfe, 0x0a]),
        Buffer.alloc(16 * 1024 * 1024 + 1, 0x20),
        Buffer.from(`\n${line({ prompt: 3 })}`)
      ])
      const mistakes = yield* mistakesOf(bytes, { piece: 1 << 20 })
      assert.deepStrictEqual(mistakes, [
        "2: is not UTF-8",
        "3: is longer than 16 MiB",
        "4: prompt: Expected string, actual 3"
      ])
    })
  )

  it.effect.prop(
    "gives back any prompts, wherever the bytes are cut",
    {
      prompts: FastCheck.array(
        FastCheck.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
        {
          minLength: 1
        }
      ),
      piece: FastCheck.integer({ min: 1, max: 50 })
    },
    ({ piece, prompts }) =>
      Effect.gen(function* () {
        const spoken = prompts.filter((prompt) => prompt.trim() !== "")
        const content = spoken.map((prompt) => line({ prompt })).join("")
        if (spoken.length === 0) return
        const items = yield* itemsOf(content, { piece })
        assert.deepStrictEqual(
          items.map(({ request }) => request.prompt),
          spoken
        )
      }),
    { fastCheck: { numRuns: 40 } }
  )
})

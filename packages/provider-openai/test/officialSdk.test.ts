/** The official SDK as the measure of requests and answers. */
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import OpenAI, { toFile } from "openai"
import type { FakeRequest } from "@easel/core/Fake"
import { TestPicture } from "@easel/testkit"
import { generate, key, setup, test } from "./support.js"

const sdk = (baseUrl: string) =>
  new OpenAI({ baseURL: `${baseUrl}/v1`, apiKey: key, maxRetries: 0, logLevel: "off" })

const prompt = "A cat in space"

/** A form's parts in any order: names, file names, types and contents. */
const partsOf = ({ headers, text }: FakeRequest) => {
  const boundary = /boundary=(.*)$/.exec(headers["content-type"] ?? "")?.[1] ?? ""
  const parts = text.split(`--${boundary}`).slice(1, -1)
  return parts.map((part) => part.replace(/content-type/gi, "content-type").trim()).sort()
}

describe("beside the official SDK", () => {
  test("a request for pictures is the same", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      yield* generate(model, { prompt, outputFormat: "image/webp" })
      yield* Effect.promise(() =>
        sdk(fake.baseUrl).images.generate({
          model: "gpt-image-2",
          prompt,
          n: 1,
          size: "1024x1024",
          output_format: "webp",
          stream: true,
          partial_images: 2
        })
      )
      const [ours, theirs] = fake.requests
      assert.deepStrictEqual(JSON.parse(ours?.text ?? ""), JSON.parse(theirs?.text ?? ""))
      assert.strictEqual(ours?.url.href, theirs?.url.href)
      assert.strictEqual(ours?.headers["authorization"], theirs?.headers["authorization"])
      assert.strictEqual(ours?.headers["content-type"], theirs?.headers["content-type"])
    }))

  for (const count of [1, 2]) {
    test(`a request for an edit of ${count} is the same form`, () =>
      Effect.gen(function* () {
        const { bytes } = yield* TestPicture.draw({
          prompt: "",
          seed: 1,
          width: 8,
          height: 8,
          detail: 1
        })
        const { fake, model } = yield* setup()
        const images = Array.from({ length: count }, () => bytes)
        yield* generate(model, { prompt, images, mask: bytes })
        yield* Effect.promise(async () => {
          const file = () => toFile(bytes, "picture.png", { type: "image/png" })
          const [first, ...others] = await Promise.all(images.map(file))
          if (first === undefined) return
          await sdk(fake.baseUrl).images.edit({
            model: "gpt-image-2",
            prompt,
            n: 1,
            size: "1024x1024",
            stream: true,
            partial_images: 2,
            image: others.length === 0 ? first : [first, ...others],
            mask: await file()
          })
        })
        const [ours, theirs] = fake.requests
        if (ours === undefined || theirs === undefined) return assert.fail("not asked")
        assert.deepStrictEqual(partsOf(ours), partsOf(theirs))
        assert.strictEqual(ours.url.href, theirs.url.href)
      }))
  }

  test("the stand-in's answers are read by both alike", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      const client = sdk(fake.baseUrl)
      const { events, tags } = yield* Effect.promise(async () => {
        const stream = await client.images.generate({ prompt, stream: true, partial_images: 2 })
        const events = []
        for await (const event of stream) events.push(event)
        return { events, tags: events.map(({ type }) => type) }
      })
      assert.deepStrictEqual(tags, [
        "image_generation.partial_image",
        "image_generation.partial_image",
        "image_generation.completed"
      ])
      const last = events.at(-1)
      const { response } = yield* generate(model)
      const tokens = last?.type === "image_generation.completed" ? last.usage.total_tokens : 0
      assert.deepStrictEqual(response.receipt.cost, { amount: tokens, currency: "tokens" })
      const json = yield* Effect.promise(() => client.images.generate({ prompt }))
      assert.strictEqual(json._request_id, response.receipt.jobId)
      assert.strictEqual(json.data?.[0]?.revised_prompt, "A cat in space, revised")
    }))

  test("a stream that was cut is a failure here, and a silent end there", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ fault: "ends-early" })
      const last = yield* Effect.promise(async () => {
        const stream = await sdk(fake.baseUrl).images.generate({
          prompt,
          stream: true,
          partial_images: 2
        })
        let last = ""
        for await (const { type } of stream) last = type
        return last
      })
      assert.strictEqual(last, "image_generation.partial_image")
      assert.strictEqual((yield* Effect.flip(generate(model)))._tag, "TransportError")
    }))
})

import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { collect, count, generateAndLoad, json, responseOf, setup, test } from "./support.js"

const done = json({ status: "Done", final_image_url: "/images/task-1.png" })

describe("a generation", () => {
  test("ends with one picture, forward progress and the seed that was sent", () =>
    Effect.gen(function* () {
      const states = [{}, { progress: 0.2 }, { status: "Processing", progress: 0.9 }]
      const { fake, model } = yield* setup({ replies: [...states.map(json), done] })
      const events = yield* collect(model)
      const response = responseOf(events)
      const fractions = events.flatMap((event) =>
        event._tag === "Progress" && event.fraction !== undefined ? [event.fraction] : []
      )
      assert.deepStrictEqual(fractions, [0.2, 0.9])
      assert.lengthOf(response.images, 1)
      const { seed } = JSON.parse(fake.requests[0]?.text ?? "")
      assert.strictEqual(response.receipt.seed, Number(seed))
      assert.strictEqual(response.images[0].seed, Number(seed))
      assert.strictEqual(response.receipt.jobId, "task-1")
      assert.strictEqual(response.receipt.model, "sdxl-turbo")
      const asset = yield* model.load(response.images[0])
      assert.strictEqual(asset.mediaType, "image/png")
      const view = new DataView(asset.bytes.buffer, asset.bytes.byteOffset)
      assert.deepStrictEqual([view.getUint32(16), view.getUint32(20)], [1152, 896])
    }))

  test("sends exactly the fields of the wire, seeds as strings", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      yield* collect(model, {
        messages: [{ content: "first" }, { role: "assistant", content: "?" }, { content: "A cat" }],
        negativePrompt: "blurry, low quality",
        width: 512,
        height: 512,
        seed: 1234567,
        providerOptions: { imagelabs: { subseed: 7, tiling: true } }
      })
      assert.deepStrictEqual(JSON.parse(fake.requests[0]?.text ?? ""), {
        prompt: "A cat",
        seed: "1234567",
        subseed: "7",
        attention: 0,
        width: 512,
        height: 512,
        tiling: true,
        negative_prompt: "blurry, low quality",
        reference_image: "",
        reference_image_type: null,
        reference_strength: 30
      })
    }))

  test("fills in the defaults of the seed document", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      yield* collect(model, { prompt: "A cat", seed: 5 })
      const body = JSON.parse(fake.requests[0]?.text ?? "")
      assert.include(body, { width: 1152, height: 896, negative_prompt: "", tiling: false })
      assert.strictEqual(body.subseed, "5")
    }))

  test("asks for the job by its id, which goes back as it came", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ replies: [done] })
      yield* collect(model)
      assert.deepStrictEqual(JSON.parse(fake.requests[1]?.text ?? ""), { task_id: "task-1" })
    }))

  test("chooses a seed of its own for each request without one", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      yield* Effect.all([collect(model), collect(model), collect(model)], { concurrency: 3 })
      const seeds = fake.requests
        .filter(({ url }) => url.pathname === "/txt2img")
        .map(({ text }) => JSON.parse(text).seed)
      assert.strictEqual(new Set(seeds).size, 3)
      assert.isTrue(seeds.every((seed) => /^\d+$/.test(seed)))
    }))

  test("polls on while the status is missing, null or an unknown word", () =>
    Effect.gen(function* () {
      const replies = [
        json({}),
        json({ status: null, progress: null, final_image_url: null }),
        json({ status: "Warming up", progress: -3, more: { unknown: true } }),
        json({ status: "Painting", progress: 0.6 }),
        json({ status: "Painting", progress: 0.4 }),
        json({ progress: 17, final_image_url: "" }),
        done
      ]
      const { fake, model } = yield* setup({ replies })
      const events = yield* collect(model)
      const seen = events.flatMap((event) =>
        event._tag === "Progress" ? [[event.fraction, event.message]] : []
      )
      assert.deepStrictEqual(seen, [
        [undefined, undefined],
        [undefined, undefined],
        [0, "Warming up"],
        [0.6, "Painting"],
        [0.6, "Painting"],
        [1, undefined]
      ])
      assert.lengthOf(events, 7)
      assert.strictEqual(count(fake, "/progress"), 7)
    }))

  test("needs no progress to come to its picture", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({ replies: [json({}), json({ status: "Busy" }), done] })
      const events = yield* collect(model)
      assert.deepStrictEqual(
        events.map((event) => event._tag),
        ["Progress", "Progress", "ImageResponse"]
      )
    }))

  test("is done with a picture's address, whatever the status", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({ fault: "url-without-done" })
      const asset = yield* generateAndLoad(model)
      assert.strictEqual(asset.mediaType, "image/png")
    }))

  test("resolves a relative address against the service", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup({ fault: "relative-url" })
      const [image] = responseOf(yield* collect(model)).images
      assert.deepStrictEqual(image.source, {
        _tag: "Url",
        url: `${fake.baseUrl}/images/task-1.png`
      })
    }))

  test("tells of a queue until work begins", () =>
    Effect.gen(function* () {
      const replies = [
        json({ status: "In queue 3/5" }),
        json({ status: "WAITING, position 2" }),
        json({ status: "pending" }),
        json({ status: "Processing", progress: 0.5 }),
        json({ status: "waiting for upload" }),
        done
      ]
      const { model } = yield* setup({ replies })
      const events = yield* collect(model)
      assert.deepStrictEqual(
        events.slice(0, -1).map((event) => ({ ...event })),
        [
          { _tag: "Queued", position: 2, size: 5 },
          { _tag: "Queued", position: 1, size: undefined },
          { _tag: "Queued", position: undefined, size: undefined },
          { _tag: "Progress", fraction: 0.5, message: "Processing" },
          { _tag: "Progress", fraction: undefined, message: "waiting for upload" }
        ]
      )
    }))

  test("waits a little for the address of a job that is done", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({ replies: [json({ status: "Done" }), done] })
      assert.lengthOf(responseOf(yield* collect(model)).images, 1)
    }))
})

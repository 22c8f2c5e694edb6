import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as Stream from "effect/Stream"
import { OpenAiHost } from "@easel/provider-openai"
import { Fault, TestPicture } from "@easel/testkit"
import { generate, key, setup, test } from "./support.js"

const previews = ["ImagePreview", "ImagePreview"]

describe("an answer", () => {
  test("of events is previews and a picture that nobody has decoded, with what it says of itself", () =>
    Effect.gen(function* () {
      const { model } = yield* setup()
      const { response, tags } = yield* generate(model)
      assert.deepStrictEqual(tags, previews)
      const [image] = response.images
      assert.strictEqual(image.source._tag, "Base64")
      const { bytes, mediaType } = yield* model.load(image)
      assert.strictEqual(mediaType, "image/png")
      assert.isAbove(bytes.length, 100)
      assert.deepInclude(
        { ...response.receipt },
        {
          jobId: "req_stand_in",
          cost: { amount: 4210, currency: "tokens" },
          seed: "unknown",
          model: "gpt-image-2"
        }
      )
    }))

  test("of JSON has the prompt that the host made of it", () =>
    Effect.gen(function* () {
      const { model } = yield* setup()
      const options = { providerOptions: { openai: { partialImages: 0 } } }
      const { response, tags } = yield* generate(model, { count: 3, ...options })
      assert.deepStrictEqual(tags, [])
      assert.strictEqual(response.images.length, 3)
      assert.strictEqual(response.receipt.note, "revised prompt: A cat in space, revised")
      assert.strictEqual(response.receipt.jobId, "req_stand_in")
    }))

  test("of several large pictures is read", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      const drawn = yield* TestPicture.draw({
        prompt: "",
        seed: 1,
        width: 8,
        height: 8,
        detail: 1
      })
      const padding = " ".repeat(65 * 2 ** 20)
      const body = `{"data":[{"b64_json":"${Encoding.encodeBase64(drawn.bytes)}"}]${padding}}`
      const headers = { "content-type": "application/json" }
      fake.addFault(Fault.reply({ method: "POST" }, { status: 200, headers, body }))
      assert.strictEqual((yield* generate(model)).response.images.length, 1)
    }))

  test("has each picture that was asked for, one event for each", () =>
    Effect.gen(function* () {
      const { model } = yield* setup()
      const { response, tags } = yield* generate(model, { count: 2 })
      assert.deepStrictEqual(tags, [...previews, ...previews])
      assert.strictEqual(response.images.length, 2)
    }))

  const forms = {
    "json-instead": [],
    nameless: previews,
    crlf: previews,
    "unknown-events": previews,
    "data-url": [],
    url: [],
    "relative-url": [],
    "no-request-id": previews
  }
  for (const [fault, expected] of Object.entries(forms)) {
    test(`in another form is a picture all the same: ${fault}`, () =>
      Effect.gen(function* () {
        const { model } = yield* setup({ fault })
        const { response, tags } = yield* generate(model)
        assert.deepStrictEqual(tags, expected)
        const { mediaType } = yield* model.load(response.images[0])
        assert.strictEqual(mediaType, "image/png")
        const jobId = fault === "no-request-id" ? undefined : "req_stand_in"
        assert.strictEqual(response.receipt.jobId, jobId)
      }))
  }

  test("in pieces of one byte is the same", () =>
    Effect.gen(function* () {
      const { bytes } = yield* TestPicture.draw({
        prompt: "",
        seed: 1,
        width: 8,
        height: 8,
        detail: 1
      })
      const event = JSON.stringify({
        type: "image_generation.completed",
        b64_json: Buffer.from(bytes).toString("base64"),
        revised_prompt: "Кот 🐈"
      })
      const wire = Buffer.from(`: ping\r\n\r\nevent: x\r\ndata:${event}\r\n\r\n`)
      const body = Stream.map(Stream.range(0, wire.length - 1), (at) => wire.subarray(at, at + 1))
      const headers = { "content-type": "text/event-stream" }
      const { model } = yield* setup({
        service: { handle: () => Effect.succeed({ status: 200, headers, body }) }
      })
      const { response } = yield* generate(model)
      assert.strictEqual(response.receipt.note, "revised prompt: Кот 🐈")
      assert.deepStrictEqual((yield* model.load(response.images[0])).bytes, bytes)
    }))

  test("with fewer pictures than asked for is told", () =>
    Effect.gen(function* () {
      for (const partialImages of [0, 2]) {
        const { model } = yield* setup({ fault: "fewer" })
        const providerOptions = { openai: { partialImages } }
        const { events, response } = yield* generate(model, { count: 2, providerOptions })
        assert.strictEqual(response.images.length, 1)
        const codes = events.flatMap((event) => (event._tag === "Warning" ? event.code : []))
        assert.deepStrictEqual(
          codes,
          partialImages === 0 ? ["FewerPictures"] : ["EndedEarly", "FewerPictures"]
        )
      }
    }))

  test("that names another host gets no key there", () =>
    Effect.gen(function* () {
      const elsewhere = yield* setup()
      const url = `${elsewhere.fake.baseUrl}/files/0.png`
      const { model } = yield* setup({
        host: OpenAiHost.plain,
        service: {
          handle: () =>
            Effect.succeed({
              status: 200,
              headers: { "content-type": "application/json" },
              body: JSON.stringify({ data: [{ url }] })
            })
        }
      })
      const { response } = yield* generate(model)
      assert.strictEqual((yield* Effect.flip(model.load(response.images[0])))._tag, "AssetError")
      const [request] = elsewhere.fake.requests
      assert.strictEqual(request?.url.pathname, "/files/0.png")
      assert.notInclude(JSON.stringify(request?.headers), key)
    }))

  test("tells a cost in money, where a gateway does", () =>
    Effect.gen(function* () {
      const { bytes } = yield* TestPicture.draw({
        prompt: "",
        seed: 1,
        width: 8,
        height: 8,
        detail: 1
      })
      const data = [{ b64_json: Buffer.from(bytes).toString("base64") }]
      const headers = { "content-type": "application/json", "x-litellm-response-cost": "0.042" }
      const { model } = yield* setup({
        service: {
          handle: () => Effect.succeed({ status: 200, headers, body: JSON.stringify({ data }) })
        }
      })
      const { response } = yield* generate(model)
      assert.deepStrictEqual(response.receipt.cost, { amount: 0.042, currency: "USD" })
    }))

  test("of Easel's gateway tells of queue, progress and seed", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({ host: OpenAiHost.easel, fault: "queued" })
      const { response, tags } = yield* generate(model)
      const progress = ["Progress", "ImagePreview"]
      assert.deepStrictEqual(tags, ["Queued", ...progress, ...progress, "Progress"])
      assert.isNumber(response.receipt.seed)
    }))
})

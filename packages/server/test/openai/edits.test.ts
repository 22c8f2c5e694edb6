/** Edits: forms of every kind, and JSON with data URLs. */
import { request } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { toFile } from "openai"
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

const scene = Effect.gen(function* () {
  const [cat, dog, mask, result] = yield* Effect.all([1, 2, 3, 9].map((seed) => picture(seed)))
  const gateway = yield* run(answering({ _tag: "Done", urls: [result ?? ""], seed: 5 }))
  return { gateway, cat: cat ?? "", dog: dog ?? "", mask: mask ?? "", result: result ?? "" }
})

const fileOf = (dataUrl: string, name: string) =>
  new File([Buffer.from(base64Of(dataUrl), "base64")], name, { type: "image/png" })

describe("images.edit of the official SDK", () => {
  it.scopedLive("sends a picture and a mask", () =>
    Effect.gen(function* () {
      const { cat, gateway, mask, result } = yield* scene
      const answer = yield* ask(() =>
        gateway.client.images.edit({
          model: "atelier-1",
          prompt: "A hat",
          image: fileOf(cat, "cat.png"),
          mask: fileOf(mask, "mask.png"),
          n: 1,
          size: "256x256",
          output_format: "webp",
          user: "u-1"
        })
      )
      assert.strictEqual(answer.data?.[0]?.b64_json, base64Of(result))
      assert.deepStrictEqual(submitted(gateway), {
        prompt: "A hat",
        model: "atelier-1",
        width: 256,
        height: 256,
        images: [base64Of(cat)],
        mask: base64Of(mask),
        count: 1,
        steps: 20,
        guidanceScale: 5,
        outputFormat: "image/webp",
        options: {}
      })
    })
  )

  it.scopedLive("sends several pictures, and what OpenAI's types do not know", () =>
    Effect.gen(function* () {
      const { cat, dog, gateway } = yield* scene
      const body = {
        model: "atelier-1",
        prompt: "Both",
        image: [fileOf(cat, "cat.png"), fileOf(dog, "dog.png")],
        seed: 4,
        strength: 0.5,
        safe_mode: true,
        brush: "7",
        lenient: false,
        provider_options: { atelier: { glow: 0.25 } }
      }
      yield* ask(() => gateway.client.images.edit(body))
      const { images, options, seed, strength } = Object.assign(
        { images: undefined, options: undefined, seed: undefined, strength: undefined },
        submitted(gateway)
      )
      assert.deepStrictEqual(images, [base64Of(cat), base64Of(dog)])
      assert.deepStrictEqual(options, { safeMode: true, brush: "7", glow: 0.25 })
      assert.deepStrictEqual([seed, strength], [4, 0.5])
    })
  )

  it.scopedLive("sends a file that is read as it goes", () =>
    Effect.gen(function* () {
      const { cat, gateway } = yield* scene
      const bytes = Buffer.from(base64Of(cat), "base64")
      const image = yield* ask(() => toFile(bytes, "cat.png", { type: "image/png" }))
      yield* ask(() => gateway.client.images.edit({ model: "atelier-1", prompt: "A hat", image }))
      assert.deepStrictEqual(submitted(gateway)["images"], [base64Of(cat)])
    })
  )
})

/** A form as no SDK writes it: in pieces, without a length. */
const chunked = ({ url }: Running, boundary: string, pieces: ReadonlyArray<Buffer>) =>
  Effect.async<number>((resume) => {
    const outgoing = request(
      `${url}/v1/images/edits`,
      { method: "POST", headers: { "content-type": `multipart/form-data; boundary=${boundary}` } },
      (response) => {
        response.resume()
        response.on("end", () => resume(Effect.succeed(response.statusCode ?? 0)))
      }
    )
    for (const piece of pieces) outgoing.write(piece)
    outgoing.end()
  })

describe("a form", () => {
  it.scopedLive("may have its parts in any order, and come in pieces", () =>
    Effect.gen(function* () {
      const { cat, gateway } = yield* scene
      const part = (headers: string, content: string | Buffer) =>
        Buffer.concat([
          Buffer.from(`--b\r\ncontent-disposition: form-data; ${headers}\r\n\r\n`),
          Buffer.from(content),
          Buffer.from("\r\n")
        ])
      const status = yield* chunked(gateway, "b", [
        part('name="n"', "1"),
        part('name="image[]"; filename="cat.png"', Buffer.from(base64Of(cat), "base64")),
        part('name="lenient"', "true"),
        part('name="style"', "natural"),
        part('name="provider_options"', '{"atelier":{"glow":0.5}}'),
        part('name="prompt"', "A hat"),
        part('name="model"', "atelier-1"),
        Buffer.from("--b--\r\n")
      ])
      assert.strictEqual(status, 200)
      const { images, options, prompt } = Object.assign(
        { images: undefined, options: undefined, prompt: undefined },
        submitted(gateway)
      )
      assert.deepStrictEqual([images, options, prompt], [[base64Of(cat)], { glow: 0.5 }, "A hat"])
    })
  )
})

describe("JSON", () => {
  interface Shape {
    readonly body: (cat: string, dog: string) => object
    readonly pictures: number
  }
  const shapes: Readonly<Record<string, Shape>> = {
    "a data URL": { body: (image) => ({ image }), pictures: 1 },
    "a list of data URLs": { body: (cat, dog) => ({ image: [cat, dog] }), pictures: 2 },
    "a list as OpenAI writes it": {
      body: (cat, dog) => ({ images: [{ image_url: cat }, { image_url: dog }] }),
      pictures: 2
    }
  }
  for (const [name, { body, pictures }] of Object.entries(shapes)) {
    it.scopedLive(`may hold ${name}`, () =>
      Effect.gen(function* () {
        const { cat, dog, gateway, mask, result } = yield* scene
        const response = yield* Effect.promise(() =>
          fetch(`${gateway.url}/v1/images/edits`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify({
              model: "atelier-1",
              prompt: "A hat",
              mask: { image_url: mask },
              ...body(cat, dog)
            })
          })
        )
        assert.strictEqual(response.status, 200)
        const answer: unknown = yield* Effect.promise(() => response.json())
        assert.nestedPropertyVal(answer, "data[0].b64_json", base64Of(result))
        const sent = [cat, dog].slice(0, pictures).map(base64Of)
        assert.deepStrictEqual(submitted(gateway)["images"], sent)
        assert.strictEqual(submitted(gateway)["mask"], base64Of(mask))
        assert.strictEqual(submissions(gateway).length, 1)
      })
    )
  }
})

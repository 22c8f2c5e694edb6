/** The official SDK of OpenAI, unchanged: pictures that are answered in one document. */
import { assert, describe, it } from "@effect/vitest"
import { detect } from "@easel/core/MediaType"
import * as Effect from "effect/Effect"
import type OpenAI from "openai"
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

const generate = ({ client }: Running, body: object) =>
  ask(() =>
    client.images.generate(
      // What OpenAI's types do not know is passed through as it is.
      Object.assign(
        { model: "atelier-1", prompt: "A cat" },
        body
      ) as OpenAI.ImageGenerateParamsNonStreaming
    )
  )

const drawn = Effect.map(picture(), (url) => ({
  url,
  service: answering(
    { _tag: "Accepted", id: "job-1" },
    { _tag: "Note", code: "Softened", message: "the edges were softened" },
    { _tag: "Done", urls: [url], seed: 7 }
  )
}))

/** The service of one picture, and what it was sent for a body. */
const sent = (body: object) =>
  Effect.gen(function* () {
    const { service } = yield* drawn
    const gateway = yield* run(service)
    const answer = yield* generate(gateway, body)
    return { answer, json: submitted(gateway) }
  })

describe("images.generate", () => {
  it.scopedLive("gives a picture in base64, its seed, and the receipt beside it", () =>
    Effect.gen(function* () {
      const { service, url } = yield* drawn
      const gateway = yield* run(service)
      const answer = yield* generate(gateway, {})
      assert.strictEqual(answer.data?.length, 1)
      assert.strictEqual(answer.data?.[0]?.b64_json, base64Of(url))
      assert.isTrue(Math.abs(answer.created - Date.now() / 1000) < 600)
      assert.strictEqual(answer.size, "512x512")
      assert.strictEqual(answer.output_format, "png")
      assert.match(answer._request_id ?? "", /^req_[0-9a-f]{32}$/)
      const extras: unknown = JSON.parse(JSON.stringify(answer))
      assert.nestedPropertyVal(extras, "data[0].seed", 7)
      assert.nestedPropertyVal(extras, "easel.receipt.jobId", "job-1")
      assert.nestedPropertyVal(extras, "easel.receipt.provider", "atelier")
      assert.nestedPropertyVal(extras, "easel.receipt.parameters.steps", 20)
      assert.nestedPropertyVal(extras, "easel.warnings[0].code", "Softened")
    })
  )

  it.scopedLive("gives several pictures, each with its own seed", () =>
    Effect.gen(function* () {
      const urls = yield* Effect.all([picture(1), picture(2)])
      const gateway = yield* run(answering({ _tag: "Done", urls, seed: 7 }))
      const answer = yield* generate(gateway, { n: 2 })
      assert.deepStrictEqual(
        answer.data?.map(({ b64_json }) => b64_json),
        urls.map(base64Of)
      )
      assert.deepStrictEqual(JSON.parse(JSON.stringify(answer.data)), [
        { b64_json: base64Of(urls[0]), seed: 7 },
        { b64_json: base64Of(urls[1]), seed: 8 }
      ])
      assert.strictEqual(submitted(gateway)["count"], 2)
      assert.strictEqual(submissions(gateway).length, 1)
    })
  )

  it.scopedLive("gives addresses at the gateway when they are asked for", () =>
    Effect.gen(function* () {
      const { service, url } = yield* drawn
      const gateway = yield* run(service)
      const answer = yield* generate(gateway, { response_format: "url" })
      const address = answer.data?.[0]?.url ?? ""
      assert.isTrue(address.startsWith(`${gateway.url}/api/images/`))
      assert.isUndefined(answer.data?.[0]?.b64_json)
      const fetched = yield* Effect.promise(async () => (await fetch(address)).arrayBuffer())
      assert.strictEqual(Buffer.from(fetched).toString("base64"), base64Of(url))
    })
  )

  it.scopedLive("gives a picture of 20 MB whole", () =>
    Effect.gen(function* () {
      const url = yield* picture(1, 64)
      const start = Buffer.from(base64Of(url), "base64")
      const large = Buffer.concat([start, Buffer.alloc(20 * 1024 * 1024, 7)])
      const service = answering({
        _tag: "Done",
        urls: [`data:image/png;base64,${large.toString("base64")}`],
        seed: 1
      })
      const answer = yield* generate(yield* run(service), {})
      const received = Buffer.from(answer.data?.[0]?.b64_json ?? "", "base64")
      assert.isTrue(received.equals(large))
      assert.strictEqual(detect(received), "image/png")
    })
  )
})

describe("the parameters of", () => {
  const base = {
    prompt: "A cat",
    model: "atelier-1",
    width: 512,
    height: 512,
    images: [],
    count: 1,
    steps: 20,
    guidanceScale: 5,
    options: {}
  }
  const cases: Readonly<Record<string, readonly [object, object]>> = {
    "a prompt alone": [{}, base],
    "every field of Easel": [
      {
        negative_prompt: "dogs",
        seed: 42,
        steps: 30,
        guidance_scale: 7.5,
        output_format: "webp",
        size: "256x128"
      },
      {
        ...base,
        negativePrompt: "dogs",
        seed: 42,
        steps: 30,
        guidanceScale: 7.5,
        outputFormat: "image/webp",
        width: 256,
        height: 128
      }
    ],
    "the name that diffusers gives the steps": [
      { num_inference_steps: 12 },
      { ...base, steps: 12 }
    ],
    "a size left to the model": [{ size: "auto" }, base],
    "an aspect ratio": [
      { size: "auto", aspect_ratio: "16:9" },
      { ...base, aspectRatio: "16:9", width: 1024, height: 576 }
    ],
    "one side": [{ width: 640 }, { ...base, width: 640 }],
    "null, which is nothing": [{ seed: null, n: null, size: null, user: null }, base],
    "values that mean nothing": [
      {
        quality: undefined,
        style: "vivid",
        background: "auto",
        moderation: "auto",
        output_compression: 100,
        user: "u-1",
        safety_identifier: "s-1",
        input_fidelity: "low"
      },
      base
    ],
    "options of the provider beside the others": [
      { glow: 0.5, safe_mode: true, quality: "draft" },
      { ...base, options: { glow: 0.5, safeMode: true, quality: "draft" } }
    ],
    "options of the provider apart": [
      { provider_options: { atelier: { glow: 0.5 } }, brush: "7" },
      { ...base, options: { glow: 0.5, brush: "7" } }
    ],
    "a conversation": [
      {
        prompt: undefined,
        messages: [
          { role: "system", content: "Paint" },
          { role: "user", content: "A dog" }
        ]
      },
      { ...base, prompt: "A dog" }
    ],
    "an alias": [{ model: "at-1" }, base],
    "a provider and a name with a slash": [
      { model: "atelier:house/atelier-pro" },
      { ...base, model: "house/atelier-pro" }
    ],
    "a provider": [{ model: "atelier" }, base]
  }
  for (const [name, [body, expected]] of Object.entries(cases)) {
    it.scopedLive(name, () =>
      Effect.map(sent(body), ({ json }) => assert.deepStrictEqual(json, expected))
    )
  }

  it.scopedLive("a lenient request: what can't be done is left out and told", () =>
    Effect.gen(function* () {
      const { answer, json } = yield* sent({
        lenient: true,
        n: 9,
        steps: 80,
        style: "natural",
        size: "100x100",
        output_format: "gif"
      })
      assert.deepStrictEqual(json, { ...base, count: 4, steps: 50, width: 104, height: 104 })
      const extras: unknown = JSON.parse(JSON.stringify(answer))
      const warnings = [
        ["Unsupported", "style: Atelier does not take it; left out"],
        [
          "Unsupported",
          "size: 100x100 is no size of this model (sides from 64 to 2048, multiples of 8); try 104x104; 104x104 is used"
        ],
        ["Unsupported", "n: 9 is outside 1 to 4; try 4; 4 is used"],
        ["Unsupported", "steps: 80 is outside 1 to 50; try 50; 50 is used"],
        ["Unsupported", "output_format: Atelier does not take it; left out"],
        ["Softened", "the edges were softened"]
      ].map(([code, message]) => ({ code, message }))
      assert.nestedProperty(extras, "easel.warnings")
      assert.deepNestedPropertyVal(extras, "easel.warnings", warnings)
    })
  )
})

import { readFile } from "node:fs/promises"
import { assert, describe, it } from "@effect/vitest"
import * as six from "ai6"
import * as seven from "ai7"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import { type ImageError, isRetryable, mayHaveJob } from "@easel/core/ImageError"
import type { ImageEvent } from "@easel/core/ImageEvent"
import type { Input } from "@easel/core/ImageRequest"
import { type AiSdkImageModel, FromAiSdk, fromAiSdk } from "@easel/provider-ai-sdk"
import { TestPicture } from "@easel/testkit"

declare module "@easel/core/ProviderOptions" {
  interface ProviderOptions {
    readonly "ai-sdk-acme"?: { readonly style?: string | undefined } | undefined
  }
}

type Model = AiSdkImageModel.AiSdkImageModel
type Call = AiSdkImageModel.CallOptions

const png = await Effect.runPromise(
  TestPicture.draw({ prompt: "", seed: 1, width: 8, height: 8, detail: 1 })
)

const result = (fields: Partial<AiSdkImageModel.Result> = {}): AiSdkImageModel.Result => ({
  images: [png.bytes],
  warnings: [],
  response: { headers: undefined },
  ...fields
})

/** A model that keeps what it is called with. */
const modelOf = (
  doGenerate: (options: Call, index: number) => Promise<AiSdkImageModel.Result>,
  fields: Partial<Model> = {}
) => {
  const calls: Array<Call> = []
  const model: Model = {
    specificationVersion: "v4",
    provider: "acme.image",
    modelId: "acme-1",
    maxImagesPerCall: 1,
    doGenerate: (options) => doGenerate(options, calls.push(options) - 1),
    ...fields
  }
  return { calls, model }
}

const generate = (model: Model, request: Input = {}, options: FromAiSdk.Options<object> = {}) =>
  Effect.suspend(() => {
    const events: Array<ImageEvent> = []
    const { generate } = fromAiSdk(model, options)
    return Effect.map(
      generate({ prompt: "A cat in space", ...request }, (event) =>
        Effect.sync(() => events.push(event))
      ),
      (response) => ({
        response,
        warnings: events.flatMap((event) => (event._tag === "Warning" ? [event] : []))
      })
    )
  })

const fails = (thrown: unknown, options: FromAiSdk.Options<object> = {}) =>
  Effect.flip(generate(modelOf(() => Promise.reject(thrown)).model, {}, options))

describe("a receipt", () => {
  it.effect("names the version of the package", () =>
    Effect.gen(function* () {
      const manifest = new URL("../package.json", import.meta.url)
      const text = yield* Effect.promise(() => readFile(manifest, "utf8"))
      assert.strictEqual(FromAiSdk.version, JSON.parse(text).version)
      const { receipt } = (yield* generate(modelOf(async () => result()).model)).response
      assert.strictEqual(receipt.providerVersion, FromAiSdk.version)
    })
  )
})

describe("a call", () => {
  it.effect("has every key, also those without a value", () =>
    Effect.gen(function* () {
      const { calls, model } = modelOf(async () => result())
      yield* generate(model)
      const { abortSignal, ...rest } = calls[0] ?? assert.fail("not called")
      assert.instanceOf(abortSignal, AbortSignal)
      assert.deepStrictEqual(rest, {
        prompt: "A cat in space",
        n: 1,
        size: "1024x1024",
        aspectRatio: undefined,
        seed: undefined,
        files: undefined,
        mask: undefined,
        providerOptions: { acme: {} },
        headers: {}
      })
    })
  )

  it.effect("has what was asked for", () =>
    Effect.gen(function* () {
      const { calls, model } = modelOf(async () => result())
      const edit = { images: [png.bytes], mask: png.bytes, seed: 7, width: 1536, height: 1024 }
      const providerOptions = { "ai-sdk-acme": { style: "ink" } }
      yield* generate(
        model,
        { ...edit, providerOptions },
        { sizing: "AspectRatio", headers: { a: "b" } }
      )
      const file = { type: "file", mediaType: "image/png", data: png.bytes }
      assert.deepInclude(calls[0], {
        size: undefined,
        aspectRatio: "3:2",
        seed: 7,
        files: [file],
        mask: file,
        providerOptions: { acme: { style: "ink" } },
        headers: { a: "b" }
      })
    })
  )

  it.effect("is not made for what the specification can't say", () =>
    Effect.gen(function* () {
      const two = modelOf(async () => result(), { specificationVersion: "v2" })
      const edit = yield* Effect.flip(generate(two.model, { images: [png.bytes] }))
      assert.deepInclude({ ...edit }, { _tag: "InvalidRequest", option: "images" })
      const nine = modelOf(async () => result(), { specificationVersion: JSON.parse('"v9"') })
      const unknown = yield* Effect.flip(generate(nine.model))
      assert.deepInclude({ ...unknown }, { _tag: "InvalidRequest", option: "model" })
      assert.strictEqual(two.calls.length + nine.calls.length, 0)
    })
  )

  const limits: ReadonlyArray<readonly [string, Partial<Model>, ReadonlyArray<number>]> = [
    ["a number", { maxImagesPerCall: 2 }, [2, 2, 1]],
    ["nothing, which is one", { maxImagesPerCall: undefined }, [1, 1, 1, 1, 1]],
    ["more than asked for", { maxImagesPerCall: 10 }, [5]],
    ["a function", { maxImagesPerCall: ({ modelId }) => (modelId === "acme-1" ? 3 : 1) }, [3, 2]],
    ["a promise", { maxImagesPerCall: async () => 4 }, [4, 1]],
    [
      "a function that uses this",
      {
        maxImagesPerCall(this: Model) {
          return this.modelId.length - 3
        }
      },
      [3, 2]
    ]
  ]
  for (const [title, fields, counts] of limits) {
    it.effect(`makes as many pictures as maxImagesPerCall says: ${title}`, () =>
      Effect.gen(function* () {
        const { calls, model } = modelOf(
          async ({ n }) => result({ images: Array.from({ length: n }, () => png.bytes) }),
          fields
        )
        const { response } = yield* generate(model, { count: 5, seed: 10 })
        assert.deepStrictEqual(
          calls.map(({ n }) => n),
          counts
        )
        const seeds = counts.map(
          (_, index) => 10 + counts.slice(0, index).reduce((a, b) => a + b, 0)
        )
        assert.deepStrictEqual(
          calls.map(({ seed }) => seed),
          seeds
        )
        assert.strictEqual(response.images.length, 5)
        assert.strictEqual(response.receipt.seed, 10)
      })
    )
  }

  it.live("is made with others at the same time, as many as allowed", () =>
    Effect.gen(function* () {
      let running = 0
      let most = 0
      const { model } = modelOf(async () => {
        most = Math.max(most, ++running)
        await new Promise((resolve) => setTimeout(resolve, 2))
        running--
        return result()
      })
      yield* generate(model, { count: 9 }, { concurrency: 3 })
      assert.strictEqual(most, 3)
    })
  )

  it.live("is aborted by an interruption, which waits for no promise", () =>
    Effect.gen(function* () {
      const called = yield* Deferred.make<AbortSignal | undefined>()
      const { calls, model } = modelOf(({ abortSignal }) => {
        Deferred.unsafeDone(called, Effect.succeed(abortSignal))
        return new Promise(() => {})
      })
      const fiber = yield* Effect.fork(generate(model, { count: 2 }, { concurrency: 1 }))
      const signal = yield* Deferred.await(called)
      assert.isFalse(signal?.aborted)
      yield* Fiber.interrupt(fiber)
      assert.isTrue(signal?.aborted)
      assert.strictEqual(calls.length, 1)
    })
  )
})

describe("a result", () => {
  const texts = {
    "image/png": png.bytes,
    "image/jpeg": Buffer.from("\xff\xd8\xff\xe0rest", "latin1"),
    "image/webp": Buffer.from("RIFF....WEBPVP8 "),
    "image/gif": Buffer.from("GIF89a......"),
    "image/avif": Buffer.from("\0\0\0\x1cftypavif...."),
    "image/svg+xml": Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"></svg>')
  }
  it.effect("keeps the true type of its pictures, in bytes and in base64", () =>
    Effect.gen(function* () {
      for (const [type, bytes] of Object.entries(texts)) {
        for (const image of [new Uint8Array(bytes), Buffer.from(bytes).toString("base64")]) {
          const { model } = modelOf(async () => result({ images: [image] }))
          const { response } = yield* generate(model)
          const [made] = response.images
          assert.strictEqual(made.source._tag, typeof image === "string" ? "Base64" : "Bytes")
          const asset = yield* fromAiSdk(model).load(made)
          assert.strictEqual(asset.mediaType, type)
          assert.deepStrictEqual(Buffer.from(asset.bytes), Buffer.from(bytes))
        }
      }
    })
  )

  it.effect("says what was left out, once", () =>
    Effect.gen(function* () {
      const warnings = [
        { type: "unsupported", feature: "seed", details: "no seeds here" },
        { type: "unsupported-setting", setting: "size" },
        { type: "compatibility", feature: "mask", details: "is inverted" },
        { type: "deprecated", setting: "style", message: "use quality" },
        { type: "other", message: "be quick" }
      ]
      const { model } = modelOf(async () => result({ warnings }))
      const said = yield* generate(model, { count: 2, seed: 7 })
      assert.deepStrictEqual(
        said.warnings.map(({ code, message }) => `${code}: ${message}`),
        [
          "Unsupported: seed: acme-1 left it out; no seeds here",
          "Unsupported: size: acme-1 left it out",
          "AiSdk: mask: is inverted",
          "AiSdk: style: use quality",
          "AiSdk: be quick"
        ]
      )
      assert.strictEqual(said.response.receipt.seed, "unknown")
    })
  )

  it.effect("tells the request and the tokens", () =>
    Effect.gen(function* () {
      const response = { headers: { "x-request-id": "r7" } }
      const usage = { totalTokens: 100 }
      const { model } = modelOf(async () => result({ response, usage }))
      const { receipt } = (yield* generate(model, { count: 2 })).response
      assert.deepInclude(
        { ...receipt },
        { jobId: "r7", cost: { amount: 200, currency: "tokens" }, provider: "ai-sdk-acme" }
      )
    })
  )

  it.effect("without pictures is a failure, with fewer a warning", () =>
    Effect.gen(function* () {
      const none = modelOf(async () => result({ images: [] }))
      assert.strictEqual((yield* Effect.flip(generate(none.model)))._tag, "ResponseParseError")
      const one = modelOf(async () => result(), { maxImagesPerCall: 10 })
      const { response, warnings } = yield* generate(one.model, { count: 2 })
      assert.strictEqual(response.images.length, 1)
      assert.strictEqual(warnings[0]?.code, "FewerPictures")
    })
  )

  it.effect("keeps the good pictures when one of several calls fails", () =>
    Effect.gen(function* () {
      const { calls, model } = modelOf(async (_, index) => {
        if (index === 1) throw new Error("the job failed")
        return result()
      })
      const { response, warnings } = yield* generate(model, { count: 3 })
      assert.strictEqual(response.images.length, 2)
      assert.deepStrictEqual(
        warnings.map(({ code }) => code),
        ["CallFailed", "FewerPictures"]
      )
      assert.include(warnings[0]?.message, "the job failed")
      assert.strictEqual(calls.length, 3)
    })
  )
})

describe("several calls that all fail", () => {
  const call = (statusCode: number, wait?: number) =>
    new six.APICallError({
      message: "no",
      url: "https://api.acme.example",
      requestBodyValues: { prompt: "A cat in space", n: 1 },
      statusCode,
      ...(wait === undefined ? {} : { responseHeaders: { "retry-after-ms": String(wait) } })
    })
  for (const [title, thrown, expected] of [
    ["one may have begun a job", [call(429), call(400), call(500)], { status: 500 }],
    ["one can't pass", [call(429), call(401)], { status: 401 }],
    ["all can pass", [call(503, 10), call(429, 90), call(503)], { status: 429, retryable: true }]
  ] as const) {
    it.effect(`are repeated only if each may be: ${title}`, () =>
      Effect.gen(function* () {
        const { model } = modelOf((_, index) => Promise.reject(thrown[index]))
        const error = yield* Effect.flip(generate(model, { count: thrown.length }))
        assert.deepInclude({ ...error }, { retryable: false, ...expected })
      })
    )
  }
})

interface Expected {
  readonly name: string
  readonly retryable?: boolean
  readonly job?: boolean
}

const nameOf = (error: ImageError): string =>
  "reason" in error && error._tag !== "InvalidRequest"
    ? `${error._tag}/${error.reason}`
    : error._tag

for (const [title, sdk] of [
  ["ai 6", six],
  ["ai 7", seven]
] as const) {
  describe(`an error of ${title}`, () => {
    const submitted = { prompt: "A cat in space", n: 1 }
    const call = (
      statusCode: number | undefined,
      fields: Partial<ConstructorParameters<typeof six.APICallError>[0]> = {}
    ) =>
      new sdk.APICallError({
        message: "no",
        url: "https://api.acme.example",
        requestBodyValues: submitted,
        ...(statusCode === undefined ? {} : { statusCode }),
        ...fields
      })
    const connection = (code: string) =>
      new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code }) })
    const json = new sdk.JSONParseError({ text: "<html>", cause: new Error("x") })
    const later = { requestBodyValues: {} }

    const table: Readonly<Record<string, readonly [unknown, Expected]>> = {
      "400": [call(400), { name: "ResponseError/Rejected" }],
      "400 that was moderated": [
        call(400, { responseBody: '{"error":{"message":"rejected by our safety system"}}' }),
        { name: "ResponseError/Moderated" }
      ],
      "401": [call(401), { name: "ResponseError/Unauthorized" }],
      "402": [call(402), { name: "ResponseError/Quota" }],
      "404": [call(404), { name: "ResponseError/NotFound" }],
      "429": [call(429), { name: "ResponseError/RateLimited", retryable: true }],
      "500": [call(500), { name: "ResponseError/Server", job: true }],
      "503": [call(503), { name: "ResponseError/Overloaded", retryable: true }],
      "503 of a poll": [call(503, later), { name: "ResponseError/Server", job: true }],
      "429 of a poll": [call(429, later), { name: "ResponseError/Server", job: true }],
      "404 of a download": [call(404, later), { name: "ResponseError/Server", job: true }],
      "an answer that is no JSON": [
        call(200, { cause: json }),
        { name: "ResponseParseError", job: true }
      ],
      "an answer that was cut": [
        call(200, { cause: new TypeError("terminated") }),
        { name: "TransportError/Cut", job: true }
      ],
      "nobody listens": [
        call(undefined, { cause: connection("ECONNREFUSED") }),
        { name: "TransportError/Refused", retryable: true }
      ],
      "nobody listens any more": [
        call(undefined, { cause: connection("ECONNREFUSED"), ...later }),
        { name: "TransportError/Cut", job: true }
      ],
      "a connection that broke": [
        call(undefined, { cause: connection("UND_ERR_SOCKET") }),
        { name: "TransportError/Cut", job: true }
      ],
      LoadAPIKeyError: [
        new sdk.LoadAPIKeyError({ message: "no key" }),
        { name: "ResponseError/Unauthorized" }
      ],
      NoSuchModelError: [
        new sdk.NoSuchModelError({ modelId: "x", modelType: "imageModel" }),
        { name: "ModelNotFound" }
      ],
      InvalidPromptError: [
        new sdk.InvalidPromptError({ prompt: "x", message: "no" }),
        { name: "InvalidRequest" }
      ],
      UnsupportedFunctionalityError: [
        new sdk.UnsupportedFunctionalityError({ functionality: "masks" }),
        { name: "InvalidRequest" }
      ],
      JSONParseError: [json, { name: "ResponseParseError", job: true }],
      TypeValidationError: [
        new sdk.TypeValidationError({ value: 1, cause: new Error("x") }),
        { name: "ResponseParseError", job: true }
      ],
      InvalidResponseDataError: [
        new sdk.InvalidResponseDataError({ data: {}, message: "no picture" }),
        { name: "ResponseParseError", job: true }
      ],
      DownloadError: [
        new sdk.DownloadError({ url: "https://cdn.acme.example/x.png", statusCode: 503 }),
        { name: "AssetError/Unreachable", job: true }
      ],
      "a plain refusal": [new Error("Request Moderated"), { name: "ResponseError/Moderated" }],
      "a plain failure": [
        new Error("Image generation timed out."),
        { name: "ResponseError/Server", job: true }
      ],
      "what fetch throws": [
        connection("UND_ERR_SOCKET"),
        { name: "TransportError/Cut", job: true }
      ],
      "what is no error": ["oops", { name: "ResponseError/Server", job: true }]
    }
    for (const [
      name,
      [thrown, { job = false, name: expected, retryable = false }]
    ] of Object.entries(table)) {
      it.effect(`is known: ${name}`, () =>
        Effect.gen(function* () {
          const error = yield* fails(thrown)
          assert.strictEqual(nameOf(error), expected)
          assert.strictEqual(isRetryable(error), retryable)
          assert.strictEqual(mayHaveJob(error), job)
          assert.deepInclude({ ...error }, { provider: "ai-sdk-acme", model: "acme-1" })
        })
      )
    }

    it.effect("keeps how long to wait, and no secret", () =>
      Effect.gen(function* () {
        const secret = "sk-4711-0815"
        const responseBody = JSON.stringify({ error: { message: `key ${secret} is busy` } })
        const responseHeaders = { "retry-after-ms": "1500" }
        const thrown = call(429, { responseBody, responseHeaders })
        const error = yield* fails(thrown, { secrets: [Redacted.make(secret)] })
        assert.deepInclude({ ...error }, { retryAfter: Duration.millis(1500), status: 429 })
        assert.strictEqual(error.message, "key <redacted> is busy")
      })
    )
  })
}

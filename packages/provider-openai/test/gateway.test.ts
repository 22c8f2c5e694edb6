/** Easel's own gateway as the host, with real providers behind it, each over sockets. */
import { assert, describe } from "@effect/vitest"
import * as HttpServer from "@effect/platform/HttpServer"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Redacted from "effect/Redacted"
import { isRetryable, mayHaveJob, type ResponseReason } from "@easel/core/ImageError"
import * as ImageModel from "@easel/core/ImageModel"
import * as ProviderRegistry from "@easel/core/ProviderRegistry"
import openai, { OpenAi, OpenAiHost } from "@easel/provider-openai"
import * as OpenAiFake from "@easel/provider-openai/fake/OpenAiFake"
import sd35, { Sd35 } from "@easel/provider-sd35"
import * as Sd35Fake from "@easel/provider-sd35/fake/Sd35Fake"
import sketch, { Sketch } from "@easel/provider-sketch"
import { NodeGateway } from "@easel/server"
import { FakeServer, TestPicture } from "@easel/testkit"
import { generate, http, test } from "./support.js"

interface Setup {
  /** The model behind the gateway. Default `"sd35"`. */
  readonly name?: string
  readonly fault?: string
  readonly latency?: Duration.DurationInput
  /** Of the model behind the gateway, after a refusal. */
  readonly backoff?: Duration.DurationInput
  /** Of the gateway. */
  readonly keys?: NodeGateway.Options["keys"]
  readonly apiKey?: string
}

const setup = ({ apiKey, backoff, fault, keys = [], latency = 0, name = "sd35" }: Setup = {}) =>
  Effect.gen(function* () {
    const options = { draw: TestPicture.draw, latency: Duration.decode(latency), fault }
    const space = yield* Effect.flatMap(Sd35Fake.make(options), FakeServer.start)
    const host = yield* Effect.flatMap(
      OpenAiFake.make({ ...options, fault: undefined }),
      FakeServer.start
    )
    const baseUrl = new URL(`${host.baseUrl}/v1`)
    const registry = ProviderRegistry.layer([
      sketch,
      { ...sd35, make: () => Sd35.make({ baseUrl: new URL(space.baseUrl), retries: 1, backoff }) },
      { ...openai, make: (model) => OpenAi.make({ baseUrl, model }) }
    ])
    const gateway = yield* NodeGateway.layer({ port: 0, keys }).pipe(
      Layer.provide(Logger.minimumLogLevel(LogLevel.None)),
      Layer.provide(registry),
      Layer.provide(http),
      Layer.build
    )
    const { address } = Context.get(gateway, HttpServer.HttpServer)
    const port = address._tag === "TcpAddress" ? address.port : 0
    const model = yield* OpenAi.make({
      baseUrl: new URL(`http://127.0.0.1:${port}/v1`),
      host: OpenAiHost.easel,
      model: name,
      apiKey: apiKey === undefined ? undefined : Redacted.make(apiKey)
    })
    return { model, space, host }
  })

interface Failure {
  readonly reason: ResponseReason
  readonly mayHaveJob: boolean
  readonly part: string
}

describe("through Easel's gateway", () => {
  test("a picture of a Space comes with its previews, seed and the id of the request", () =>
    Effect.gen(function* () {
      const { model, space } = yield* setup()
      const { response, tags } = yield* generate(model, { seed: 7, steps: 10, guidanceScale: 3 })
      assert.deepStrictEqual(
        tags.filter((tag) => tag === "ImagePreview"),
        ["ImagePreview", "ImagePreview"]
      )
      assert.strictEqual((yield* model.load(response.images[0])).mediaType, "image/png")
      const { receipt } = response
      assert.deepInclude({ ...receipt }, { model: "sd35", seed: 7 })
      assert.isString(receipt.jobId)
      assert.isUndefined(receipt.cost)
      const submitted = space.requests.find(({ method }) => method === "POST")
      assert.deepStrictEqual(JSON.parse(submitted?.text ?? "").data.slice(2), [
        7,
        false,
        1024,
        1024,
        3,
        10
      ])
    }))

  test("a seed that the service chose is told", () =>
    Effect.gen(function* () {
      const { model } = yield* setup()
      assert.isNumber((yield* generate(model)).response.receipt.seed)
    }))

  test("a drawing is the one that is drawn without it, and tells how far it is", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({ name: "sketch" })
      const direct = yield* Effect.provide(ImageModel.ImageModel, Sketch.layer)
      const request = { prompt: "A lighthouse", seed: 7, width: 256, height: 192 }
      const { response, tags } = yield* generate(model, request)
      const drawn = yield* direct.generate(request)
      const bytes = (yield* model.load(response.images[0])).bytes
      assert.deepStrictEqual(bytes, (yield* direct.load(drawn.images[0])).bytes)
      assert.includeMembers([...new Set(tags)], ["Progress", "ImagePreview"])
    }))

  test("an answer in one piece is the same picture", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({ name: "sketch" })
      const request = { prompt: "A lighthouse", seed: 7, width: 64, height: 64 }
      const whole = { ...request, providerOptions: { openai: { partialImages: 0 } } }
      const streamed = yield* generate(model, request)
      const { response, tags } = yield* generate(model, whole)
      assert.deepStrictEqual(tags, [])
      assert.deepStrictEqual(response.images, streamed.response.images)
      assert.strictEqual(response.receipt.seed, 7)
    }))

  test("a picture is edited, with a mask", () =>
    Effect.gen(function* () {
      const { host, model } = yield* setup({ name: "openai:gpt-image-1.5" })
      const { bytes } = yield* TestPicture.draw({
        prompt: "",
        seed: 1,
        width: 8,
        height: 8,
        detail: 1
      })
      const { response, tags } = yield* generate(model, { images: [bytes, bytes], mask: bytes })
      assert.deepStrictEqual(tags, ["ImagePreview", "ImagePreview"])
      assert.strictEqual(response.images.length, 1)
      const [edit] = host.requests
      assert.strictEqual(edit?.url.pathname, "/v1/images/edits")
      assert.strictEqual(edit?.text.match(/name="image\[\]"/g)?.length, 2)
      assert.strictEqual(edit?.text.match(/name="mask"/g)?.length, 1)
    }))

  test("options of the provider behind it are passed on as they are", () =>
    Effect.gen(function* () {
      const { model, space } = yield* setup()
      const extra = { randomizeSeed: true }
      yield* generate(model, { seed: 7, providerOptions: { openai: { extra } } })
      const submitted = space.requests.find(({ method }) => method === "POST")
      assert.isTrue(JSON.parse(submitted?.text ?? "").data[3])
    }))

  const refusals = [
    [{}, { width: 320, height: 320 }, { reason: "Rejected", status: 400 }, "size"],
    [{ name: "no-such-model" }, {}, { reason: "NotFound", status: 404 }, "no-such-model"],
    [
      { name: "sketch" },
      { negativePrompt: "rain", strength: 1 },
      { reason: "Rejected", status: 400 },
      ""
    ],
    [
      { keys: [Redacted.make("k".repeat(20))], apiKey: "wrong" },
      {},
      { reason: "Unauthorized", status: 401 },
      "key"
    ]
  ] as const
  for (const [options, request, expected, part] of refusals) {
    test(`a refusal is that refusal: ${expected.reason} ${JSON.stringify(request)}`, () =>
      Effect.gen(function* () {
        const { bytes } = yield* TestPicture.draw({
          prompt: "",
          seed: 1,
          width: 8,
          height: 8,
          detail: 1
        })
        const images = "strength" in request ? { images: [bytes] } : {}
        const { model, space } = yield* setup(options)
        const error = yield* Effect.flip(generate(model, { ...request, ...images }))
        assert.deepInclude({ ...error }, { _tag: "ResponseError", ...expected })
        assert.include(error.message, part)
        assert.isFalse(mayHaveJob(error))
        assert.strictEqual(space.requests.length, 0)
      }))
  }

  /** Before the job was taken: the reason. Afterwards: a failure that is never made again. */
  const failures: Readonly<Record<string, Failure>> = {
    private: { reason: "NotFound", mayHaveJob: false, part: "private" },
    "queue-stopped": { reason: "Overloaded", mayHaveJob: false, part: "queue is stopped" },
    quota: { reason: "Quota", mayHaveJob: true, part: "quota" },
    moderated: { reason: "Moderated", mayHaveJob: true, part: "NSFW" },
    cut: { reason: "Server", mayHaveJob: true, part: "" }
  }
  for (const [fault, { mayHaveJob: job, part, reason }] of Object.entries(failures)) {
    test(`a failure of the service is told, and starts no second job: ${fault}`, () =>
      Effect.gen(function* () {
        const { model, space } = yield* setup({ fault })
        const error = yield* Effect.flip(generate(model))
        assert.deepInclude({ ...error }, { _tag: "ResponseError", reason })
        assert.include(error.message, part)
        assert.strictEqual(mayHaveJob(error), job)
        assert.strictEqual(error.jobId !== undefined, job)
        assert.isFalse(job && isRetryable(error))
        const submitted = space.requests.filter(({ method }) => method === "POST")
        if (job) assert.strictEqual(submitted.length, 1)
      }))
  }

  test("a refusal that comes after the stream has begun is no job either", () =>
    Effect.gen(function* () {
      // Longer than the gateway waits with its answer.
      const { model, space } = yield* setup({ fault: "queue-full", backoff: "600 millis" })
      const error = yield* Effect.flip(generate(model))
      assert.deepInclude({ ...error }, { _tag: "ResponseError", reason: "Overloaded", status: 503 })
      assert.include(error.message, "Queue is full")
      assert.isUndefined(error.jobId)
      assert.isFalse(mayHaveJob(error))
      assert.isTrue(isRetryable(error))
      assert.isFalse(space.requests.some(({ url }) => url.pathname.endsWith("/queue/data")))
    }))

  test("whoever stops waiting stops the work behind it", () =>
    Effect.gen(function* () {
      const { model, space } = yield* setup({ latency: "1 hour" })
      const fiber = yield* Effect.fork(generate(model))
      const until = (open: boolean) =>
        Effect.repeat(Effect.sleep("5 millis"), { until: () => space.openReplies() > 0 === open })
      yield* until(true)
      yield* Fiber.interrupt(fiber)
      yield* until(false)
      assert.isFalse(isRetryable(yield* Effect.flip(generate(model, { width: 320, height: 320 }))))
    }))
})

/** Easel models in `generateImage` of both majors of `ai`, over real sockets. */
import { assert, describe, it } from "@effect/vitest"
import * as six from "ai6"
import * as seven from "ai7"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { FakeService } from "@easel/core/Fake"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import * as ImageModel from "@easel/core/ImageModel"
import { accepted, completed } from "@easel/core/ProviderEvent"
import { AssetError, ResponseError } from "@easel/core/ImageError"
import { Receipt } from "@easel/core/Receipt"
import { NodeHttp } from "@easel/node"
import { fromAiSdk, toAiSdk, type ToAiSdk } from "@easel/provider-ai-sdk"
import { OpenAi, OpenAiHost } from "@easel/provider-openai"
import * as OpenAiFake from "@easel/provider-openai/fake/OpenAiFake"
import { Sketch } from "@easel/provider-sketch"
import { FakeServer, Fault, TestPicture } from "@easel/testkit"

Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false })

const http = Layer.provide(
  NodeHttp.layer,
  Layer.setConfigProvider(ConfigProvider.fromMap(new Map()))
)

const test = <E>(
  name: string,
  effect: () => Effect.Effect<void, E, HttpClient.HttpClient | Scope.Scope>
) => it.scopedLive(name, () => Effect.suspend(effect).pipe(Effect.provide(http)))

interface Setup {
  readonly host?: OpenAiHost.OpenAiHost
  readonly fault?: string
  readonly latency?: Duration.DurationInput
  readonly service?: FakeService
}

const setup = ({ fault, host = OpenAiHost.easel, latency = 0, service }: Setup = {}) =>
  Effect.gen(function* () {
    const standIn = yield* OpenAiFake.of(host).make({
      draw: TestPicture.draw,
      latency: Duration.decode(latency),
      fault
    })
    const fake = yield* FakeServer.start(service ?? standIn)
    const baseUrl = new URL(`${fake.baseUrl}/v1`)
    return { fake, model: yield* OpenAi.make({ baseUrl, host, model: "m" }) }
  })

const rejection = (promise: () => Promise<unknown>): Effect.Effect<unknown> =>
  Effect.promise(() =>
    promise().then(
      () => assert.fail("it did not reject"),
      (error: unknown) => error
    )
  )

const Entry = Schema.Struct({
  mediaType: Schema.Literal("image/png"),
  seed: Schema.optional(Schema.Number),
  receipt: Receipt
})

const entriesOf = (metadata: unknown) =>
  Schema.decodeUnknownSync(
    Schema.Struct({ easel: Schema.Struct({ images: Schema.Array(Entry) }) })
  )(metadata).easel.images

const prompt = "A cat in space"

/** The last of the attempts that `generateImage` made. */
const lastOf = (error: unknown): unknown =>
  six.RetryError.isInstance(error) ? error.lastError : error

for (const [title, sdk] of [
  ["ai 6", six],
  ["ai 7", seven]
] as const) {
  const generate = async (
    model: ToAiSdk.AiSdkModel,
    options: Omit<Parameters<typeof six.generateImage>[0], "model" | "prompt"> & {
      readonly prompt?: Parameters<typeof six.generateImage>[0]["prompt"]
    } = {}
  ) => sdk.generateImage({ prompt, ...options, model })

  describe(`in generateImage of ${title}, an Easel model`, () => {
    test("makes a picture", () =>
      Effect.gen(function* () {
        const model = toAiSdk(yield* Effect.provide(ImageModel.ImageModel, Sketch.layer))
        const { image, providerMetadata, responses, warnings } = yield* Effect.promise(() =>
          generate(model, { size: "256x128", seed: 7 })
        )
        assert.strictEqual(image.mediaType, "image/png")
        assert.isAbove(image.uint8Array.length, 100)
        assert.deepStrictEqual(warnings, [])
        assert.strictEqual(responses[0]?.modelId, model.modelId)
        const [entry] = entriesOf(providerMetadata)
        assert.deepInclude({ ...entry?.receipt }, { prompt, seed: 7, provider: "sketch" })
        assert.deepInclude({ ...entry?.receipt.parameters }, { width: 256, height: 128 })
      }))

    test("tells previews and all else to a callback, and waits for it", () =>
      Effect.gen(function* () {
        const { model } = yield* setup({ fault: "queued" })
        const seen: Array<string> = []
        let busy = 0
        const onEvent = async ({ _tag }: { readonly _tag: string }) => {
          assert.strictEqual(++busy, 1)
          await new Promise((resolve) => setTimeout(resolve, 2))
          busy--
          seen.push(_tag)
        }
        const answer = yield* Effect.promise(() => generate(toAiSdk(model, { onEvent })))
        const step = ["Progress", "ImagePreview"]
        assert.deepStrictEqual(seen, ["Queued", ...step, ...step, "Progress"])
        assert.deepInclude(answer.responses[0]?.headers, { "x-request-id": "req_stand_in" })
      }))

    test("gives up what its callback throws", () =>
      Effect.gen(function* () {
        const { model } = yield* setup()
        const thrown = new Error("no room")
        const onEvent = () => Promise.reject(thrown)
        const error = yield* rejection(() => generate(toAiSdk(model, { onEvent })))
        assert.strictEqual(error, thrown)
      }))

    test("makes pictures of pictures, with everything that Easel knows", () =>
      Effect.gen(function* () {
        const { fake, model } = yield* setup()
        const picture = yield* TestPicture.draw({ prompt, seed: 1, width: 8, height: 8, detail: 1 })
        const base64 = Buffer.from(picture.bytes).toString("base64")
        yield* Effect.promise(() =>
          generate(toAiSdk(model), {
            prompt: { text: prompt, images: [picture.bytes, base64], mask: picture.bytes },
            aspectRatio: "16:9",
            providerOptions: {
              easel: {
                steps: 4,
                negativePrompt: "rain",
                strength: 0.5,
                outputFormat: "image/webp"
              },
              openai: { partialImages: 0, quality: "low" }
            }
          })
        )
        const [request] = fake.requests
        assert.strictEqual(request?.url.pathname, "/v1/images/edits")
        const fields = Object.fromEntries(
          Array.from(
            (request?.text ?? "").matchAll(/ name="([^"]*)"\r\n\r\n([^\r]*)/g),
            ([, a, b]) => [a, b]
          )
        )
        assert.deepStrictEqual(fields, {
          model: "m",
          prompt,
          n: "1",
          size: "1024x576",
          negative_prompt: "rain",
          num_inference_steps: "4",
          strength: "0.5",
          output_format: "webp",
          quality: "low"
        })
      }))

    test("warns of what it can't do, and of options of others", () =>
      Effect.gen(function* () {
        const { fake, model } = yield* setup({ host: OpenAiHost.plain })
        const { warnings } = yield* Effect.promise(() =>
          generate(toAiSdk(model), { seed: 7, providerOptions: { fal: { a: 1 } } })
        )
        assert.deepStrictEqual(warnings, [
          {
            type: "unsupported",
            feature: "providerOptions.fal",
            details: "providerOptions.fal: it is of another provider; left out"
          },
          {
            type: "unsupported",
            feature: "seed",
            details: "seed: m (Plain) does not take it; left out"
          }
        ])
        assert.strictEqual(fake.requests.length, 1)
      }))

    const illegal = [
      [{ n: 1.5 }, "n: expected an integer"],
      [{ n: 101 }, "n: expected an integer"],
      [{ size: JSON.parse('"banana"') }, "size: expected one such as 1024x1024, got banana"],
      [{ aspectRatio: "7:5" }, "aspectRatio: expected one of"],
      [{ providerOptions: { easel: { stepz: 4 } } }, "providerOptions.easel.stepz"],
      [{ providerOptions: { easel: { steps: -1 } } }, "providerOptions.easel.steps"],
      [{ providerOptions: { openai: { qualty: "low" } } }, "providerOptions.openai.qualty"],
      [{ seed: 7, providerOptions: { easel: { lenient: false } } }, "seed"],
      [{ prompt: { text: prompt, images: Array.of("https://acme.example/x.png") } }, "files: "]
    ] as const
    test("refuses what makes no sense, before anything is sent", () =>
      Effect.gen(function* () {
        const { fake, model } = yield* setup({ host: OpenAiHost.openai })
        for (const [options, part] of illegal) {
          const error = yield* rejection(() => generate(toAiSdk(model), options))
          assert.isTrue(sdk.APICallError.isInstance(error), part)
          assert.include(String(error), part)
          if (sdk.APICallError.isInstance(error)) {
            assert.isFalse(error.isRetryable)
            assert.deepInclude(Object(error.cause), { _tag: "InvalidRequest" })
          }
        }
        assert.strictEqual(fake.requests.length, 0)
      }))

    test("fails as a call of the SDK that is not made again where a job may exist", () =>
      Effect.gen(function* () {
        const faults = [
          "ends-early",
          "error-event",
          "may-exist",
          "no-retry",
          "moderated",
          "wrong-key"
        ]
        for (const fault of faults) {
          const { fake, model } = yield* setup({ fault })
          const error = yield* rejection(() => generate(toAiSdk(model)))
          if (!sdk.APICallError.isInstance(error)) return assert.fail(`${fault}: ${String(error)}`)
          assert.isFalse(error.isRetryable, fault)
          assert.strictEqual(fake.requests.length, 1, fault)
          if (fault === "wrong-key") assert.strictEqual(error.statusCode, 401)
        }
      }))

    test("is asked again where nothing was begun, after as long as the service asks", () =>
      Effect.gen(function* () {
        let asked = 0
        const busy = ImageModel.make({
          info: (yield* setup()).model.info,
          version: "0.1.0",
          options: Schema.Struct({}),
          load: () => Effect.die("not loaded"),
          generate: () =>
            Effect.suspend(() => {
              asked++
              return ResponseError.of({
                reason: "Overloaded",
                message: "busy",
                retryAfter: Duration.millis(10)
              })
            })
        })
        const error = yield* rejection(() => generate(toAiSdk(busy), { maxRetries: 2 }))
        assert.isTrue(sdk.RetryError.isInstance(error))
        assert.isTrue(sdk.APICallError.isInstance(lastOf(error)))
        assert.strictEqual(asked, 3)
      }))

    test("is not asked again where one of several calls may have begun a job", () =>
      Effect.gen(function* () {
        let asked = 0
        const broken = ImageModel.make({
          info: (yield* setup({ host: OpenAiHost.together })).model.info,
          version: "0.1.0",
          options: Schema.Struct({}),
          load: () => Effect.die("not loaded"),
          generate: () =>
            Effect.suspend(() =>
              ++asked === 1
                ? ResponseError.of({ reason: "Overloaded", message: "busy" })
                : ResponseError.of({ reason: "Server", message: "broken", retryable: false })
            )
        })
        const error = yield* rejection(() =>
          generate(toAiSdk(broken, { concurrency: 1 }), { n: 8, maxRetries: 2 })
        )
        assert.include(String(error), "broken")
        assert.strictEqual(asked, 2)
      }))

    test("makes more pictures than the model does at once, and keeps the good ones", () =>
      Effect.gen(function* () {
        const { fake, model } = yield* setup({ host: OpenAiHost.together })
        const nine = yield* Effect.promise(() => generate(toAiSdk(model), { n: 9, seed: 10 }))
        assert.strictEqual(nine.images.length, 9)
        assert.strictEqual(entriesOf(nine.providerMetadata).length, 9)
        const sent = fake.requests.map(({ text }) => JSON.parse(text))
        assert.deepStrictEqual(
          sent.map(({ n, seed }) => [n, seed]).toSorted(([, a], [, b]) => a - b),
          [
            [4, 10],
            [4, 14],
            [1, 18]
          ]
        )
        fake.addFault(Fault.status({ times: 1 }, 500))
        const some = yield* Effect.promise(() => generate(toAiSdk(model), { n: 8 }))
        assert.strictEqual(some.images.length, 4)
        assert.include(JSON.stringify(some.warnings), "some pictures are missing")
      }))

    test("cancels its job when it is aborted, before, and while it runs", () =>
      Effect.gen(function* () {
        let begun = 0
        const cancelled: Array<string> = []
        const slow = ImageModel.make({
          info: (yield* setup()).model.info,
          version: "0.1.0",
          options: Schema.Struct({}),
          load: () => Effect.die("not loaded"),
          generate: (_, emit) => Effect.zipRight(emit(accepted(`job-${++begun}`)), Effect.never),
          cancel: (id) => Effect.sync(() => cancelled.push(id))
        })
        const reason = new Error("enough")
        const early = AbortSignal.abort(reason)
        assert.strictEqual(
          yield* rejection(() => generate(toAiSdk(slow), { abortSignal: early })),
          reason
        )
        assert.strictEqual(begun, 0)
        const controller = new AbortController()
        yield* Effect.fork(
          Effect.repeat(Effect.sleep("2 millis"), { until: () => begun === 1 }).pipe(
            Effect.tap(() => Effect.sync(() => controller.abort(reason)))
          )
        )
        const error = yield* rejection(() =>
          generate(toAiSdk(slow), { abortSignal: controller.signal })
        )
        assert.strictEqual(error, reason)
        assert.deepStrictEqual(cancelled, ["job-1"])
      }))

    test("is an Easel model again", () =>
      Effect.gen(function* () {
        const { model } = yield* setup({ host: OpenAiHost.vllmOmni })
        const again = fromAiSdk(toAiSdk(model))
        const { images, receipt } = yield* again.generate({ prompt, seed: 7, count: 2 })
        assert.strictEqual(images.length, 2)
        assert.deepInclude({ ...receipt }, { provider: "ai-sdk-easel", model: "m", seed: 7 })
        assert.strictEqual((yield* again.load(images[0])).mediaType, "image/png")
      }))

    test("keeps the pictures that can be had, each with its own seed", () =>
      Effect.gen(function* () {
        const draw = { prompt, width: 8, height: 8, detail: 1 }
        const pictures = yield* Effect.forEach([1, 2, 3], (seed) =>
          Effect.map(TestPicture.draw({ ...draw, seed }), ({ bytes }) => bytes)
        )
        const { model } = yield* setup({ host: OpenAiHost.together })
        const service = ImageModel.make({
          info: model.info,
          version: "0.1.0",
          options: Schema.Struct({}),
          load: (image) =>
            image.seed === 1
              ? Effect.fail(new AssetError({ reason: "Unreachable", description: "cut" }))
              : model.load(image),
          generate: () =>
            Effect.succeed(
              completed({
                images: pictures.map((bytes, index) => GeneratedImage.fromBytes(bytes, index + 1))
              })
            )
        })
        const { images, providerMetadata, warnings } = yield* Effect.promise(() =>
          generate(toAiSdk(service), { n: 3 })
        )
        assert.deepStrictEqual(
          images.map(({ uint8Array }) => Buffer.from(uint8Array)),
          pictures.slice(1).map((bytes) => Buffer.from(bytes))
        )
        assert.deepStrictEqual(
          entriesOf(providerMetadata).map(({ seed }) => seed),
          [2, 3]
        )
        assert.include(JSON.stringify(warnings), "1 of 3 pictures could not be fetched: cut")
      }))

    test("fails where its pictures can not be had, and makes no others", () =>
      Effect.gen(function* () {
        const { bytes } = yield* TestPicture.draw({
          prompt,
          seed: 1,
          width: 8,
          height: 8,
          detail: 1
        })
        const { info } = (yield* setup()).model
        const seen: Array<string> = []
        const service = ImageModel.make({
          info,
          version: "0.1.0",
          options: Schema.Struct({}),
          load: () => Effect.die("not loaded"),
          generate: (request) => {
            seen.push(request.prompt)
            return Effect.succeed(completed({ images: [GeneratedImage.fromBytes(bytes)] }))
          }
        })
        const failing = yield* rejection(() => generate(toAiSdk(service)))
        assert.include(String(failing), "not loaded")
        assert.deepStrictEqual(seen, [prompt])
      }))
  })
}

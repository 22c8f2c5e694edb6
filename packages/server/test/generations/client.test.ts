/** The typed client against a gateway on a real socket, with both kinds of `HttpClient`. */
import { assert, describe } from "@effect/vitest"
import { ResponseError } from "@easel/core/ImageError"
import type { ImageEvent } from "@easel/core/ImageEvent"
import * as Policy from "@easel/core/Policy"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import { NodeHttp } from "@easel/node"
import sketch from "@easel/provider-sketch"
import * as GatewayClient from "@easel/server/GatewayClient"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { eventually, picture, start, test } from "./support.js"
import * as StagedProvider from "./StagedProvider.js"

const clients = { fetch: FetchHttpClient.layer, undici: NodeHttp.layer }

const connect = (url: URL, options: Partial<GatewayClient.Options> = {}) =>
  GatewayClient.make({ url, backoff: "5 millis", ...options })

const tagsOf = (events: Iterable<ImageEvent>) => Array.from(events, ({ _tag }) => _tag)

for (const [name, http] of Object.entries(clients)) {
  describe(`a client over ${name}`, () => {
    test("makes a picture, hears of it, and loads it", () =>
      Effect.gen(function* () {
        const { url } = yield* start({ plugins: [sketch] })
        const client = yield* connect(url)
        const request = { prompt: "a fox", width: 64, height: 64, seed: 7 }
        const events = Array.from(yield* Stream.runCollect(client.stream(request)))
        const last = events.at(-1)
        if (last?._tag !== "ImageResponse") return assert.fail(tagsOf(events).join())
        assert.include(tagsOf(events), "ImagePreview")
        const asset = yield* client.load(last.images[0])
        assert.strictEqual(asset.mediaType, "image/png")
        const heard: Array<ImageEvent> = []
        const response = yield* client.generate(request, (event) =>
          Effect.sync(() => {
            heard.push(event)
          })
        )
        assert.deepStrictEqual((yield* client.load(response.images[0])).bytes, asset.bytes)
        assert.isNotEmpty(heard)
        assert.notInclude(tagsOf(heard), "ImageResponse")
        const preview = events.find(({ _tag }) => _tag === "ImagePreview")
        if (preview?._tag !== "ImagePreview") return assert.fail("no preview")
        assert.strictEqual((yield* client.load(preview.image)).mediaType, "image/png")
      }).pipe(Effect.provide(http)))

    test("lists providers and generations, gets and cancels one", () =>
      Effect.gen(function* () {
        const stage = yield* StagedProvider.make
        const { generations, url } = yield* start({ plugins: [stage.plugin] })
        const client = yield* connect(url)
        const [provider] = yield* client.providers
        assert.strictEqual(provider?.id, "staged")
        assert.strictEqual(provider?.models[0].name, "staged-1")
        const { id } = yield* generations.create({ id: "anyone" }, { prompt: "a fox" })
        assert.deepStrictEqual(
          (yield* client.generations.list).map(({ id }) => id),
          [id]
        )
        assert.strictEqual((yield* client.generations.get(id)).status, "Running")
        assert.strictEqual((yield* client.generations.cancel(id)).status, "Cancelled")
        const unknown = yield* Effect.flip(client.generations.get("gen_0"))
        assert.strictEqual(unknown._tag, "GenerationNotFound")
      }).pipe(Effect.provide(http)))

    test("cancels what it is interrupted in", () =>
      Effect.gen(function* () {
        const stage = yield* StagedProvider.make
        const { generations, url } = yield* start({ plugins: [stage.plugin] })
        const client = yield* connect(url)
        const fiber = yield* Effect.fork(client.generate({ prompt: "a fox" }))
        yield* eventually(() => stage.submitted.length === 1)
        yield* Fiber.interrupt(fiber)
        assert.deepStrictEqual(stage.cancelled, ["job of a fox"])
        const [kept] = yield* generations.list({ id: "anyone" })
        assert.strictEqual(kept?.status, "Cancelled")
      }).pipe(Effect.provide(http)))

    test("cancels when it takes no more of the stream, and not after its end", () =>
      Effect.gen(function* () {
        const stage = yield* StagedProvider.make
        const { url } = yield* start({ plugins: [stage.plugin] })
        const client = yield* connect(url)
        yield* stage.emit(ProviderEvent.progress({ fraction: 0.5 }))
        yield* Stream.runDrain(Stream.take(client.stream({ prompt: "one" }), 1))
        assert.deepStrictEqual(stage.cancelled, ["job of one"])
        yield* stage.finish([yield* picture(1)])
        yield* Stream.runDrain(client.stream({ prompt: "two" }))
        assert.deepStrictEqual(stage.cancelled, ["job of one"])
      }).pipe(Effect.provide(http)))

    test("fails with the classes that the gateway failed with", () =>
      Effect.gen(function* () {
        const stage = yield* StagedProvider.make
        const { url } = yield* start({ plugins: [stage.plugin] })
        const client = yield* connect(url)
        const invalid = yield* Effect.flip(
          client.generate({ prompt: "a fox", width: 8, height: 8 })
        )
        assert.containSubset(invalid, { _tag: "InvalidRequest", option: "size" })
        const local = yield* Effect.flip(client.generate({ prompt: "a fox", seed: -1 }))
        assert.containSubset(local, { _tag: "InvalidRequest", option: "seed" })
        const unknown = yield* Effect.flip(client.generate({ prompt: "a fox", model: "stagd" }))
        assert.containSubset(unknown, { _tag: "ModelNotFound", near: ["staged"] })
        const error = ResponseError.of({ reason: "Moderated", message: "not this" })
        yield* stage.fail(error)
        const failed = yield* Effect.flip(client.generate({ prompt: "a fox" }))
        assert.instanceOf(failed, ResponseError)
        assert.containSubset(failed, {
          reason: "Moderated",
          message: "not this",
          provider: "staged"
        })
      }).pipe(Effect.provide(http)))
  })
}

describe("a client", () => {
  test("shows its key, and hears when it is refused", () =>
    Effect.gen(function* () {
      const stage = yield* StagedProvider.make
      const { generations, url } = yield* start({ plugins: [stage.plugin], keys: true })
      const client = yield* connect(url, { key: Redacted.make("mine") })
      yield* stage.finish([yield* picture(1)])
      yield* client.generate({ prompt: "a fox" })
      assert.lengthOf(yield* generations.list({ id: "mine" }), 1)
      const without = yield* connect(url)
      assert.strictEqual((yield* Effect.flip(without.providers))._tag, "Unauthorized")
      const refused = yield* Effect.flip(without.generate({ prompt: "a fox" }))
      assert.strictEqual(refused._tag, "Unauthorized")
    }).pipe(Effect.provide(FetchHttpClient.layer)))

  test("hears that somebody else cancelled", () =>
    Effect.gen(function* () {
      const stage = yield* StagedProvider.make
      const { generations, url } = yield* start({ plugins: [stage.plugin] })
      const client = yield* connect(url)
      const fiber = yield* Effect.fork(Effect.flip(client.generate({ prompt: "a fox" })))
      yield* eventually(() => stage.submitted.length === 1)
      const [running] = yield* generations.list({ id: "anyone" })
      yield* client.generations.cancel(running?.id ?? "")
      assert.containSubset(yield* Fiber.join(fiber), {
        _tag: "CancelledElsewhere",
        id: running?.id
      })
    }).pipe(Effect.provide(FetchHttpClient.layer)))

  test("says that nobody answers", () =>
    Effect.gen(function* () {
      const client = yield* connect(new URL("http://127.0.0.1:9"))
      const refused = yield* Effect.flip(client.generate({ prompt: "a fox" }))
      assert.containSubset(refused, { _tag: "TransportError", reason: "Refused", phase: "Submit" })
      assert.strictEqual((yield* Effect.flip(client.providers))._tag, "TransportError")
    }).pipe(Effect.provide(NodeHttp.layer)))
})

const modelOf = (url: URL, name?: string) =>
  Effect.flatMap(connect(url), (client) => client.model(name))

describe("a model of a gateway", () => {
  test("is found by every name, and knows what it takes", () =>
    Effect.gen(function* () {
      const stage = yield* StagedProvider.make
      const { url } = yield* start({ plugins: [sketch, stage.plugin] })
      const names = [undefined, "sketch", "staged", "staged-1", "one", "staged:one"]
      const found = yield* Effect.forEach(names, (name) => modelOf(url, name))
      assert.deepStrictEqual(
        found.map(({ info }) => info.name),
        ["sketch", "sketch", "staged-1", "staged-1", "staged-1", "staged-1"]
      )
      assert.strictEqual((yield* Effect.flip(modelOf(url, "two")))._tag, "ModelNotFound")
      const staged = yield* modelOf(url, "staged")
      const { request, warnings } = yield* staged.resolve({
        prompt: "a fox",
        steps: 5,
        lenient: true,
        providerOptions: { staged: { style: "oil" } }
      })
      assert.strictEqual(request.width, 64)
      assert.lengthOf(warnings, 1)
      const refused = yield* Effect.flip(staged.generate({ prompt: "a fox", steps: 5 }))
      assert.containSubset(refused, { _tag: "InvalidRequest", option: "steps" })
      assert.isEmpty(stage.submitted)
    }).pipe(Effect.provide(NodeHttp.layer)))

  test("takes policies around it: a busy gateway is asked again, and a job never twice", () =>
    Effect.gen(function* () {
      const stage = yield* StagedProvider.make
      const { url } = yield* start({
        plugins: [stage.plugin],
        admission: { concurrency: 1, queue: 0 }
      })
      const plain = yield* modelOf(url)
      const model = Policy.retry({ retries: 20, schedule: Schedule.spaced("20 millis") })(plain)
      const first = yield* Effect.fork(model.generate({ prompt: "first" }))
      yield* eventually(() => stage.submitted.length === 1)
      const refused = yield* Effect.flip(plain.generate({ prompt: "refused" }))
      assert.containSubset(refused, { reason: "RateLimited", retryable: true })
      yield* stage.fail(ResponseError.of({ reason: "Server", message: "oh" }))
      const failed = yield* Effect.flip(Fiber.join(first))
      assert.containSubset(failed, { _tag: "ResponseError", jobId: "job of first" })
      assert.deepStrictEqual(stage.submitted, ["first"])
      yield* stage.finish([yield* picture(1)])
      const response = yield* model.generate({ prompt: "second" })
      const asset = yield* model.load(response.images[0])
      assert.strictEqual(asset.mediaType, "image/png")
      assert.strictEqual(response.receipt.jobId, "job of second")
    }).pipe(Effect.provide(NodeHttp.layer)))
})

import { assert, describe, it } from "@effect/vitest"
import { fromBytes, fromUrl } from "@easel/core/GeneratedImage"
import { AssetError, ResponseError } from "@easel/core/ImageError"
import { Restarted } from "@easel/core/ImageEvent"
import * as ImageModel from "@easel/core/ImageModel"
import type { Service } from "@easel/core/ImageModel"
import { ModelInfo } from "@easel/core/ModelInfo"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import * as Cassette from "@easel/testkit/Cassette"
import * as Fault from "@easel/testkit/Fault"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import {
  embedded,
  events,
  http,
  jpeg,
  recorder,
  request,
  sd35,
  simple,
  throughText
} from "./cassetteSupport.js"

const textOf = (cassette: Cassette.Cassette | undefined) =>
  Effect.flatMap(Effect.fromNullable(cassette), Cassette.toText)

const tagsOf = (model: Service) =>
  Effect.map(events(model, request), (all) => all.map(({ _tag }) => _tag))

describe("what is on a cassette", () => {
  it.scopedLive("no token, no address of a picture", () =>
    Effect.gen(function* () {
      const token = "hf_0123456789abcdef"
      const echo = Fault.status({ method: "POST", skip: 1 }, 400, { detail: `bad token ${token}` })
      const { model, server } = yield* sd35({}, { apiKey: Redacted.make(token) }, [echo])
      const { record, tapes } = recorder()
      const recording = record(model)
      yield* recording.generate(request)
      yield* Effect.flip(recording.generate(request))
      assert.strictEqual(server.requests[0]?.headers.authorization, `Bearer ${token}`)
      assert.lengthOf(tapes, 2)
      const text = yield* textOf(tapes[1])
      assert.include(text, "bad token")
      assert.notInclude(text, token)
      assert.notInclude(text, "file=")
      assert.notInclude(text, "127.0.0.1")
    }).pipe(Effect.provide(http))
  )

  it.effect("nothing that is to be scrubbed, wherever it stands, and no signed address", () =>
    Effect.gen(function* () {
      const secret = "s3cret/öne"
      const said = `${secret} ${encodeURIComponent(secret)} key-42 key-43`
      const address = "https://me:pw@cdn.example/a.png?signature=abc#x"
      const model = embedded(
        (_, emit) =>
          Effect.gen(function* () {
            yield* emit(ProviderEvent.accepted(`job ${secret}`))
            yield* emit(ProviderEvent.progress({ message: `${said} (${address})` }))
            yield* emit(ProviderEvent.preview(fromUrl(address)))
            return ProviderEvent.completed({ images: [fromBytes(jpeg())], note: address })
          }),
        (image) =>
          image.source._tag === "Bytes"
            ? simple().load(image)
            : Effect.fail(new AssetError({ reason: "NotFound", description: `no ${address}` }))
      )
      const { record, tapes } = recorder([Redacted.make(secret), /key-\d+/])
      yield* record(model).generate({ prompt: "see https://a.example/b?c=d" })
      const text = yield* textOf(tapes[0])
      for (const word of [secret, encodeURIComponent(secret), "key-4", "signature", "me:pw"]) {
        assert.notInclude(text, word)
      }
      assert.include(text, "<redacted> <redacted> <redacted> <redacted> (https://cdn.example/a.png")
      assert.include(text, '"prompt": "see https://a.example/b?c=d"')
      const cassette = yield* throughText(yield* Effect.fromNullable(tapes[0]))
      const replayed = Cassette.replay(cassette, { speed: 0 })
      const all = yield* events(replayed, { prompt: "see https://a.example/b?c=d" })
      const [, preview, response] = all
      assert.strictEqual(
        response?._tag === "ImageResponse" && response.receipt.jobId,
        "job <redacted>"
      )
      if (preview?._tag !== "ImagePreview") return assert.fail("no preview")
      const error = yield* Effect.flip(replayed.load(preview.image))
      assert.strictEqual(error.message, "no https://cdn.example/a.png")
    })
  )

  it.effect("the pictures that went in, and nothing is answered that had others", () =>
    Effect.gen(function* () {
      const { info } = simple()
      const editor = new ModelInfo({ ...info, takes: { ...info.takes, images: 2, mask: true } })
      const editing = (model: Service): Service => ({
        ...model,
        resolve: (input) =>
          Effect.map(model.resolve({ prompt: input.prompt }), (resolution) => ({
            ...resolution,
            request: {
              ...resolution.request,
              images: input.images ?? [],
              mask: input.mask
            }
          })),
        generate: (input, onEvent) => model.generate({ prompt: input.prompt }, onEvent)
      })
      const { record, tapes } = recorder()
      const edit = { prompt: "a fox", images: [jpeg(20), Uint8Array.of(1)], mask: jpeg(30) }
      yield* record(editing(simple())).generate(edit)
      const cassette = yield* throughText(yield* Effect.fromNullable(tapes[0]))
      const tape = new Cassette.Cassette({ ...cassette, model: editor })
      const replayed = Cassette.replay(tape, { speed: 0 })
      yield* replayed.generate(edit)
      for (const [change, option] of [
        [{ images: [jpeg(20)] }, "images"],
        [{ images: [jpeg(20), Uint8Array.of(2)] }, "images"],
        [{ mask: jpeg(31) }, "mask"],
        [{ mask: undefined }, "mask"]
      ] as const) {
        const error = yield* Effect.flip(replayed.generate({ ...edit, ...change }))
        assert.strictEqual(error._tag === "InvalidRequest" && error.option, option)
      }
    })
  )
})

describe("a recorder", () => {
  it.effect("that fails, dies or gives up loses no picture, and says so before it", () =>
    Effect.gen(function* () {
      const ways = [
        Effect.fail(new Error("the disk is full")),
        Effect.die(new Error("the disk is full")),
        Effect.interrupt
      ]
      for (const way of ways) {
        const all = yield* events(Cassette.record({ to: () => way })(simple()), request)
        assert.deepStrictEqual(
          all.map(({ _tag }) => _tag),
          ["Warning", "ImageResponse"]
        )
        const [warning] = all
        if (warning?._tag !== "Warning") return assert.fail("no warning")
        assert.strictEqual(warning.code, "NotRecorded")
        if (way !== Effect.interrupt) assert.include(warning.message, "the disk is full")
      }
    })
  )

  it.effect("that fails once has everything the next time", () =>
    Effect.gen(function* () {
      const lengths: Array<number> = []
      const recording = Cassette.record({
        to: ({ tracks }) =>
          Effect.suspend(() =>
            lengths.push(tracks.length) === 1 ? Effect.fail("no") : Effect.void
          )
      })(simple())
      assert.deepStrictEqual(yield* tagsOf(recording), ["Warning", "ImageResponse"])
      assert.deepStrictEqual(yield* tagsOf(recording), ["ImageResponse"])
      assert.deepStrictEqual(lengths, [1, 2])
    })
  )

  it.effect("that hangs holds a picture back for 2 minutes at most", () =>
    Effect.gen(function* () {
      const recording = Cassette.record({ to: () => Effect.never })(simple())
      const fiber = yield* Effect.fork(tagsOf(recording))
      yield* TestClock.adjust(Duration.minutes(2))
      assert.deepStrictEqual(yield* Fiber.join(fiber), ["Warning", "ImageResponse"])
    })
  )

  it.effect("logs its warning when nobody listens", () =>
    Effect.gen(function* () {
      const logged: Array<string> = []
      const logger = Logger.make(({ message }) => void logged.push(String(message)))
      const recording = Cassette.record({ to: () => Effect.fail("no") })(simple())
      yield* recording
        .generate(request)
        .pipe(Effect.provide(Logger.replace(Logger.defaultLogger, logger)))
      assert.deepStrictEqual(logged, ["the generation was not recorded: no"])
    })
  )

  it.effect("raises the error of the model, recorded or not", () =>
    Effect.gen(function* () {
      const refusal = ResponseError.of({ reason: "Quota", message: "enough" })
      const failing = embedded(() => Effect.fail(refusal))
      for (const to of [() => Effect.void, () => Effect.fail("no")]) {
        const error = yield* Effect.flip(Cassette.record({ to })(failing).generate(request))
        assert.strictEqual(error._tag === "ResponseError" && error.reason, "Quota")
      }
    })
  )

  it.effect("refuses what the model refuses, and records nothing of it", () =>
    Effect.gen(function* () {
      const { record, tapes } = recorder()
      const error = yield* Effect.flip(record(simple()).generate({ prompt: "a", width: 1 }))
      assert.strictEqual(error._tag, "InvalidRequest")
      assert.lengthOf(tapes, 0)
    })
  )

  it.effect("gives what a composition makes of a request that its first model refuses", () =>
    Effect.gen(function* () {
      const { record, tapes } = recorder()
      const [first, second] = [simple(), simple()]
      const either = ImageModel.fromGenerate({
        ...first,
        generate: (input, onEvent) =>
          Effect.orElse(first.generate(input, onEvent), () =>
            second.generate({ prompt: input.prompt }, onEvent)
          )
      })
      const all = yield* events(record(either), { prompt: "a fox", width: 1 })
      assert.deepStrictEqual(
        all.map(({ _tag }) => _tag),
        ["Warning", "ImageResponse"]
      )
      assert.lengthOf(tapes, 0)
    })
  )

  it.effect("keeps that a policy started over, and why", () =>
    Effect.gen(function* () {
      const cause = ResponseError.of({ reason: "Overloaded", message: "later", provider: "a" })
      const restarted = new Restarted({ from: "a:1", to: "b:2", cause })
      const again = ImageModel.fromGenerate({
        ...simple(),
        generate: (input, onEvent = () => Effect.void) =>
          Effect.zipRight(onEvent(restarted), simple().generate(input, onEvent))
      })
      const { record, tapes } = recorder()
      yield* record(again).generate(request)
      const cassette = yield* throughText(yield* Effect.fromNullable(tapes[0]))
      const [event] = yield* events(Cassette.replay(cassette, { speed: 0 }), request)
      if (event?._tag !== "Restarted") return assert.fail("did not start over")
      assert.instanceOf(event.cause, ResponseError)
      assert.strictEqual(event.cause.message, "later")
      assert.deepStrictEqual([event.from, event.to], ["a:1", "b:2"])
    })
  )

  it.scopedLive("keeps nothing of a generation that was interrupted", () =>
    Effect.gen(function* () {
      const { model, server } = yield* sd35({ latency: Duration.seconds(60) })
      const { record, tapes } = recorder()
      const recording = record(model)
      const began = yield* Effect.makeLatch()
      const early = yield* Effect.fork(recording.generate(request, () => began.open))
      yield* Effect.repeat(Effect.sleep("5 millis"), {
        until: () => server.requests.some(({ method }) => method === "GET")
      })
      yield* Fiber.interrupt(early)
      assert.lengthOf(tapes, 0)
      yield* Effect.repeat(Effect.sleep("5 millis"), { until: () => server.openReplies() === 0 })
      assert.lengthOf(tapes, 0)
    }).pipe(Effect.provide(http))
  )

  it.effect("stops saving when it is interrupted", () =>
    Effect.gen(function* () {
      const saving = yield* Effect.makeLatch()
      let interrupted = false
      const recording = Cassette.record({
        to: () =>
          Effect.onInterrupt(Effect.zipRight(saving.open, Effect.never), () =>
            Effect.sync(() => (interrupted = true))
          )
      })(simple())
      const fiber = yield* Effect.fork(recording.generate(request))
      yield* saving.await
      yield* Fiber.interrupt(fiber)
      assert.isTrue(interrupted)
    })
  )

  it.effect("stops loading previews when the generation is interrupted", () =>
    Effect.gen(function* () {
      const loading = yield* Effect.makeLatch()
      let stopped = 0
      const model = embedded(
        (_, emit) =>
          Effect.zipRight(
            emit(ProviderEvent.preview(fromUrl("https://a.example/b"))),
            Effect.never
          ),
        () =>
          Effect.onInterrupt(Effect.zipRight(loading.open, Effect.never), () =>
            Effect.sync(() => stopped++)
          )
      )
      const fiber = yield* Effect.fork(recorder().record(model).generate(request))
      yield* loading.await
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(stopped, 1)
    })
  )

  it.effect("does not hold a generation back while a preview is loaded", () =>
    Effect.gen(function* () {
      const finished = yield* Effect.makeLatch()
      const model = embedded(
        (_, emit) =>
          emit(ProviderEvent.preview(fromUrl("https://a.example/b"))).pipe(
            Effect.zipRight(finished.open),
            Effect.as(ProviderEvent.completed({ images: [fromBytes(jpeg())] }))
          ),
        (image) =>
          image.source._tag === "Bytes"
            ? simple().load(image)
            : Effect.zipRight(finished.await, simple().load(fromBytes(jpeg(17))))
      )
      const { record, tapes } = recorder()
      assert.deepStrictEqual(yield* tagsOf(record(model)), ["ImagePreview", "ImageResponse"])
      const sizes = tapes[0]?.tracks[0].pictures.map((picture) =>
        picture._tag === "Kept" ? picture.bytes.length : 0
      )
      assert.deepStrictEqual(sizes, [17, 16])
    })
  )

  it.effect("keeps at most 64 MiB", () =>
    Effect.gen(function* () {
      const large = fromBytes(jpeg(9 * 1024 * 1024))
      const model = embedded((_, emit) =>
        Effect.as(
          Effect.forEach([1, 2, 3, 4, 5, 6], () => emit(ProviderEvent.preview(large))),
          ProviderEvent.completed({ images: [large] })
        )
      )
      const { record, tapes } = recorder()
      const all = yield* events(record(model), request)
      const warning = all.at(-2)
      assert.include(warning?._tag === "Warning" ? warning.message : "", "64 MiB")
      assert.strictEqual(all.at(-1)?._tag, "ImageResponse")
      assert.lengthOf(tapes, 0)
    })
  )

  it.effect("holds one model on a cassette", () =>
    Effect.gen(function* () {
      const { record, tapes } = recorder()
      yield* record(simple()).generate(request)
      const other = simple()
      const named = { ...other, info: new ModelInfo({ ...other.info, name: "embedded-2" }) }
      const [warning] = yield* events(record(named), request)
      const message = warning?._tag === "Warning" ? warning.message : ""
      assert.include(message, "the cassette holds embedded:embedded-1")
      assert.lengthOf(tapes, 1)
    })
  )

  it.effect("hands over one cassette after the other, so that the last has all", () =>
    Effect.gen(function* () {
      const heard: Array<string> = []
      const recording = Cassette.record({
        to: ({ tracks }) =>
          Effect.sync(() => heard.push(`begin ${tracks.length}`)).pipe(
            Effect.zipRight(Effect.yieldNow()),
            Effect.zipRight(Effect.sync(() => heard.push(`end ${tracks.length}`)))
          )
      })(simple())
      yield* Effect.all([recording.generate(request), recording.generate(request)], {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(heard, ["begin 1", "end 1", "begin 2", "end 2"])
    })
  )

  it.scopedLive("keeps generations apart that run at the same time", () =>
    Effect.gen(function* () {
      const { model } = yield* sd35()
      const { record, tapes } = recorder()
      const recording = record(model)
      const requests = [1, 2, 3, 4].map((seed) => ({ ...request, seed, prompt: `fox ${seed}` }))
      yield* Effect.forEach(requests, (each) => recording.generate(each), {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(
        tapes.map(({ tracks }) => tracks.length),
        [1, 2, 3, 4]
      )
      for (const { events, outcome, pictures, request } of tapes.at(-1)?.tracks ?? []) {
        if (outcome._tag !== "ImageResponse") return assert.fail(outcome._tag)
        assert.strictEqual(outcome.receipt.prompt, request.prompt)
        assert.strictEqual(outcome.receipt.seed, request.seed)
        assert.deepStrictEqual([events.length, pictures.length], [3, 4])
      }
    }).pipe(Effect.provide(http))
  )
})

import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import { ImageAsset } from "@easel/core/ImageAsset"
import { ImageResponse } from "@easel/core/ImageEvent"
import * as ImageModel from "@easel/core/ImageModel"
import type { Input } from "@easel/core/ImageRequest"
import * as PictureMetadata from "@easel/core/PictureMetadata"
import { Completed } from "@easel/core/ProviderEvent"
import { ReceiptFromJson, toRequest } from "@easel/core/Receipt"
import {
  type TestEvent,
  accepted,
  completed,
  makeModel,
  picture,
  pngBytes,
  preview,
  progress,
  provide,
  queued
} from "./support/TestModel.js"

const receiptOf = (input: Input, ...events: ReadonlyArray<TestEvent>) =>
  ImageModel.generate(input).pipe(
    Effect.map((response) => response.receipt),
    provide(makeModel(() => Stream.fromIterable(events)))
  )

const cat = { prompt: "A cat wearing a hat" }

/** As a caller writes it whom no compiler helps. */
const untyped = (value: Record<string, unknown>): Input => value

describe("Receipt", () => {
  it.effect("has every resolved parameter", () =>
    Effect.gen(function* () {
      const input = untyped({
        ...cat,
        negativePrompt: "dogs",
        aspectRatio: "4:3",
        model: "tm",
        seed: 7,
        count: 2,
        guidanceScale: 3,
        images: [pngBytes],
        strength: 0.5,
        outputFormat: "image/png",
        providerOptions: { test: { style: "photo", boost: "2" } }
      })
      const receipt = yield* receiptOf(input, accepted, completed({ note: "by rule" }))
      const { timings, ...rest } = receipt
      assert.deepStrictEqual(JSON.parse(JSON.stringify(rest)), {
        provider: "test",
        providerVersion: "1.2.3",
        model: "test-model-1.0",
        prompt: "A cat wearing a hat",
        parameters: {
          negativePrompt: "dogs",
          width: 1024,
          height: 768,
          count: 2,
          steps: 20,
          guidanceScale: 3,
          strength: 0.5,
          images: 1,
          outputFormat: "image/png",
          providerOptions: { style: "photo", boost: "2" }
        },
        seed: 7,
        jobId: "job-1",
        attempt: 1,
        note: "by rule"
      })
      assert.instanceOf(timings.submitted, Date)
    })
  )

  it.effect("takes the times", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1000)
      const events = Stream.make(
        queued(1),
        progress(0.1),
        progress(0.5),
        preview(0),
        preview(1),
        completed()
      )
      const paced = Stream.mapEffect(events, (event) =>
        Effect.as(TestClock.adjust("1 second"), event)
      )
      const { receipt } = yield* ImageModel.generate(cat).pipe(provide(makeModel(() => paced)))
      assert.deepStrictEqual(
        Object.entries(receipt.timings).map(([name, date]) => [name, Number(date)]),
        [
          ["submitted", 1000],
          ["started", 3000],
          ["firstPreview", 5000],
          ["finished", 7000]
        ]
      )
    })
  )

  it.effect("has no times of what did not happen", () =>
    Effect.gen(function* () {
      const { timings } = yield* receiptOf(cat, completed())
      assert.isUndefined(timings.started)
      assert.isUndefined(timings.firstPreview)
    })
  )

  it.effect("has the seed that was really used", () =>
    Effect.gen(function* () {
      const seeded = GeneratedImage.fromBytes(pngBytes, 3)
      const seed = (input: Input, event: TestEvent) =>
        Effect.map(receiptOf(input, event), (receipt) => receipt.seed)
      assert.strictEqual(yield* seed({ ...cat, seed: 1 }, completed({ seed: 2 })), 2)
      assert.strictEqual(yield* seed(cat, new Completed({ images: [seeded, picture] })), 3)
      assert.strictEqual(yield* seed({ ...cat, seed: 1 }, completed()), 1)
      assert.strictEqual(yield* seed({ ...cat, seed: 0 }, completed()), 0)
      assert.strictEqual(yield* seed(cat, completed()), "unknown")
    })
  )

  it.effect("knows no seed that lost digits on its way, so that the response can be written", () =>
    Effect.gen(function* () {
      const asset = new ImageAsset({ bytes: pngBytes, mediaType: "image/png" })
      for (const seed of [2 ** 53, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
        const seeded = new Completed({ images: [GeneratedImage.fromBytes(pngBytes, seed)] })
        const own = new Completed({ images: [picture], seed })
        for (const event of [seeded, own]) {
          const model = makeModel(() => Stream.make<[TestEvent]>(event))
          const response = yield* ImageModel.generate({ ...cat, seed: 1 }).pipe(provide(model))
          assert.strictEqual(response.receipt.seed, "unknown")
          assert.isUndefined(response.images[0].seed)
          assert.isTrue(Option.isSome(PictureMetadata.embed(asset, response.receipt)))
          assert.include(Schema.encodeSync(Schema.parseJson(ImageResponse))(response), "unknown")
        }
      }
    })
  )

  it.effect("survives JSON", () =>
    Effect.gen(function* () {
      const receipt = yield* receiptOf({ ...cat, seed: 7 }, accepted, progress(1), completed())
      const text = Schema.encodeSync(ReceiptFromJson)(receipt)
      const back = Schema.decodeSync(ReceiptFromJson)(text)
      assert.deepStrictEqual(
        { ...back },
        JSON.parse(JSON.stringify(receipt), (name, value) =>
          ["submitted", "started", "finished"].includes(name) ? new Date(value) : value
        )
      )
    })
  )

  it.effect("makes the same request again", () =>
    Effect.gen(function* () {
      const input = untyped({
        ...cat,
        width: 512,
        height: 256,
        seed: 7,
        steps: 3,
        providerOptions: { test: { boost: "2" } }
      })
      const requests: Array<unknown> = []
      const model = makeModel((request) => {
        requests.push({ ...request, aspectRatio: undefined })
        return Stream.make(completed())
      })
      const first = yield* ImageModel.generate(input).pipe(provide(model))
      const again = toRequest(first.receipt)
      const second = yield* ImageModel.generate(again).pipe(provide(model))
      assert.deepStrictEqual(requests[1], requests[0])
      assert.deepStrictEqual(second.receipt.parameters, first.receipt.parameters)
    })
  )

  it.effect("refuses what no request could have asked for, since anyone can write a file", () =>
    Effect.gen(function* () {
      const receipt = yield* receiptOf({ ...cat, seed: 7 }, accepted, completed())
      const written = JSON.parse(yield* Schema.encode(ReceiptFromJson)(receipt))
      const changed = (parameters: object, rest: object = {}) =>
        JSON.stringify({
          ...written,
          ...rest,
          parameters: { ...written.parameters, ...parameters }
        })
      yield* Schema.decode(ReceiptFromJson)(changed({}))
      const illegal = [
        changed({ count: 1_000_000_000 }),
        changed({ width: -5 }),
        changed({ height: 100_000 }),
        changed({ steps: 0 }),
        changed({}, { seed: -1 })
      ]
      for (const text of illegal) yield* Effect.flip(Schema.decode(ReceiptFromJson)(text))
    })
  )
})

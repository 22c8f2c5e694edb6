import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import * as ImageModel from "@easel/core/ImageModel"
import * as Policy from "@easel/core/Policy"
import * as ProviderRegistry from "@easel/core/ProviderRegistry"
import * as Receipt from "@easel/core/Receipt"
import sd35Plugin from "@easel/provider-sd35"
import * as Cassette from "@easel/testkit/Cassette"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import {
  events,
  http,
  recorded,
  recorder,
  request,
  sd35,
  simple,
  throughText,
  withPreview
} from "./cassetteSupport.js"

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "easel-cassette-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true }))
)

const tape = Effect.flatMap(sd35(), ({ model }) =>
  recorded(model, { ...request, providerOptions: { sd35: { randomizeSeed: false } } })
)

describe("the text of a cassette", () => {
  it.scopedLive("is read again as it was", () =>
    Effect.gen(function* () {
      const text = yield* Effect.flatMap(tape, Cassette.toText)
      assert.strictEqual(yield* Cassette.toText(yield* Cassette.fromText(text)), text)
    }).pipe(Effect.provide(http))
  )

  const mutations: Readonly<
    Record<string, readonly [(text: string) => string, Cassette.CassetteError["reason"], string]>
  > = {
    "cut short": [(text) => text.slice(0, -100), "Damaged", "cut short"],
    empty: [() => "", "Damaged", "no JSON"],
    "no cassette": [() => '{"a":1}', "NotACassette", "easel-cassette"],
    "a list": [() => "[]", "NotACassette", "easel-cassette"],
    "a later version": [
      (text) => text.replace('"version": 1', '"version": 2'),
      "UnknownVersion",
      "version 2"
    ],
    "no version": [(text) => text.replace('"version": 1,', ""), "UnknownVersion", "version"],
    "an unknown field": [
      (text) => text.replace('"version": 1', '"version": 1, "speed": 2'),
      "Damaged",
      "speed"
    ],
    "an unknown field inside": [
      (text) => text.replace('"endedAt"', '"endetAt": 1, "endedAt"'),
      "Damaged",
      "endetAt"
    ],
    "an unknown event": [
      (text) => text.replace('"ImagePreview"', '"ImagePreviews"'),
      "Damaged",
      "events.0"
    ],
    "a time before the start": [(text) => text.replace(/"at": \d+/, '"at": -1'), "Damaged", "at"],
    "no tracks": [
      (text) => `${text.replace(/"tracks"[\s\S]*/, '"tracks": []')}}`,
      "Damaged",
      "tracks"
    ],
    "a picture that is not there": [
      (text) => text.replace("picture:0", "picture:9"),
      "Damaged",
      "does not hold"
    ],
    "an address in the place of a picture": [
      (text) => text.replace("picture:0", "http://10.0.0.1/x.png"),
      "Damaged",
      "does not hold"
    ],
    "broken base64": [(text) => text.replace('"bytes": "', '"bytes": "%'), "Damaged", "bytes"]
  }

  it.scopedLive.each(Object.entries(mutations))(
    "%s is a clear error",
    ([, [mutate, reason, says]]) =>
      Effect.gen(function* () {
        const text = yield* Effect.flatMap(recorded(withPreview, request), Cassette.toText)
        const mutated = mutate(text)
        assert.notStrictEqual(mutated, text)
        const error = yield* Effect.flip(Cassette.fromText(mutated))
        assert.strictEqual(error._tag, "CassetteError")
        assert.strictEqual(error.reason, reason)
        assert.include(error.message, says)
        assert.isBelow(error.message.length, 400)
      })
  )

  it("that is too large is not looked at", () => {
    const error = Cassette.fromText(" ".repeat(64 * 1024 * 1024 + 1))
    assert.strictEqual(error._tag === "Left" && error.left.reason, "TooLarge")
  })
})

describe("the file of a cassette", () => {
  it.scopedLive("is written whole, again and again, and read", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "deep", "cat.cassette.json")
      const recording = Cassette.record({ to: (cassette) => Cassette.write(cassette, path) })(
        simple()
      )
      yield* recording.generate(request)
      const first = yield* Cassette.read(path)
      yield* recording.generate({ ...request, prompt: "a cat" })
      const second = Cassette.readSync(pathToFileURL(path))
      assert.deepStrictEqual([first.tracks.length, second.tracks.length], [1, 2])
      const files = yield* Effect.promise(() => readdir(join(path, "..")))
      assert.deepStrictEqual(files, ["cat.cassette.json"])
    })
  )

  it.scopedLive("is named by an error", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "cat.json")
      const missing = yield* Effect.flip(Cassette.read(path))
      assert.strictEqual(missing.reason, "File")
      assert.include(missing.message, path)
      yield* Effect.promise(() => writeFile(path, "{"))
      const damaged = yield* Effect.flip(Cassette.read(path))
      assert.strictEqual(damaged.reason, "Damaged")
      assert.include(damaged.message, path)
      assert.throws(() => Cassette.readSync(path), path)
    })
  )

  it.scopedLive("stays as it was when it can't be written", () =>
    Effect.gen(function* () {
      const inFolder = yield* folder
      const path = join(inFolder, "file", "cat.json")
      yield* Effect.promise(() => writeFile(join(inFolder, "file"), "kept"))
      const cassette = yield* recorded(simple(), request)
      const error = yield* Effect.flip(Cassette.write(cassette, path))
      assert.strictEqual(error.reason, "File")
      assert.strictEqual(
        yield* Effect.promise(() => readFile(join(inFolder, "file"), "utf8")),
        "kept"
      )
    })
  )
})

describe("the plugin of a cassette", () => {
  it.scopedLive("is registered beside the real one and found by its id", () =>
    Effect.gen(function* () {
      const cassette = yield* Effect.flatMap(tape, throughText)
      const plugin = Cassette.plugin(cassette, { speed: 0 })
      assert.strictEqual(plugin.id, "sd35-cassette")
      assert.strictEqual(plugin.label, "StabilityAI SD-3.5-Large (recorded)")
      assert.strictEqual(plugin.version, "0.1.0")
      assert.match(plugin.note ?? "", /^a recording of \d{4}-\d\d-\d\d; /)
      assert.deepStrictEqual(plugin.settings, {})
      const registry = yield* ProviderRegistry.make([sd35Plugin, plugin])
      const found = yield* registry.find("sd-3.5")
      assert.strictEqual(found.plugin.id, "sd35")
      const model = yield* registry.resolve("sd35-cassette")
      assert.strictEqual(model.info.provider, "sd35-cassette")
      const all = yield* events(model, {
        ...request,
        providerOptions: JSON.parse('{"sd35-cassette":{"randomizeSeed":false}}')
      })
      const response = all.at(-1)
      if (response?._tag !== "ImageResponse") return assert.fail("no response")
      assert.strictEqual(response.receipt.provider, "sd35")
      assert.strictEqual((yield* model.load(response.images[0])).mediaType, "image/png")
      const error = yield* Effect.flip(model.generate({ prompt: "a cat" }))
      assert.strictEqual(error.provider, "sd35-cassette")
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("starts from the first recording each time it is built", () =>
    Effect.gen(function* () {
      const random = { prompt: "a fox", width: 512, height: 512 }
      const { model } = yield* sd35()
      const cassette = yield* recorded(model, random, random)
      const seed = Effect.map(ImageModel.generate(random), ({ receipt }) => receipt.seed)
      const { layer } = Cassette.plugin(cassette, { id: "foxes", speed: 0 })
      const [first, second] = yield* Effect.all([seed, seed]).pipe(Effect.provide(layer))
      const [again] = yield* Effect.all([seed]).pipe(Effect.provide(layer))
      assert.notStrictEqual(first, second)
      assert.strictEqual(again, first)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("answers the request of its own receipt", () =>
    Effect.gen(function* () {
      const { model } = yield* sd35()
      const cassette = yield* recorded(model, { ...request, aspectRatio: "1:1" })
      const replayed = Cassette.replay(cassette, { speed: 0 })
      const first = yield* replayed.generate(request)
      const { receipt } = yield* replayed.generate(Receipt.toRequest(first.receipt))
      assert.deepStrictEqual(receipt, first.receipt)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("answers anything when it may, and says what is different", () =>
    Effect.gen(function* () {
      const cassette = yield* tape
      const model = Cassette.replay(cassette, { speed: 0, match: "any" })
      const [warning, ...rest] = yield* events(model, { prompt: "a cat", seed: 7 })
      if (warning?._tag !== "Warning") return assert.fail("no warning")
      assert.strictEqual(warning.code, "Replayed")
      assert.include(warning.message, "prompt, width, height, providerOptions.sd35")
      assert.lengthOf(rest, 4)
      const refused = yield* Effect.flip(model.generate({ prompt: "a cat", width: 7 }))
      assert.strictEqual(refused._tag, "InvalidRequest")
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("says what leniency changes in this request", () =>
    Effect.gen(function* () {
      const { model } = yield* sd35()
      const cassette = yield* recorded(model, { ...request, steps: 50 })
      const replayed = Cassette.replay(cassette, { speed: 0 })
      const lenient = { ...request, steps: 99, lenient: true }
      const warned = yield* events(replayed, lenient)
      assert.strictEqual(warned[0]?._tag, "Warning")
      assert.lengthOf(warned, 5)
      const again = Cassette.replay(yield* recorded(model, lenient), { speed: 0 })
      assert.lengthOf(yield* events(again, lenient), 5)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("is a policy over a layer, and a recording of a recording is the same", () =>
    Effect.gen(function* () {
      const first = yield* recorded(simple(), request)
      const { record, tapes } = recorder()
      yield* ImageModel.generate(request).pipe(
        Effect.provide(
          Policy.layer(record).pipe(
            Layer.provide(Layer.succeed(ImageModel.ImageModel, Cassette.replay(first)))
          )
        )
      )
      const [second] = tapes
      assert.deepStrictEqual(second?.tracks[0].outcome, first.tracks[0].outcome)
      assert.deepStrictEqual(second?.tracks[0].pictures, first.tracks[0].pictures)
    })
  )
})

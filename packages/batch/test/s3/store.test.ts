import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { assert, layer } from "@effect/vitest"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { OutputStore } from "@easel/batch/OutputStore"
import * as Outputs from "@easel/batch/Outputs"
import * as NodeHttp from "@easel/node/NodeHttp"
import * as TestPicture from "@easel/testkit/TestPicture"
import { filesBelow } from "../support/folders.js"

const open = (output: string) => Effect.flatMap(OutputStore, (store) => store.open(output))

const type = "image/png"

/** The settings of `scripts/test-s3.mjs`, one of them changed. */
const changed = (name: string, value: string) =>
  Effect.withConfigProvider(
    ConfigProvider.orElse(ConfigProvider.fromMap(new Map([[name, value]])), () =>
      ConfigProvider.fromEnv()
    )
  )

const clients = {
  fetch: Layer.provide(Outputs.layer, FetchHttpClient.layer),
  undici: Layer.provide(Outputs.layer, NodeHttp.layer)
}

for (const [name, outputs] of Object.entries(clients)) {
  layer(outputs, { excludeTestServices: true })(`a real store over ${name}`, (it) => {
    it.effect("keeps pictures, takes them again, and leaves other objects alone", () =>
      Effect.gen(function* () {
        const place = yield* open(`s3://pictures/${name}/keeps`)
        const picture = yield* TestPicture.draw({
          prompt: "a cat",
          seed: 1,
          width: 128,
          height: 128,
          detail: 1
        })
        const key = "cats & dogs/ü+猫 (1)'!*~.png"
        const location = yield* place.put(key, picture.bytes, type)
        assert.strictEqual(location, `s3://pictures/${name}/keeps/${key}`)
        assert.deepStrictEqual(yield* place.get(key), picture.bytes)
        assert.strictEqual(yield* place.put(key, picture.bytes, type), location)
        const error = yield* Effect.flip(place.put(key, Uint8Array.of(1), type))
        assert.strictEqual(error.reason, "Taken")
        assert.deepStrictEqual(yield* place.get(key), picture.bytes)
      })
    )

    it.effect(
      "lets many put the same picture at one moment, and one of several different ones",
      () =>
        Effect.gen(function* () {
          const place = yield* open(`s3://pictures/${name}/many`)
          const large = new Uint8Array(2_000_000).fill(5)
          yield* Effect.all(
            Array.from({ length: 8 }, () => place.put("same.png", large, type)),
            { concurrency: "unbounded" }
          )
          const outcomes = yield* Effect.all(
            Array.from({ length: 8 }, (_, value) =>
              Effect.either(place.put("one.png", new Uint8Array(100_000).fill(value), type))
            ),
            { concurrency: "unbounded" }
          )
          assert.strictEqual(outcomes.filter(({ _tag }) => _tag === "Right").length, 1)
          const kept = yield* place.get("one.png")
          assert.isTrue(kept.length === 100_000 && kept.every((byte) => byte === kept[0]))
        })
    )

    it.effect("leaves nothing of its trial, and says what is missing", () =>
      Effect.gen(function* () {
        const place = yield* open("s3://pictures")
        assert.strictEqual((yield* Effect.flip(place.get("none.png"))).reason, "Missing")
        const bucket = yield* Effect.flip(open("s3://no-such-bucket"))
        assert.strictEqual(bucket.reason, "Missing")
        assert.include(bucket.message, "no such bucket")
        const files = yield* filesBelow(yield* Config.string("EASEL_S3_FOLDER"))
        assert.deepStrictEqual(
          files.filter((file) => file.includes(".easel-")),
          []
        )
      })
    )

    it.effect("refuses wrong keys, without a word of them", () =>
      Effect.gen(function* () {
        const error = yield* open("s3://pictures").pipe(
          changed("AWS_SECRET_ACCESS_KEY", "not-the-secret"),
          Effect.flip
        )
        assert.strictEqual(error.reason, "Denied")
        assert.notInclude(JSON.stringify(error) + error.message, "not-the-secret")
        const stranger = yield* open("s3://pictures").pipe(
          changed("AWS_ACCESS_KEY_ID", "stranger"),
          Effect.flip
        )
        assert.strictEqual(stranger.reason, "Denied")
        assert.notInclude(stranger.message, "stranger")
      })
    )

    it.effect("says when nobody listens", () =>
      Effect.gen(function* () {
        const error = yield* open("s3://pictures").pipe(
          changed("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
          Effect.flip
        )
        assert.strictEqual(error.reason, "Unreachable")
      })
    )
  })
}

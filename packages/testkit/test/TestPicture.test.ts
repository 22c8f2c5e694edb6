import { inflateSync } from "node:zlib"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { fromBytes } from "@easel/core/ImageAsset"
import * as Png from "@easel/core/Png"
import * as TestPicture from "@easel/testkit/TestPicture"

const specification = { prompt: "cat", seed: 1, width: 65, height: 40, detail: 1 }

describe("TestPicture", () => {
  it.effect("is a whole PNG of the size that was asked for", () =>
    Effect.gen(function* () {
      const { bytes, mediaType } = yield* TestPicture.draw(specification)
      assert.strictEqual(mediaType, "image/png")
      assert.strictEqual(fromBytes(bytes)._tag, "Right")
      const [header, pixels] = Png.chunks(bytes)
      const size = new DataView(Uint8Array.from(header?.data ?? []).buffer)
      assert.deepStrictEqual([size.getUint32(0), size.getUint32(4)], [65, 40])
      // One bit for each pixel, and the filter byte of each row.
      assert.strictEqual(inflateSync(pixels?.data ?? "").length, (Math.ceil(65 / 8) + 1) * 40)
    })
  )

  it.effect("shows seed and detail, and nothing else", () =>
    Effect.gen(function* () {
      const draw = (change: Partial<typeof specification>) =>
        Effect.map(TestPicture.draw({ ...specification, ...change }), ({ bytes }) =>
          Buffer.from(bytes).toString("base64")
        )
      const picture = yield* draw({})
      assert.strictEqual(yield* draw({ prompt: "dog" }), picture)
      assert.notStrictEqual(yield* draw({ seed: 2 }), picture)
      assert.notStrictEqual(yield* draw({ detail: 0.5 }), picture)
    })
  )
})

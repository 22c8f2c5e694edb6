import { assert, describe, it } from "@effect/vitest"
import * as Drawing from "@easel/provider-sketch/Drawing"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { verifyPicture } from "../src/internal/verifyPicture.js"
import { avif, gif, jpeg, progressiveJpeg, webp } from "./support/pictures.js"

const sketch = Effect.promise(() =>
  Drawing.draw(Drawing.plan("A lighthouse at sunset", 7), { width: 96, height: 64 })
)

const faultOf = (bytes: Uint8Array): string =>
  Either.match(verifyPicture(bytes), {
    onLeft: ({ description, reason }) => `${reason}: ${description}`,
    onRight: ({ mediaType }) => `taken as ${mediaType}`
  })

const cutShort = "NotAnImage: the picture is cut short"

describe("verifyPicture", () => {
  it.effect("tells the size of a drawing, and every way of cutting it short", () =>
    Effect.gen(function* () {
      const png = yield* sketch
      assert.deepStrictEqual(
        verifyPicture(png),
        Either.right({ mediaType: "image/png", width: 96, height: 64 })
      )
      for (const length of [40, Math.floor(png.length / 2), png.length - 1]) {
        assert.strictEqual(faultOf(png.subarray(0, length)), cutShort, String(length))
      }
    })
  )

  it("tells type and size of each format", () => {
    const size = { width: 17, height: 9 }
    const pictures = [
      [jpeg, "image/jpeg"],
      [progressiveJpeg, "image/jpeg"],
      [webp, "image/webp"],
      [gif, "image/gif"],
      [avif, "image/avif"]
    ] as const
    for (const [bytes, mediaType] of pictures) {
      assert.deepStrictEqual(verifyPicture(bytes), Either.right({ mediaType, ...size }))
    }
  })

  it("tells a JPEG, WebP or GIF that was cut anywhere from a whole one", () => {
    for (const whole of [jpeg, progressiveJpeg, webp, gif]) {
      for (let length = 12; length < whole.length; length++) {
        assert.strictEqual(faultOf(whole.subarray(0, length)), cutShort, `${length}`)
      }
    }
  })

  it("takes what some programs put behind the end", () => {
    for (const whole of [jpeg, gif, webp]) {
      const longer = new Uint8Array(whole.length + 16)
      longer.set(whole)
      assert.isTrue(Either.isRight(verifyPicture(longer)))
    }
  })

  it("is not misled by the thumbnail in a JPEG's head", () => {
    const thumbnail = jpeg.length + 2
    const head = Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, thumbnail >> 8, thumbnail & 0xff)
    const whole = Uint8Array.from([...head, ...jpeg, ...jpeg.subarray(2)])
    assert.isTrue(Either.isRight(verifyPicture(whole)))
    assert.strictEqual(faultOf(whole.subarray(0, -8)), cutShort)
  })

  it("takes a drawing without a size, and refuses what is no picture", () => {
    const text = (content: string) => new TextEncoder().encode(content)
    assert.deepStrictEqual(
      verifyPicture(text('<svg xmlns="http://www.w3.org/2000/svg"></svg>')),
      Either.right({ mediaType: "image/svg+xml" })
    )
    assert.match(faultOf(text("<html>no</html>")), /^NotAnImage: .*<html>no/)
    assert.match(faultOf(new Uint8Array()), /^NotAnImage: the picture is empty/)
  })
})

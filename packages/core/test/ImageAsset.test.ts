import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import * as ImageAsset from "@easel/core/ImageAsset"
import { pngBytes } from "./support/TestModel.js"

const base64 = Buffer.from(pngBytes).toString("base64")
const percent = Array.from(pngBytes, (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("")
const svg = '<svg xmlns="http://www.w3.org/2000/svg"><title>猫</title></svg>'

const load = (dataUrl: string) =>
  ImageAsset.fromDataUrl(dataUrl).pipe(
    Either.map(({ bytes, mediaType }) => ({ bytes: Array.from(bytes), mediaType }))
  )
const png = Either.right({ bytes: Array.from(pngBytes), mediaType: "image/png" as const })

describe("ImageAsset", () => {
  it("decodes base64, whatever the URL calls it", () => {
    for (const head of ["data:image/png;base64", "data:;base64", "data:text/plain;a=b;base64"]) {
      assert.deepStrictEqual(load(`${head},${base64}`), png, head)
    }
  })

  it("decodes percent-encoded bytes and text", () => {
    assert.deepStrictEqual(load(`data:image/png,${percent}`), png)
    for (const body of [svg, encodeURIComponent(svg)]) {
      const asset = Either.getOrThrow(ImageAsset.fromDataUrl(`data:image/svg+xml,${body}`))
      assert.strictEqual(asset.mediaType, "image/svg+xml")
      assert.strictEqual(new TextDecoder().decode(asset.bytes), svg)
    }
  })

  it("refuses what is broken, empty or no picture", () => {
    const refused: ReadonlyArray<readonly [string, string]> = [
      ["data:image/png;base64", "broken"],
      ["image/png;base64,AAAA", "broken"],
      ["data:image/png;base64,***", "broken"],
      ["data:image/png;base64,not found", "broken"],
      ["data:image/png;base64,AAAAA", "broken"],
      ["data:image/png;base64,", "empty"],
      ["data:,", "empty"],
      [`data:text/html,<html>`, "<html>"]
    ]
    for (const [dataUrl, part] of refused) {
      const error = Either.getOrThrow(Either.flip(ImageAsset.fromDataUrl(dataUrl)))
      assert.strictEqual(error.reason, "NotAnImage")
      assert.include(error.message, part, dataUrl)
    }
  })

  it("reads 8 MB of base64", () => {
    const bytes = new Uint8Array(6_000_000)
    bytes.set(pngBytes)
    const dataUrl = `data:image/png;base64,${Buffer.from(bytes).toString("base64")}`
    const asset = Either.getOrThrow(ImageAsset.fromDataUrl(dataUrl))
    assert.strictEqual(asset.bytes.length, bytes.length)
  })

  it.effect("is loaded from what a provider gives without a network", () =>
    Effect.gen(function* () {
      const images = [
        GeneratedImage.fromBytes(pngBytes),
        GeneratedImage.fromUrl(`data:image/png;base64,${base64}`)
      ]
      for (const image of images) {
        assert.deepStrictEqual((yield* ImageAsset.loadEmbedded(image)).bytes, pngBytes)
      }
      const error = yield* Effect.flip(
        ImageAsset.loadEmbedded(GeneratedImage.fromUrl("https://example.com/a.png"))
      )
      assert.strictEqual(error.reason, "Unreachable")
    })
  )
})

describe("GeneratedImage", () => {
  it("takes the media type from the bytes", () => {
    assert.strictEqual(GeneratedImage.fromBytes(pngBytes, 7).mediaType, "image/png")
    assert.strictEqual(GeneratedImage.fromBytes(pngBytes, 7).seed, 7)
    assert.isUndefined(GeneratedImage.fromBytes(Uint8Array.of(1)).mediaType)
    assert.isUndefined(GeneratedImage.fromUrl("https://example.com/a.png").mediaType)
  })
})

import { assert, describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Option from "effect/Option"
import { ImageAsset } from "@easel/core/ImageAsset"
import * as PictureMetadata from "@easel/core/PictureMetadata"
import * as Png from "@easel/core/Png"
import { Receipt } from "@easel/core/Receipt"
import { pngBytes } from "./support/TestModel.js"

const receipt = new Receipt({
  provider: "sd35",
  providerVersion: "1.2.3",
  model: "sd-3.5",
  prompt: "猫 with a hat 🎩\nsecond line",
  parameters: {
    width: 1024,
    height: 768,
    count: 1,
    steps: 40,
    guidanceScale: 4.5,
    negativePrompt: "дождь",
    providerOptions: { style: "photo" }
  },
  seed: 42,
  jobId: "job-1",
  timings: { submitted: new Date(1000), finished: new Date(2000) },
  attempt: 1
})

const asset = new ImageAsset({ bytes: pngBytes, mediaType: "image/png" })
const embed = (of: Receipt) => Option.getOrThrow(PictureMetadata.embed(asset, of))

const chunk = (png: Uint8Array, type: string) =>
  Array.from(Png.chunks(png)).find((candidate) => candidate.type === type)?.data ?? new Uint8Array()

const international = (text: string): Png.Chunk => ({
  type: "iTXt",
  data: new TextEncoder().encode(text)
})

describe("PictureMetadata", () => {
  it("brings the receipt back as it was", () => {
    const back = Either.getOrThrow(Option.getOrThrow(PictureMetadata.read(embed(receipt))))
    assert.deepStrictEqual(back, receipt)
  })

  it("writes the parameters in the manner of AUTOMATIC1111, in Latin-1", () => {
    const text = new TextDecoder("latin1").decode(chunk(embed(receipt), "tEXt"))
    assert.strictEqual(
      text,
      [
        "parameters\0? with a hat ?",
        "second line",
        "Negative prompt: ?????",
        "Steps: 40, CFG scale: 4.5, Seed: 42, Size: 1024x768, Model: sd-3.5, Version: Easel sd35 1.2.3"
      ].join("\n")
    )
  })

  it("keeps Latin letters that have one byte", () => {
    const umlaut = new Receipt({ ...receipt, prompt: "Käse für é" })
    const text = new TextDecoder("latin1").decode(chunk(embed(umlaut), "tEXt"))
    assert.include(text, "Käse für é")
  })

  it("leaves the picture a picture with the same pixels", () => {
    const png = embed(receipt)
    assert.deepStrictEqual(
      Array.from(Png.chunks(png), ({ type }) => type),
      ["IHDR", "tEXt", "iTXt", "IDAT", "IEND"]
    )
    assert.deepStrictEqual(chunk(png, "IDAT"), chunk(pngBytes, "IDAT"))
  })

  it("has no place in other formats", () => {
    const jpeg = new ImageAsset({ bytes: Uint8Array.of(0xff, 0xd8, 0xff), mediaType: "image/jpeg" })
    assert.isTrue(Option.isNone(PictureMetadata.embed(jpeg, receipt)))
  })

  it("finds nothing where nothing is", () => {
    for (const bytes of [pngBytes, new Uint8Array(), Uint8Array.of(0xff, 0xd8, 0xff)]) {
      assert.isTrue(Option.isNone(PictureMetadata.read(bytes)))
    }
    const other = Png.insertAfterHeader(pngBytes, [
      international("XML:com.adobe.xmp\0\0\0\0\0<x/>")
    ])
    assert.isTrue(Option.isNone(PictureMetadata.read(other)))
  })

  it("says that a receipt is broken", () => {
    for (const text of ["{}", "", "not JSON", '{"provider":1}']) {
      const png = Png.insertAfterHeader(pngBytes, [international(`easel\0\0\0\0\0${text}`)])
      assert.isTrue(Either.isLeft(Option.getOrThrow(PictureMetadata.read(png))), text)
    }
  })

  it("passes over a chunk of more than a megabyte", () => {
    const png = Png.insertAfterHeader(pngBytes, [
      international(`easel\0\0\0\0\0${" ".repeat(1024 * 1024)}{}`)
    ])
    assert.isTrue(Option.isNone(PictureMetadata.read(png)))
  })

  it("never throws, whatever the chunk holds", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.uint8Array({ maxLength: 60 }),
        FastCheck.nat(8),
        (garbage, cut) => {
          const head = new TextEncoder().encode("easel\0\0\0\0\0").subarray(0, 10 - cut)
          const data = new Uint8Array([...head, ...garbage])
          PictureMetadata.read(Png.insertAfterHeader(pngBytes, [{ type: "iTXt", data }]))
          PictureMetadata.read(garbage)
        }
      )
    )
    const png = embed(receipt)
    for (let length = 0; length < png.length; length += 7)
      PictureMetadata.read(png.subarray(0, length))
  })
})

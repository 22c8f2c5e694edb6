import { assert, describe, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import { type MediaType, detect, extension } from "@easel/core/MediaType"
import { pngBytes } from "./support/TestModel.js"

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

describe("MediaType", () => {
  const pictures: ReadonlyArray<readonly [MediaType, Uint8Array]> = [
    ["image/png", pngBytes],
    ["image/jpeg", bytes("\xff\xd8\xff\xe0\0\x10JFIF")],
    ["image/webp", bytes("RIFF\x24\0\0\0WEBPVP8 ")],
    ["image/gif", bytes("GIF89a\x01\0")],
    ["image/gif", bytes("GIF87a\x01\0")],
    ["image/avif", bytes("\0\0\0\x20ftypavif\0\0\0\0")],
    ["image/avif", bytes("\0\0\0\x20ftypavis\0\0\0\0")],
    ["image/svg+xml", bytes('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ["image/svg+xml", bytes('<?xml version="1.0"?>\n<!-- a --> <!-- b -->\n<svg>')],
    ["image/svg+xml", bytes("\xef\xbb\xbf<!DOCTYPE svg PUBLIC>\n<svg>")]
  ]

  it("knows pictures by their bytes", () => {
    for (const [mediaType, picture] of pictures) assert.strictEqual(detect(picture), mediaType)
  })

  it("takes nothing else for a picture", () => {
    const others = [
      "",
      "\x89PNG",
      "RIFF\x24\0\0\0WAVEfmt ",
      "RIFF\x24\0\0\0WEB",
      "GIF88a",
      "\0\0\0\x20ftypheic",
      "<!DOCTYPE html><html><svg></svg></html>",
      "<svgx>",
      "<!-- <svg> -->",
      '{"error":"<svg>"}'
    ]
    for (const text of others) assert.isUndefined(detect(bytes(text)), JSON.stringify(text))
  })

  it("looks at a part of a larger buffer", () => {
    const buffer = new Uint8Array(pngBytes.length + 10)
    buffer.set(pngBytes, 10)
    assert.strictEqual(detect(buffer.subarray(10)), "image/png")
  })

  it("is done with many comments at once", () => {
    // A pattern that backtracks needs years for this.
    assert.isUndefined(detect(bytes("<!---->".repeat(146))))
    assert.isUndefined(detect(bytes("<!--".repeat(256))))
  })

  it("never throws", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.uint8Array({ maxLength: 64 }), (garbage) => {
        detect(garbage)
        for (const [, picture] of pictures) detect(picture.subarray(0, garbage.length))
      })
    )
  })

  it("has an extension for each", () => {
    assert.deepStrictEqual(
      pictures
        .map(([mediaType]) => extension(mediaType))
        .filter((name) => !/^[a-z]{3,4}$/.test(name)),
      []
    )
    assert.strictEqual(extension("image/jpeg"), "jpg")
  })
})

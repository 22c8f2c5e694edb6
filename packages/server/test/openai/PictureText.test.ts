import { assert, describe, it } from "@effect/vitest"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import * as FastCheck from "effect/FastCheck"
import * as PictureText from "../../src/openai/PictureText.js"

const bytesOf = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 37) % 256)

const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64")

const joined = (...parts: ReadonlyArray<string | PictureText.Picture>) =>
  Buffer.from(PictureText.join(...parts)).toString("utf8")

const fromUrl = (dataUrl: string) => PictureText.fromImage(GeneratedImage.fromUrl(dataUrl))

describe("a picture between texts", () => {
  for (const length of [0, 1, 2, 3, 49151, 49152, 49153, 200_000]) {
    it(`of ${length} bytes is its base64`, () => {
      const bytes = bytesOf(length)
      assert.strictEqual(joined('{"é":"', bytes, '"}'), `{"é":"${encode(bytes)}"}`)
    })
  }

  it("that is a part of a larger buffer is that part", () => {
    const part = bytesOf(100).subarray(10, 20)
    assert.strictEqual(joined(part), encode(part))
  })

  it("in base64 stays as it is", () => {
    const base64 = encode(bytesOf(1000))
    const picture = fromUrl(`data:image/png;base64,${base64}`)
    assert.deepStrictEqual(picture, { base64 })
    assert.strictEqual(joined("<", picture ?? "", ">"), `<${base64}>`)
  })

  it("that is no base64 text is not taken for one", () => {
    assert.isUndefined(fromUrl("data:image/svg+xml,<svg/>"))
    assert.isUndefined(fromUrl("https://pictures.example/1.png"))
  })

  const odd = {
    "without its padding": ["QUI", "QUI="],
    "in lines": ["QUJD\r\nREVG", "QUJDREVG"],
    "in the alphabet of addresses": ["-_-_", "+/+/"],
    "that ends its string": ['QUJD","b":"', null],
    "that ends its event": ["QUJD\n\ndata: x", null],
    "of other letters": ["QUJD\u0122", null]
  } as const
  for (const [name, [base64, expected]] of Object.entries(odd)) {
    it(`in base64 ${name} is written anew`, () => {
      for (const form of [base64, Buffer.from(base64)]) {
        const text = joined({ base64: form })
        assert.match(text, /^[A-Za-z0-9+/]*={0,2}$/)
        if (expected !== null) assert.strictEqual(text, expected)
      }
    })
  }

  for (const length of [0, 1, 2, 3, 49151, 49152, 49153, 98303, 98304, 200_000]) {
    it(`whose base64 is bytes, of ${length} bytes, is those bytes`, () => {
      const base64 = encode(bytesOf(length))
      assert.strictEqual(joined("<", { base64: Buffer.from(base64) }, ">"), `<${base64}>`)
    })
  }

  it("that is padded in the middle of a long text is written anew", () => {
    const base64 = `${"A".repeat(64 * 1024 - 1)}=${"A".repeat(64 * 1024)}`
    for (const form of [base64, Buffer.from(base64)]) {
      assert.match(joined({ base64: form }), /^[A-Za-z0-9+/]*={0,2}$/)
    }
  })

  const isWhole = (base64: string) => {
    for (const form of [base64, Buffer.from(base64)]) {
      const text = joined('{"a":"', { base64: form }, '"}')
      const parsed: unknown = JSON.parse(text)
      assert.deepStrictEqual(Object.keys(Object.assign({}, parsed)), ["a"])
    }
  }

  it("never breaks out of its JSON, whatever a service sends", () =>
    FastCheck.assert(FastCheck.property(FastCheck.string({ unit: "binary" }), isWhole)))

  it("never breaks out by a single character", () => {
    for (let code = 0; code < 256; code++) isWhole(`AAA${String.fromCharCode(code)}`)
  })

  it("is known by its first bytes", () => {
    const png = Buffer.from("\x89PNG\r\n\x1a\n and so on", "latin1")
    assert.strictEqual(PictureText.mediaTypeOf(png), "image/png")
    assert.strictEqual(PictureText.mediaTypeOf({ base64: png.toString("base64") }), "image/png")
    assert.isUndefined(PictureText.mediaTypeOf({ base64: "bm8gcGljdHVyZQ==" }))
  })
})

import { crc32 as nodeCrc32, inflateSync } from "node:zlib"
import { assert, describe, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as Png from "@easel/core/Png"
import { pngBytes } from "./support/TestModel.js"

const types = (png: Uint8Array) => Array.from(Png.chunks(png), (chunk) => chunk.type)

const text = (content: string): Png.Chunk => ({
  type: "tEXt",
  data: new TextEncoder().encode(content)
})

describe("Png", () => {
  it("has the checksum of the specification", () => {
    // The check value of CRC-32/ISO-HDLC, and the checksum of every IEND chunk.
    assert.strictEqual(Png.crc32(new TextEncoder().encode("123456789")), 0xcbf43926)
    assert.strictEqual(Png.crc32(new TextEncoder().encode("IEND")), 0xae426082)
  })

  it.runIf(typeof nodeCrc32 === "function")("has the checksum of Node", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.uint8Array({ maxLength: 300 }), (bytes) => {
        assert.strictEqual(Png.crc32(bytes), nodeCrc32(bytes))
      })
    )
  })

  it("reads back the chunks it wrote", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.array(
          FastCheck.record({
            type: FastCheck.constantFrom("IHDR", "tEXt", "iTXt", "IDAT"),
            data: FastCheck.uint8Array({ maxLength: 50 })
          })
        ),
        (chunks) => {
          const read = Array.from(Png.chunks(Png.encode(chunks)), ({ data, type }) => ({
            type,
            data: Uint8Array.from(data)
          }))
          assert.deepStrictEqual(read, chunks)
        }
      )
    )
  })

  it("puts chunks behind the header and leaves the pixels as they are", () => {
    const changed = Png.insertAfterHeader(pngBytes, [text("a\0b"), text("c\0d")])
    assert.deepStrictEqual(types(changed), ["IHDR", "tEXt", "tEXt", "IDAT", "IEND"])
    const pixels = Array.from(Png.chunks(changed)).find((chunk) => chunk.type === "IDAT")
    assert.deepStrictEqual(Array.from(inflateSync(pixels?.data ?? "")), [0, 128])
  })

  it("reads a PNG inside a larger buffer", () => {
    const buffer = new Uint8Array(pngBytes.length + 20)
    buffer.set(pngBytes, 10)
    assert.deepStrictEqual(types(buffer.subarray(10, 10 + pngBytes.length)), types(pngBytes))
  })

  it("stops at a chunk that is not whole", () => {
    for (let length = 0; length < pngBytes.length; length++) {
      assert.isBelow(types(pngBytes.subarray(0, length)).length, 3)
    }
    const lying = Uint8Array.from(pngBytes)
    lying.fill(0xff, 8, 12)
    assert.deepStrictEqual(types(lying), [])
  })

  it("never throws", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.uint8Array({ maxLength: 80 }),
        FastCheck.boolean(),
        (garbage, signed) => {
          const png = signed ? Png.insertAfterHeader(pngBytes.subarray(0, 33), []) : garbage
          types(new Uint8Array([...png, ...garbage]))
          Png.insertAfterHeader(garbage, [text("x")])
        }
      )
    )
  })
})

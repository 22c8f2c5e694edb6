import { assert, describe, it } from "@effect/vitest"
import { decode } from "fast-png"
import * as Drawing from "../src/Drawing.js"
import { RowFilter } from "../src/internal/RowFilter.js"
import { encodePng } from "../src/internal/encodePng.js"

const same = (left: ArrayLike<number>, right: Uint8Array): boolean =>
  Buffer.compare(Uint8Array.from(left), right) === 0

const noise = (length: number): Uint8Array => {
  let state = 1
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state >>> 24
  })
}

const gradient = (width: number, height: number): Uint8Array =>
  Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3)
    return (pixel % width) * 2 + Math.floor(pixel / width) * (at % 3)
  })

describe("Png", () => {
  it("writes what another decoder reads back, whatever the bands", async () => {
    for (const [width, height] of [
      [1, 1],
      [2, 3],
      [37, 19],
      [64, 64]
    ] as const) {
      for (const pixels of [noise(width * height * 3), gradient(width, height)]) {
        const middle = Math.floor(height / 2) * width * 3
        const bands =
          middle === 0 ? [pixels] : [pixels.subarray(0, middle), pixels.subarray(middle)]
        const image = decode(await encodePng(width, height, bands), { checkCrc: true })
        assert.deepEqual(
          [image.width, image.height, image.channels, image.depth],
          [width, height, 3, 8]
        )
        assert.isTrue(same(image.data, pixels))
      }
    }
  })

  it("filters smooth rows and leaves noise alone", () => {
    const smooth = new RowFilter(64).filter(gradient(64, 8))
    const types = Array.from({ length: 8 }, (_, row) => smooth[row * (64 * 3 + 1)])
    assert.isTrue(
      types.slice(1).every((type) => type !== 0),
      String(types)
    )
    const rough = new RowFilter(64).filter(gradient(64, 8).fill(9))
    assert.strictEqual(rough[0], 0)
  })

  it("carries a drawing, and reports progress while other work goes on", async () => {
    const plan = Drawing.plan("A cat wearing a hat", 1)
    const size = { width: 320, height: 512 }
    const seen: Array<number> = []
    let turns = 0
    const turnsAtBand: Array<number> = []
    const count = (): void => {
      turns++
      timer = setImmediate(count)
    }
    let timer = setImmediate(count)
    const file = await Drawing.draw(plan, size, {
      onProgress: (fraction) => {
        seen.push(fraction)
        turnsAtBand.push(turns)
      }
    })
    clearImmediate(timer)
    assert.isAbove(seen.length, 1)
    assert.strictEqual(seen.at(-1), 1)
    assert.strictEqual(new Set(turnsAtBand).size, turnsAtBand.length)
    const image = decode(file, { checkCrc: true })
    assert.isTrue(same(image.data, Drawing.renderPixels(plan, size)))
    assert.isBelow(file.length, (size.width * size.height * 3) / 2)
  })

  it("stops when told to, and passes on what goes wrong", async () => {
    const plan = Drawing.plan("sea", 1)
    const size = { width: 512, height: 512 }
    const controller = new AbortController()
    const reason = new Error("enough")
    const drawing = Drawing.draw(plan, size, {
      signal: controller.signal,
      onProgress: () => controller.abort(reason)
    })
    const outcome = await drawing.catch((cause: unknown) => cause)
    assert.isTrue(outcome === reason)
    const failure = await Drawing.draw(plan, { width: 1, height: 1 }).catch(
      (cause: unknown) => cause
    )
    assert.instanceOf(failure, RangeError)
  })
})

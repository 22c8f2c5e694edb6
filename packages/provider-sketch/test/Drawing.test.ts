import { assert, describe, it } from "@effect/vitest"
import { createHash } from "node:crypto"
import * as Drawing from "../src/Drawing.js"
import { enlarge, meanColor, meanError } from "./pictures.js"

const digest = (pixels: Uint8Array): string => createHash("sha256").update(pixels).digest("hex")

const small = { width: 96, height: 64 }

const drawn = (prompt: string, seed: number, size = small): Uint8Array =>
  Drawing.renderPixels(Drawing.plan(prompt, seed), size)

const prompts = [
  "A cat wearing a hat",
  "A dog playing in the park",
  "A futuristic city",
  "The sea at sunset",
  "deer in a snowy forest",
  "cactus",
  "astronaut",
  "whale",
  "castle at night",
  "portrait of a girl",
  "flowers in a vase",
  "qwertz uiop"
]

describe("Drawing", () => {
  it("draws the same prompt, seed and size the same, and any other one differently", () => {
    for (const prompt of prompts) {
      const first = digest(drawn(prompt, 7))
      assert.strictEqual(digest(drawn(prompt, 7)), first, prompt)
      assert.notStrictEqual(digest(drawn(prompt, 8)), first, prompt)
      assert.notStrictEqual(digest(drawn(prompt, 7, { width: 64, height: 96 })), first, prompt)
    }
    const all = prompts.map((prompt) => digest(drawn(prompt, 1)))
    assert.strictEqual(new Set(all).size, prompts.length)
  })

  it("gives the pixels that every other platform gives", () => {
    assert.strictEqual(
      digest(drawn("A cat wearing a hat", 1, { width: 128, height: 128 })),
      "625aa71840055d72f7fd6f12e92b77f21887083393cc018fa49eb70efa03bb8b"
    )
    assert.strictEqual(
      digest(drawn("A futuristic city", 2, { width: 160, height: 90 })),
      "ad813d3f89c5860702871b41851bfc86b271f0d83b372efc288a9203b92d47f2"
    )
  })

  it("asks no engine for a sine, a power or a chance", () => {
    const forbidden = ["sin", "cos", "tan", "pow", "exp", "log", "cbrt", "hypot", "random"] as const
    const kept = forbidden.map((name) => [name, Math[name]] as const)
    const before = digest(drawn("mountain lake at night", 3))
    try {
      for (const name of forbidden) {
        Math[name] = () => {
          throw new Error(`Math.${name} was called`)
        }
      }
      assert.strictEqual(digest(drawn("mountain lake at night", 3)), before)
    } finally {
      for (const [name, original] of kept) Object.assign(Math, { [name]: original })
    }
  })

  it("fills every pixel of odd shapes", () => {
    for (const size of [
      { width: 64, height: 64 },
      { width: 65, height: 211 },
      { width: 64, height: 1024 },
      { width: 1024, height: 64 }
    ]) {
      for (const prompt of prompts) {
        const pixels = Drawing.renderPixels(Drawing.plan(prompt, 5), size, { detail: 0.99 })
        assert.strictEqual(pixels.length, size.width * size.height * 3)
        let unpainted = 0
        for (let at = 0; at < pixels.length; at += 3) {
          if ((pixels[at] ?? 0) + (pixels[at + 1] ?? 0) + (pixels[at + 2] ?? 0) === 0) unpainted++
        }
        const share = unpainted / (size.width * size.height)
        assert.isBelow(share, 0.02, `${prompt} at ${size.width}×${size.height}`)
      }
    }
  })

  it("reports bands that follow each other and end at the whole", () => {
    let row = 0
    let fraction = 0
    for (const band of Drawing.render(Drawing.plan("sea", 1), { width: 512, height: 300 })) {
      assert.strictEqual(band.top, row)
      assert.strictEqual(band.pixels.length, band.rows * 512 * 3)
      assert.isAbove(band.fraction, fraction)
      row += band.rows
      fraction = band.fraction
    }
    assert.strictEqual(row, 300)
    assert.strictEqual(fraction, 1)
  })

  it("takes sizes from 64 to 4096, whole numbers only", () => {
    const plan = Drawing.plan("sea", 1)
    const first = (width: number, height: number) => Drawing.render(plan, { width, height }).next()
    for (const side of [63, 4097, 64.5, 0, -64, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => first(side, 64), RangeError)
      assert.throws(() => first(64, side), RangeError)
    }
    assert.isFalse(first(64, 4096).done)
    assert.isFalse(first(4096, 64).done)
    assert.throws(() => Drawing.plan("sea", Number.NaN), RangeError)
  })

  it("previews come closer to the picture, each larger than the one before", () => {
    const size = { width: 256, height: 192 }
    for (const prompt of prompts) {
      const plan = Drawing.plan(prompt, 4)
      const whole = Drawing.renderPixels(plan, size)
      let before = Number.POSITIVE_INFINITY
      let width = 0
      for (let index = 1; index <= 3; index++) {
        const options = Drawing.preview(index, 3)
        const reduced = Drawing.scaled(size, options.scale)
        const pixels = Drawing.renderPixels(plan, size, options)
        const error = meanError(enlarge(pixels, reduced, size), whole)
        assert.isBelow(error, before, `${prompt}, preview ${index}`)
        assert.isAbove(reduced.width, width)
        before = error
        width = reduced.width
      }
      const other = Drawing.renderPixels(Drawing.plan(prompt, 5), size)
      assert.isBelow(before, meanError(other, whole) / 2, prompt)
    }
    assert.throws(() => Drawing.preview(0, 3), RangeError)
    assert.throws(() => Drawing.preview(4, 3), RangeError)
  })

  it("draws night darker than day, and the coat that the prompt names", () => {
    const brightness = (prompt: string): number => {
      const [red, green, blue] = meanColor(drawn(prompt, 2))
      return red + green + blue
    }
    for (const place of ["mountains", "the sea", "a meadow", "the desert"]) {
      assert.isBelow(brightness(`${place} at night`), brightness(`${place} at noon`) * 0.7, place)
    }
    const [red, , blue] = meanColor(drawn("a red cat", 2, { width: 64, height: 64 }))
    const [otherRed, , otherBlue] = meanColor(drawn("a blue cat", 2, { width: 64, height: 64 }))
    assert.isAbove(red - blue, otherRed - otherBlue + 20)
  })
})

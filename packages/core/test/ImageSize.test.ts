import { assert, describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Schema from "effect/Schema"
import * as AspectRatio from "@easel/core/AspectRatio"
import * as ImageSize from "@easel/core/ImageSize"

const range: ImageSize.SizeRange = {
  _tag: "SizeRange",
  default: { width: 1152, height: 896 },
  minimum: 512,
  maximum: 1344,
  multiple: 32
}

const list: ImageSize.SizeList = {
  _tag: "SizeList",
  default: { width: 1024, height: 1024 },
  sizes: [
    { width: 1024, height: 1024 },
    { width: 1536, height: 1024 },
    { width: 1024, height: 1536 },
    { width: 512, height: 512 }
  ]
}

const size = (capability: ImageSize.SizeCapability, choice: ImageSize.SizeChoice) =>
  ImageSize.resolve(capability, choice).pipe(Either.map(ImageSize.format), Either.getOrThrow)

const refused = (capability: ImageSize.SizeCapability, choice: ImageSize.SizeChoice) =>
  Either.getOrThrow(Either.flip(ImageSize.resolve(capability, choice)))

describe("AspectRatio", () => {
  it("keeps each ratio exactly, in multiples of 16, within a megapixel or so", () => {
    for (const ratio of AspectRatio.all) {
      const { height, width } = AspectRatio.size(ratio)
      const [across = 0, down = 0] = ratio.split(":").map(Number)
      assert.strictEqual(width * down, height * across, ratio)
      assert.strictEqual((width % 16) + (height % 16), 0, ratio)
      assert.isAtMost(width * height, 1024 * 1024, ratio)
    }
    assert.deepStrictEqual(AspectRatio.size("1:1"), { width: 1024, height: 1024 })
  })

  it("names the ratios when one is unknown", () => {
    const result = Schema.decodeUnknownEither(AspectRatio.AspectRatio)("16:8")
    assert.include(Either.getOrThrow(Either.flip(result)).message, "16:9")
    assert.isTrue(Either.isLeft(Schema.decodeUnknownEither(AspectRatio.AspectRatio)("constructor")))
  })
})

describe("ImageSize", () => {
  it("uses the model's default when nothing is given", () => {
    assert.strictEqual(size(range, {}), "1152x896")
    assert.strictEqual(size(list, {}), "1024x1024")
  })

  it("takes both sides from the ratio's table", () => {
    assert.strictEqual(size(range, { aspectRatio: "1:1" }), "1024x1024")
    assert.strictEqual(size(range, { aspectRatio: "4:3" }), "1024x768")
  })

  it("lets a given side stand and takes the other from the ratio or the default", () => {
    assert.strictEqual(size(range, { width: 640 }), "640x896")
    assert.strictEqual(size(range, { height: 640 }), "1152x640")
    assert.strictEqual(size(range, { width: 640, aspectRatio: "4:3" }), "640x768")
    assert.strictEqual(size(range, { height: 640, aspectRatio: "4:3" }), "1024x640")
  })

  it("lets two given sides stand against a ratio", () => {
    assert.strictEqual(size(range, { width: 512, height: 1344, aspectRatio: "1:1" }), "512x1344")
  })

  it("fits a derived size and says so when the ratio suffers", () => {
    const wide = ImageSize.resolve(range, { aspectRatio: "21:9" }).pipe(Either.getOrThrow)
    assert.strictEqual(ImageSize.format(wide), "1184x512")
    assert.isUndefined(wide.fitted)
    const tight = { ...range, minimum: 512, maximum: 768 }
    const fitted = ImageSize.resolve(tight, { aspectRatio: "21:9" }).pipe(Either.getOrThrow)
    assert.strictEqual(ImageSize.format(fitted), "768x512")
    assert.include(fitted.fitted ?? "", "21:9 became 768x512")
  })

  it("fits a derived side beside a given one", () => {
    assert.strictEqual(size({ ...range, maximum: 768 }, { width: 512 }), "512x768")
  })

  it("refuses what the caller wrote and names the nearest", () => {
    const both = refused(range, { width: 1000, height: 4000 })
    assert.strictEqual(both.option, "size")
    assert.strictEqual(both.legal, "992x1344")
    assert.strictEqual(refused(range, { width: 100 }).option, "width")
    assert.strictEqual(refused(range, { height: 100 }).legal, "1152x512")
    assert.strictEqual(refused(list, { width: 1500, height: 1000 }).legal, "1536x1024")
  })

  it("finds the size of a list that has the given side", () => {
    assert.strictEqual(size(list, { width: 512 }), "512x512")
    assert.strictEqual(size(list, { width: 1536 }), "1536x1024")
    assert.strictEqual(size(list, { height: 1536 }), "1024x1536")
    assert.strictEqual(size(list, { width: 1024, aspectRatio: "9:16" }), "1024x1024")
    assert.strictEqual(refused(list, { width: 700 }).option, "width")
  })

  it("picks from a list by shape when only a ratio is given", () => {
    assert.strictEqual(size(list, { aspectRatio: "1:1" }), "1024x1024")
    assert.strictEqual(size(list, { aspectRatio: "9:21" }), "512x512")
  })

  const side = FastCheck.option(FastCheck.integer({ min: 1, max: 5000 }), { nil: undefined })
  const capability = FastCheck.oneof(
    FastCheck.record({
      multiple: FastCheck.constantFrom(1, 8, 16, 32, 64),
      low: FastCheck.integer({ min: 1, max: 16 }),
      high: FastCheck.integer({ min: 17, max: 64 })
    }).map(({ high, low, multiple }): ImageSize.SizeCapability => {
      const [minimum, maximum] = [low * multiple, high * multiple]
      return {
        _tag: "SizeRange",
        minimum,
        maximum,
        multiple,
        default: { width: maximum, height: minimum }
      }
    }),
    FastCheck.array(
      FastCheck.record({
        width: FastCheck.integer({ min: 64, max: 2048 }),
        height: FastCheck.integer({ min: 64, max: 2048 })
      }),
      { minLength: 1, maxLength: 6 }
    ).map((sizes): ImageSize.SizeCapability => {
      const [first = { width: 64, height: 64 }, ...others] = sizes
      return { _tag: "SizeList", sizes: [first, ...others], default: first }
    })
  )

  const isLegal = (capability: ImageSize.SizeCapability, { height, width }: ImageSize.ImageSize) =>
    capability._tag === "SizeList"
      ? capability.sizes.some((size) => size.width === width && size.height === height)
      : [width, height].every(
          (side) =>
            side >= capability.minimum &&
            side <= capability.maximum &&
            side % capability.multiple === 0
        )

  it("always gives a legal size that keeps what was given, or names one that is accepted", () => {
    FastCheck.assert(
      FastCheck.property(
        capability,
        side,
        side,
        FastCheck.option(FastCheck.constantFrom(...AspectRatio.all), { nil: undefined }),
        (capability, width, height, aspectRatio) => {
          const result = ImageSize.resolve(capability, { width, height, aspectRatio })
          if (Either.isRight(result)) {
            assert.isTrue(isLegal(capability, result.right))
            assert.strictEqual(result.right.width, width ?? result.right.width)
            assert.strictEqual(result.right.height, height ?? result.right.height)
          } else {
            assert.isTrue(width !== undefined || height !== undefined)
            const [w = 0, h = 0] = (result.left.legal ?? "").split("x").map(Number)
            assert.isTrue(isLegal(capability, { width: w, height: h }), result.left.message)
            assert.strictEqual(size(capability, { width: w, height: h }), result.left.legal)
          }
        }
      ),
      { numRuns: 1000 }
    )
  })
})

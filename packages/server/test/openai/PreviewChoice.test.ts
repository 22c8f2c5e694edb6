import { assert, describe, it } from "@effect/vitest"
import { PreviewChoice } from "../../src/openai/PreviewChoice.js"

/** A preview by its name, or the progress before it. */
type Step = string | number

const told = (most: number, steps: ReadonlyArray<Step>): ReadonlyArray<string> => {
  const choice = new PreviewChoice<string>(most)
  return steps.flatMap((step) =>
    typeof step === "number" ? (choice.progress(step) ?? []) : (choice.preview(step) ?? [])
  )
}

/** Twenty steps, each with its progress and its preview. */
const even = Array.from({ length: 20 }, (_, index) => [(index + 1) / 20, String(index + 1)]).flat()

describe("of the previews", () => {
  it("none are told when none are wanted", () => assert.deepStrictEqual(told(0, even), []))

  it("the first ones are told when no progress is known", () =>
    assert.deepStrictEqual(told(2, ["a", "b", "c"]), ["a", "b"]))

  it("those that spread evenly are told when it is", () => {
    assert.deepStrictEqual(told(1, even), ["1"])
    assert.deepStrictEqual(told(2, even), ["1", "10"])
    assert.deepStrictEqual(told(3, even), ["1", "7", "13"])
    assert.deepStrictEqual(told(4, even), ["1", "5", "10", "15"])
  })

  it("all are told when there are fewer", () => assert.deepStrictEqual(told(100, even).length, 20))

  it("the newest is told later when all come early", () =>
    assert.deepStrictEqual(told(2, [0.01, "a", 0.1, "b", 0.2, "c", 0.4, 0.6, 0.9]), ["a", "c"]))

  it("none is told twice", () =>
    assert.deepStrictEqual(told(3, [0.01, "a", 0.2, "b", 0.5, 0.8, 0.9, 1]), ["a", "b"]))

  it("another attempt starts over", () => {
    const choice = new PreviewChoice<string>(1)
    choice.progress(0.9)
    assert.strictEqual(choice.preview("a"), "a")
    choice.restart()
    assert.strictEqual(choice.preview("b"), "b")
    assert.isUndefined(choice.preview("c"))
  })
})

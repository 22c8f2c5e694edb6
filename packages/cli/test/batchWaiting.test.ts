import { assert, describe, it } from "@effect/vitest"
import { summaryOf } from "../../batch/test/support/plainBatches.js"
import { liveLines } from "../src/batch/view/liveLines.js"
import { plainLine } from "../src/batch/view/plainLine.js"

const reason = "/pictures/fox.png: no space left on the device"

const standing = (why: string | undefined) => ({
  summary: summaryOf([], { state: "active", total: 3, counts: { made: 3 }, reason: why }),
  pace: []
})

describe("a batch that works and waits", () => {
  it("says in a line what it waits for, and is silent about its state else", () => {
    assert.match(plainLine(standing(reason), 0), /; active: \/pictures\/fox\.png: no space left/)
    assert.notInclude(plainLine(standing(undefined), 0), "active")
  })

  it("says on a terminal what it waits for, and is silent about its state else", () => {
    assert.strictEqual(liveLines(standing(reason), 0, 100).at(-1), `  active: ${reason}`)
    assert.notInclude(liveLines(standing(undefined), 0, 100).join("\n"), "active")
  })
})

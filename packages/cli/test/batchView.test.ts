import { stripVTControlCharacters } from "node:util"
import { Location } from "@easel/batch/BatchDatabase"
import { budgetUsedUp } from "@easel/batch/BatchSummary"
import { assert, describe, it } from "@effect/vitest"
import * as Redacted from "effect/Redacted"
import { commandsWith } from "../src/batch/Commands.js"
import { stoppingLines } from "../src/batch/takePart.js"
import { endLines } from "../src/batch/view/endLines.js"
import * as jsonLines from "../src/batch/view/jsonLines.js"
import { liveLines } from "../src/batch/view/liveLines.js"
import * as Pace from "../src/batch/view/Pace.js"
import { plainLine } from "../src/batch/view/plainLine.js"
import type * as Standing from "../src/batch/view/Standing.js"
import { statusLines } from "../src/batch/view/statusLines.js"
import { duration } from "../src/terminal/Status.js"
import { finished, summary } from "./batchSummary.js"

const minute = 60_000
const commands = commandsWith([])

/** After a minute in which 41 items ended. */
const standing: Standing.Standing = {
  summary: summary(),
  pace: [
    { at: 0, ended: 1162 },
    { at: minute, ended: 1203 }
  ]
}

const live = (columns = 100, value = standing) =>
  liveLines(value, minute, columns).map(stripVTControlCharacters)

describe("the pace of a batch", () => {
  it("is that of the last two minutes", () => {
    const early = Pace.add(Pace.add([], { at: 0, ended: 0 }), { at: minute, ended: 600 })
    assert.strictEqual(Pace.perMinute(early, minute), 600)
    let pace = early
    for (let at = 2; at <= 5; at++) {
      pace = Pace.add(pace, { at: at * minute, ended: 600 + 10 * (at - 1) })
    }
    assert.strictEqual(Pace.perMinute(pace, 5 * minute), 10)
    assert.strictEqual(pace[0]?.at, 3 * minute)
  })

  it("sinks while nothing ends, and is unknown at the beginning", () => {
    const pace = [
      { at: 0, ended: 0 },
      { at: minute, ended: 20 }
    ]
    assert.strictEqual(Pace.perMinute(pace, 2 * minute), 10)
    assert.strictEqual(Pace.perMinute(pace, 4 * minute), 0)
    assert.strictEqual(Pace.perMinute([], minute), undefined)
    assert.strictEqual(Pace.perMinute([{ at: 0, ended: 0 }], 100), undefined)
    assert.strictEqual(Pace.remaining(10, 0), undefined)
    assert.strictEqual(Pace.remaining(10, 20), minute / 2)
    assert.strictEqual(Pace.remaining(0, 20), undefined)
  })

  it("begins anew when items are tried again", () => {
    const again = Pace.add([{ at: 0, ended: 50 }], { at: minute, ended: 40 })
    assert.deepStrictEqual(again, [{ at: minute, ended: 40 }])
  })
})

describe("the live view of a batch", () => {
  it("shows bar, rate, time left, states, cost, models and failures", () => {
    assert.deepStrictEqual(live(), [
      "⠋ cats-1f3a9c02  ━━━━────────────────  24%  1,203 of 5,000 · 41/min · 1 h 33 min left",
      "  1,190 done · 12 failed · 1 unknown · 4 under way · 1.25 USD",
      "  sd35 · sd-3.5  3 running, 900 done",
      "  sketch · sketch  1 running, 290 done",
      "  9 × ResponseError Moderated: refused[2J by the filter",
      "  3 × TransportError Cut: socket hang up"
    ])
  })

  it("says why nothing new is begun", () => {
    const paused = summary({
      state: "paused",
      reason: "the budget of 1,210 submissions is used up"
    })
    assert.strictEqual(
      live(100, { ...standing, summary: paused }).at(-1),
      "  paused: the budget of 1,210 submissions is used up"
    )
  })

  it("is never wider than the terminal, and never long", () => {
    const many = summary({
      failures: Array.from({ length: 30 }, (_, index) => ({
        reason: `ResponseError ${index}`,
        count: 1,
        example: "x".repeat(300)
      }))
    })
    for (const columns of [20, 50, 80]) {
      const lines = live(columns, { ...standing, summary: many })
      assert.isTrue(lines.every((line) => line.length < columns))
      assert.strictEqual(lines.length, 10)
    }
  })
})

describe("a batch in a pipe", () => {
  it("is one line", () => {
    assert.strictEqual(
      plainLine(standing, minute),
      "cats-1f3a9c02: 1,203 of 5,000 (24%): 1,190 done, 12 failed, 1 unknown, 4 under way; 41/min, 1 h 33 min left; 1.25 USD"
    )
    const paused = summary({ state: "paused", reason: "the budget is used up" })
    assert.match(
      plainLine({ summary: paused, pace: [] }, minute),
      /; 1\.25 USD; paused: the budget is used up$/
    )
  })

  it("is an object with its tag as a line of JSON", () => {
    assert.deepInclude(jsonLines.progress(standing, minute), {
      _tag: "BatchProgress",
      id: "cats-1f3a9c02",
      perMinute: 41,
      total: 5000
    })
    assert.deepInclude(jsonLines.ended(finished), {
      _tag: "BatchEnded",
      created: "2026-11-20T10:00:00.000Z",
      state: "finished"
    })
  })
})

describe("the end of a batch", () => {
  it("says where the pictures are, what is missing and what to type", () => {
    const paused = summary({ state: "paused", reason: "the budget is used up" })
    assert.deepStrictEqual(endLines(paused, commandsWith(["--database", "my batches.db"])), [
      "1,190 of 5,000 items in /pictures/cats, for 1.25 USD",
      "failed: 12",
      "  9 × ResponseError Moderated: refused[2J by the filter",
      "  3 × TransportError Cut: socket hang up",
      "  try them again: easel batch retry cats-1f3a9c02 --failed --database 'my batches.db'",
      "unknown: 1; they were sent and may be paid, and nobody can say what became of them",
      "  look at them: easel batch report cats-1f3a9c02 --database 'my batches.db'",
      "  send them again, and perhaps pay twice: easel batch retry cats-1f3a9c02 --unknown --database 'my batches.db'",
      "paused: the budget is used up",
      "  go on: easel batch resume cats-1f3a9c02 --database 'my batches.db'",
      "report: easel batch report cats-1f3a9c02 -o cats-1f3a9c02.html --database 'my batches.db'"
    ])
  })

  it("asks for a larger budget only when that is why it is paused", () => {
    const settings = { ...summary().settings, budget: 10 }
    const lineOf = (reason: string) =>
      endLines(summary({ state: "paused", settings, submissions: 10, reason }), commands).find(
        (line) => line.startsWith("  go on:")
      )
    assert.match(lineOf(budgetUsedUp(10)) ?? "", /larger --budget/)
    assert.match(lineOf('there is no provider "lantern"') ?? "", /easel batch resume/)
  })

  it("has little to say when every picture is there", () => {
    assert.deepStrictEqual(endLines(finished, commands), [
      "5,000 of 5,000 items in /pictures/cats, for 1.25 USD",
      "report: easel batch report cats-1f3a9c02 -o cats-1f3a9c02.html"
    ])
  })

  it("is told by status as well, and on the way how to go on", () => {
    assert.include(statusLines(finished, commands).join("\n"), "report: easel batch report")
    const lines = statusLines(summary(), commands).join("\n")
    assert.match(lines, /pace +40\.1\/min on average/)
    assert.match(lines, /models +sd35:sd-3\.5, then sketch:sketch/)
    assert.include(lines, "easel batch resume cats-1f3a9c02")
  })
})

describe("the first Ctrl-C", () => {
  const at = (location: Location) => ({ location, name: "", commands })

  it("says what is waited for and how to go on", () => {
    const place = at(Location.File({ path: "/x.db" }))
    assert.deepStrictEqual(stoppingLines({ id: "cats", place }, summary()), [
      "stopping: 4 pictures are being finished or kept for later, Ctrl-C again to leave them",
      "go on with: easel batch resume cats"
    ])
    assert.strictEqual(stoppingLines({ id: "cats", place }, undefined)[0], "stopping")
  })

  it("says on a shared database that others go on", () => {
    const place = at(
      Location.Postgres({ url: Redacted.make("postgres://me:secret@db/x"), host: "db" })
    )
    assert.match(
      stoppingLines({ id: "cats", place }, summary()).at(-1) ?? "",
      /other workers go on/
    )
  })
})

it("tells long times in hours and days", () => {
  assert.strictEqual(duration(8300), "8.3 s")
  assert.strictEqual(duration(92 * minute), "1 h 32 min")
  assert.strictEqual(duration(76 * 60 * minute), "3 d 4 h")
})

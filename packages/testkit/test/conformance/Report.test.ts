import { assert, describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as Report from "@easel/testkit/Report"
import { Failed, NotApplicable, Passed, Skipped, type Verdict } from "@easel/testkit/Verdict"

const reportOf = (verdicts: Readonly<Record<string, Verdict>>) =>
  Report.make({
    plugin: "lantern",
    version: "1.2.3",
    contractVersion: "0.1",
    model: "lantern-1",
    results: Object.entries(verdicts).map(([id, verdict]) => ({ id, title: `does ${id}`, verdict }))
  })

const passed = new Passed()
const failed = new Failed({ message: "first line\nsecond line" })
const skipped = new Skipped({ reason: "the service has no such thing" })
const none = new NotApplicable({ reason: "no network" })

describe("the grade", () => {
  it("is A when nothing failed and nothing was skipped", () => {
    assert.strictEqual(reportOf({ "wire/a": passed, "once/a": none }).grade, "A")
  })

  it("is B when something was skipped", () => {
    assert.strictEqual(reportOf({ "wire/a": passed, "secrets/a": skipped }).grade, "B")
  })

  it("is that of the worst failure", () => {
    const gradeWith = (...ids: ReadonlyArray<string>) =>
      reportOf({
        "contract/b": skipped,
        ...Object.fromEntries(ids.map((id) => [id, failed]))
      }).grade
    assert.strictEqual(gradeWith("receipt/a"), "C")
    assert.strictEqual(gradeWith("receipt/a", "wire/a"), "D")
    assert.strictEqual(gradeWith("leaks/a", "wire/a"), "E")
    for (const group of ["grammar", "once", "secrets"]) {
      assert.strictEqual(gradeWith("idle/a", `${group}/a`, "wire/a"), "F")
    }
    assert.strictEqual(gradeWith("unheard-of/a"), "F")
  })
})

describe("a report", () => {
  const report = reportOf({ "wire/a": passed, "wire/b": failed, "idle/c": skipped, "once/d": none })

  it("is a table for people", () => {
    assert.strictEqual(
      Report.toText(report),
      [
        "lantern 1.2.3, model lantern-1, contract 0.1",
        "",
        "  ok   wire/a  does wire/a",
        "  FAIL wire/b  does wire/b",
        "       first line",
        "       second line",
        "  skip idle/c  does idle/c",
        "       the service has no such thing",
        "  n/a  once/d  does once/d",
        "       no network",
        "",
        "Grade D: 1 passed, 1 failed, 1 skipped, 1 not applicable"
      ].join("\n")
    )
  })

  it("survives JSON", () => {
    const json = Schema.encodeSync(Report.ReportFromJson)(report)
    assert.deepStrictEqual(Schema.decodeSync(Report.ReportFromJson)(json), report)
  })

  it("is the badge of a README", () => {
    assert.deepStrictEqual(Report.toBadge(report), {
      schemaVersion: 1,
      label: "easel conformance",
      message: "D, 1 passed, 1 failed, 1 skipped",
      color: "orange"
    })
    assert.strictEqual(Report.toBadge(reportOf({ "wire/a": passed })).color, "brightgreen")
  })

  it("has no skip without a reason", () => {
    const decode = Schema.decodeUnknownEither(Skipped)
    assert.isTrue(Either.isLeft(decode({ _tag: "Skipped", reason: " " })))
    assert.isTrue(Either.isLeft(decode({ _tag: "Skipped", reason: "" })))
  })
})

/**
 * What the conformance kit found, as one value: text for people, JSON for programs, and the JSON of
 * a README badge.
 */
import * as Schema from "effect/Schema"
import { gradeOf, Grade } from "./conformance/grade.js"
import { reportText } from "./conformance/reportText.js"
import { Verdict } from "./Verdict.js"

export { Grade }

/** One check and how it ended. */
export const Result = Schema.Struct({
  /** `group/name`; never changes once published. */
  id: Schema.NonEmptyString,
  /** For people. */
  title: Schema.NonEmptyString,
  verdict: Verdict
})
export type Result = typeof Result.Type

export class Report extends Schema.Class<Report>("@easel/testkit/Report")({
  /** Id of the plugin. */
  plugin: Schema.String,
  /** Version of the plugin. */
  version: Schema.String,
  contractVersion: Schema.String,
  /** Full name of the model that was checked. */
  model: Schema.String,
  grade: Grade,
  /** Every check of the kit, in its order. */
  results: Schema.Array(Result)
}) {}

/** The report of these results, with its grade. */
export const make = (fields: Omit<typeof Report.Type, "grade">): Report =>
  new Report({ ...fields, grade: gradeOf(fields.results) })

/** The report as JSON text, and back. */
export const ReportFromJson = Schema.parseJson(Report, { space: 2 })

/** A table for a terminal, failures and skips with what they say. */
export const toText = (report: Report): string => reportText(report)

/** What `https://shields.io/badges/endpoint-badge` reads. */
export interface Badge {
  readonly schemaVersion: 1
  readonly label: string
  readonly message: string
  readonly color: string
}

const colors: Readonly<Record<Grade, string>> = {
  A: "brightgreen",
  B: "green",
  C: "yellow",
  D: "orange",
  E: "red",
  F: "critical"
}

/** The badge of a README, such as `easel conformance: A, 61 passed`. */
export const toBadge = ({ grade, results }: Report): Badge => {
  const count = (tag: Verdict["_tag"]) =>
    results.filter(({ verdict }) => verdict._tag === tag).length
  const counts = [
    [count("Passed"), "passed"],
    [count("Failed"), "failed"],
    [count("Skipped"), "skipped"]
  ] as const
  const shown = counts.filter(([number]) => number > 0).map((words) => words.join(" "))
  return {
    schemaVersion: 1,
    label: "easel conformance",
    message: [grade, ...shown].join(", "),
    color: colors[grade]
  }
}

import * as Schema from "effect/Schema"
import type { Verdict } from "../Verdict.js"

export const Grade = Schema.Literal("A", "B", "C", "D", "E", "F")
export type Grade = typeof Grade.Type

/** Groups of checks, and the grade that one failure in them leads to. */
export const groups = {
  /** The kit was used wrongly. */
  kit: "D",
  contract: "C",
  idle: "C",
  receipt: "C",
  parameters: "D",
  wire: "D",
  faults: "D",
  deadline: "D",
  cancel: "E",
  leaks: "E",
  pressure: "E",
  parallel: "E",
  grammar: "F",
  once: "F",
  secrets: "F"
} as const satisfies Readonly<Record<string, Grade>>

export type Group = keyof typeof groups

interface Graded {
  readonly id: string
  readonly verdict: Verdict
}

const severities = new Map<string, Grade>(Object.entries(groups))

/** The grade of a failure by its group; of an unknown group, the worst. */
const severity = (id: string): Grade => severities.get(id.split("/")[0] ?? "") ?? "F"

/** A: nothing failed and nothing was skipped. B: something was skipped. Else the worst failure. */
export const gradeOf = (results: ReadonlyArray<Graded>): Grade => {
  const failures = results.filter(({ verdict }) => verdict._tag === "Failed")
  const [worst] = failures.map(({ id }) => severity(id)).toSorted((a, b) => (a < b ? 1 : -1))
  if (worst !== undefined) return worst
  return results.some(({ verdict }) => verdict._tag === "Skipped") ? "B" : "A"
}

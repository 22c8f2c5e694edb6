import type { Verdict } from "../Verdict.js"
import type { Grade } from "./grade.js"

interface Reported {
  readonly plugin: string
  readonly version: string
  readonly contractVersion: string
  readonly model: string
  readonly grade: Grade
  readonly results: ReadonlyArray<{
    readonly id: string
    readonly title: string
    readonly verdict: Verdict
  }>
}

const marks: Readonly<Record<Verdict["_tag"], string>> = {
  Passed: "ok  ",
  Failed: "FAIL",
  Skipped: "skip",
  NotApplicable: "n/a "
}

const words: Readonly<Record<Verdict["_tag"], string>> = {
  Passed: "passed",
  Failed: "failed",
  Skipped: "skipped",
  NotApplicable: "not applicable"
}

const explanation = (verdict: Verdict): string | undefined => {
  switch (verdict._tag) {
    case "Passed":
      return undefined
    case "Failed":
      return verdict.message
    case "Skipped":
    case "NotApplicable":
      return verdict.reason
  }
}

/** A line for each check, with what a verdict other than a pass says below it. */
export const reportText = (report: Reported): string => {
  const { contractVersion, grade, model, plugin, results, version } = report
  const width = Math.max(0, ...results.map(({ id }) => id.length))
  const lines = results.flatMap(({ id, title, verdict }) => {
    const said = explanation(verdict)
    const below = said === undefined ? [] : [`       ${said.replaceAll("\n", "\n       ")}`]
    return [`  ${marks[verdict._tag]} ${id.padEnd(width)}  ${title}`, ...below]
  })
  const tags = ["Passed", "Failed", "Skipped", "NotApplicable"] as const
  const counts = tags
    .map(
      (tag) => [results.filter(({ verdict }) => verdict._tag === tag).length, words[tag]] as const
    )
    .filter(([count]) => count > 0)
    .map((count) => count.join(" "))
    .join(", ")
  return [
    `${plugin} ${version}, model ${model}, contract ${contractVersion}`,
    "",
    ...lines,
    "",
    `Grade ${grade}: ${counts}`
  ].join("\n")
}

/** What is said when nothing more happens by itself: what there is, what is missing, what to type. */
import { type BatchSummary, budgetUsedUp, count } from "@easel/batch/BatchSummary"
import { readable } from "../../terminal/readable.js"
import type { Commands } from "../Commands.js"
import { costText, counted, number } from "./words.js"

export const failureLines = ({ failures }: BatchSummary): ReadonlyArray<string> =>
  failures.map(
    ({ count, example, reason }) => `  ${number(count)} × ${readable(reason)}: ${readable(example)}`
  )

const failed = (summary: BatchSummary, commands: Commands): ReadonlyArray<string> => {
  const many = count(summary, "failed")
  return many === 0
    ? []
    : [
        `failed: ${number(many)}`,
        ...failureLines(summary),
        `  try them again: ${commands.of("retry", summary.id, "--failed")}`
      ]
}

const unknown = (summary: BatchSummary, commands: Commands): ReadonlyArray<string> => {
  const many = count(summary, "unknown")
  return many === 0
    ? []
    : [
        `unknown: ${number(many)}; they were sent and may be paid, and nobody can say what became of them`,
        `  look at them: ${commands.of("report", summary.id)}`,
        `  send them again, and perhaps pay twice: ${commands.of("retry", summary.id, "--unknown")}`
      ]
}

const cancelled = (summary: BatchSummary, commands: Commands): ReadonlyArray<string> => {
  const many = count(summary, "cancelled")
  return many === 0
    ? []
    : [
        `cancelled: ${number(many)}`,
        `  make them after all: ${commands.of("retry", summary.id, "--cancelled")}`
      ]
}

const stopped = (summary: BatchSummary, commands: Commands): ReadonlyArray<string> => {
  const { id, reason, state } = summary
  if (state !== "paused") return []
  const why = reason === undefined ? "" : `: ${readable(reason)}`
  const { budget } = summary.settings
  return budget !== undefined && reason === budgetUsedUp(budget)
    ? [`paused${why}`, "  go on: the same command with a larger --budget"]
    : [`paused${why}`, `  go on: ${commands.of("resume", id)}`]
}

/** For a batch that is at rest. */
export const endLines = (summary: BatchSummary, commands: Commands): ReadonlyArray<string> => {
  const done = count(summary, "done")
  const cost = costText(summary)
  return [
    `${number(done)} of ${counted(summary.total, "item")} in ${readable(summary.settings.output)}${cost === "" ? "" : `, for ${cost}`}`,
    ...failed(summary, commands),
    ...unknown(summary, commands),
    ...cancelled(summary, commands),
    ...stopped(summary, commands),
    `report: ${commands.of("report", summary.id, "-o", `${summary.id}.html`)}`
  ]
}

/** How a batch stands, in full. */
import { type BatchSummary, isAtRest } from "@easel/batch/BatchSummary"
import * as Table from "../../listing/Table.js"
import { readable } from "../../terminal/readable.js"
import type { Commands } from "../Commands.js"
import { endLines, failureLines } from "./endLines.js"
import { costText, ended, number, rateText, stateTexts } from "./words.js"

/** From the first item to the latest; empty when that is nothing yet. */
const average = (summary: BatchSummary): string => {
  const { latest, started } = summary
  const passed = started === undefined || latest === undefined ? 0 : +latest - +started
  return passed > 0 ? `${rateText((ended(summary) / passed) * 60_000)} on average` : ""
}

const definitions = (summary: BatchSummary): ReadonlyArray<string> => {
  const { models, reason, settings, state } = summary
  const entries = [
    ["state", reason === undefined ? state : `${state}: ${readable(reason)}`],
    ["items", `${number(ended(summary))} of ${number(summary.total)} have ended`],
    ["", stateTexts(summary).join(", ")],
    ["pace", average(summary)],
    ["cost", costText(summary)],
    ["file", readable(summary.source)],
    ["pictures", readable(settings.output)],
    ["models", settings.models.map(readable).join(", then ")],
    ...models.map(
      ({ done, model, provider, running }) =>
        [
          "",
          `${readable(`${provider} · ${model}`)}: ${number(running)} running, ${number(done)} done`
        ] as const
    ),
    ["begun", summary.created.toISOString()]
  ] as const
  return Table.definitions(entries.filter(([, text]) => text !== ""))
}

/** For people; what to type next is at the end. */
export const statusLines = (summary: BatchSummary, commands: Commands): ReadonlyArray<string> => [
  summary.id,
  ...definitions(summary).map((line) => `  ${line}`),
  ...(isAtRest(summary)
    ? endLines(summary, commands)
    : [
        ...failureLines(summary),
        `where no program works on it: ${commands.of("resume", summary.id)}`
      ])
]

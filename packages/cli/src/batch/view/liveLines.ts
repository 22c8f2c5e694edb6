/** The lines that a terminal shows while a batch is made. */
import type { BatchSummary, FailureCount, ModelCount } from "@easel/batch/BatchSummary"
import { truncate } from "../../terminal/cellWidth.js"
import { readable } from "../../terminal/readable.js"
import { bar, duration, spinner } from "../../terminal/Status.js"
import * as Style from "../../terminal/Style.js"
import { type Standing, forecast } from "./Standing.js"
import { costText, ended, number, rateText, stateTexts } from "./words.js"

/** More than these are summed up. */
const maximumModels = 6
const maximumFailures = 5

interface Line {
  readonly text: string
  /** Applied after the line was cut, since colours take no room. */
  readonly style?: ((text: string) => string) | undefined
}

const plain = (text: string): Line => ({ text })

const modelLine = ({ done, model, provider, running }: ModelCount): Line =>
  plain(`  ${readable(`${provider} · ${model}`)}  ${number(running)} running, ${number(done)} done`)

const failureLine = ({ count, example, reason }: FailureCount): Line => ({
  text: `  ${number(count)} × ${readable(reason)}: ${readable(example)}`,
  style: Style.yellow
})

/** The first of them; of the rest only how many there are. */
const some = <A>(
  all: ReadonlyArray<A>,
  most: number,
  line: (one: A) => Line
): ReadonlyArray<Line> => [
  ...all.slice(0, most).map(line),
  ...(all.length > most ? [plain(`  and ${all.length - most} more`)] : [])
]

const figures = (summary: BatchSummary): string =>
  [...stateTexts(summary), costText(summary)].filter((text) => text !== "").join(" · ")

const stateLine = ({ reason, state }: BatchSummary): ReadonlyArray<Line> =>
  state === "finished" || (state === "active" && reason === undefined)
    ? []
    : [
        {
          text: `  ${state}${reason === undefined ? "" : `: ${readable(reason)}`}`,
          style: Style.yellow
        }
      ]

/** The bar, how many there are, the pace and what is left of the time. */
const headLine = (standing: Standing, now: number, columns: number): string => {
  const { summary } = standing
  const done = ended(summary)
  const { perMinute, remaining } = forecast(standing, now)
  const rest = [
    `${number(done)} of ${number(summary.total)}`,
    ...(perMinute === undefined ? [] : [rateText(perMinute)]),
    ...(remaining === undefined ? [] : [`${duration(remaining)} left`])
  ].join(" · ")
  const fraction = summary.total === 0 ? 1 : done / summary.total
  const label = truncate(readable(summary.id), 24)
  const { text, width } = bar(fraction)
  const taken = 2 + label.length + 2 + width + 2
  return taken < columns
    ? `${Style.cyan(spinner(now))} ${label}  ${text}  ${truncate(rest, columns - taken - 1)}`
    : truncate(`${spinner(now)} ${label} ${rest}`, columns - 1)
}

/** None is wider than the terminal. */
export const liveLines = (
  standing: Standing,
  now: number,
  columns: number
): ReadonlyArray<string> => {
  const { summary } = standing
  const below = [
    plain(`  ${figures(summary)}`),
    ...some(summary.models, maximumModels, modelLine),
    ...some(summary.failures, maximumFailures, failureLine),
    ...stateLine(summary)
  ]
  return [
    headLine(standing, now, columns),
    ...below.map(({ style, text }) => {
      const cut = truncate(text, columns - 1)
      return style === undefined ? cut : style(cut)
    })
  ]
}

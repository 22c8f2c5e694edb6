/** The figures of a batch in words. */
import { endStates } from "@easel/batch/BatchItem"
import { type BatchSummary, count, running } from "@easel/batch/BatchSummary"

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 })
const exact = new Intl.NumberFormat("en", { maximumFractionDigits: 4 })
const short = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 })

/** `"5,000"`. */
export const number = (value: number): string => whole.format(value)

/** `"1 item"`, `"5,000 items"`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${number(value)} ${value === 1 ? one : many}`

/** Items that have ended, one way or another. */
export const ended = (summary: BatchSummary): number =>
  endStates.reduce((sum, state) => sum + count(summary, state), 0)

/** `"41/min"`, `"0.5/min"`. */
export const rateText = (perMinute: number): string => `${short.format(perMinute)}/min`

/** `"1.2 USD + 30 credits"`; empty when nobody said what it costs. */
export const costText = ({ costs }: Pick<BatchSummary, "costs">): string =>
  costs.map(({ amount, currency }) => `${exact.format(amount)} ${currency}`).join(" + ")

/** How many items are where: `"1,190 done"`, `"12 failed"`, …; what is none is left out. */
export const stateTexts = (summary: BatchSummary): ReadonlyArray<string> => {
  const parts = [
    [count(summary, "failed"), "failed"],
    [count(summary, "unknown"), "unknown"],
    [count(summary, "cancelled"), "cancelled"],
    [running(summary), "under way"]
  ] as const
  return [
    `${number(count(summary, "done"))} done`,
    ...parts.filter(([value]) => value > 0).map(([value, word]) => `${number(value)} ${word}`)
  ]
}

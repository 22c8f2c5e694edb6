/** A batch as it stands at a moment, with what can be seen of its pace. */
import type { BatchSummary } from "@easel/batch/BatchSummary"
import * as Pace from "./Pace.js"
import { ended } from "./words.js"

export interface Standing {
  readonly summary: BatchSummary
  readonly pace: Pace.Pace
}

/** What a new summary says after the one before. */
export const next = (
  before: Standing | undefined,
  summary: BatchSummary,
  now: number
): Standing => ({
  summary,
  pace: Pace.add(before?.pace ?? [], { at: now, ended: ended(summary) })
})

export interface Forecast {
  readonly perMinute: number | undefined
  /** Milliseconds. */
  readonly remaining: number | undefined
}

export const forecast = ({ pace, summary }: Standing, now: number): Forecast => {
  const perMinute = Pace.perMinute(pace, now)
  return { perMinute, remaining: Pace.remaining(summary.total - ended(summary), perMinute) }
}

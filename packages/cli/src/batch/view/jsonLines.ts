/** The lines of `--json` of a batch. */
import { BatchSummary } from "@easel/batch/BatchSummary"
import type { Submission } from "@easel/batch/Batches"
import * as Schema from "effect/Schema"
import { type Standing, forecast } from "./Standing.js"

const encode = Schema.encodeSync(BatchSummary)

/** One batch of a list. */
export const batch = (summary: BatchSummary): object => ({ _tag: "Batch", ...encode(summary) })

export const submitted = ({ id, isNew, total }: Submission): object => ({
  _tag: "BatchStarted",
  id,
  isNew,
  total
})

/** `perMinute` counts items, `remaining` milliseconds; both are missing when it is too early to say. */
export const progress = (standing: Standing, now: number): object => ({
  _tag: "BatchProgress",
  ...forecast(standing, now),
  ...encode(standing.summary)
})

export const ended = (summary: BatchSummary): object => ({
  _tag: "BatchEnded",
  ...encode(summary)
})

/** The end of a command that saw a batch through. */
import { type BatchSummary, count } from "@easel/batch/BatchSummary"
import * as Effect from "effect/Effect"
import { BatchIncomplete } from "./BatchIncomplete.js"
import type { Progress } from "./Progress.js"

/** Says how it ended; fails unless every picture is there. */
export const conclude = (
  summary: BatchSummary,
  progress: Progress
): Effect.Effect<void, BatchIncomplete> =>
  Effect.gen(function* () {
    yield* progress.ended(summary)
    const done = count(summary, "done")
    if (done < summary.total) yield* new BatchIncomplete({ done, total: summary.total })
  })

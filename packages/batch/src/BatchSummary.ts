/** How a batch stands. */
import { Cost } from "@easel/core/Receipt"
import * as Schema from "effect/Schema"
import { BatchSettings } from "./BatchSettings.js"
import { ItemState } from "./BatchItem.js"

/**
 * - `active`: items are begun as long as there are any;
 * - `paused`: nothing new is begun, see `reason`; `Batches.resume` goes on;
 * - `cancelled`: what ran was stopped;
 * - `finished`: every item has ended.
 */
export const BatchState = Schema.Literal("active", "paused", "cancelled", "finished")
export type BatchState = typeof BatchState.Type

/** How many failed for the same reason. */
export const FailureCount = Schema.Struct({
  /** Such as `ResponseError Quota`. */
  reason: Schema.String,
  count: Schema.Int,
  /** The words of one of them. */
  example: Schema.String
})
export type FailureCount = typeof FailureCount.Type

/** What one model did. */
export const ModelCount = Schema.Struct({
  provider: Schema.String,
  model: Schema.String,
  running: Schema.Int,
  done: Schema.Int
})
export type ModelCount = typeof ModelCount.Type

export const BatchSummary = Schema.Struct({
  id: Schema.NonEmptyString,
  /** The file that it came from, or what a program called it. */
  source: Schema.String,
  state: BatchState,
  /** Why it is paused. */
  reason: Schema.optional(Schema.String),
  settings: BatchSettings,
  created: Schema.DateFromString,
  total: Schema.Int,
  /** Items by state; what is missing is 0. */
  counts: Schema.partial(Schema.Record({ key: ItemState, value: Schema.Int })),
  /** Over all tries. */
  submissions: Schema.Int,
  /** One sum for each currency. */
  costs: Schema.Array(Cost),
  failures: Schema.Array(FailureCount),
  models: Schema.Array(ModelCount),
  /** The first item was begun. */
  started: Schema.optional(Schema.DateFromString),
  /** The last item was begun so far. */
  lastStarted: Schema.optional(Schema.DateFromString),
  /** The last item ended so far. */
  latest: Schema.optional(Schema.DateFromString)
})
export type BatchSummary = typeof BatchSummary.Type

/** Why a batch is paused whose budget is used up. */
export const budgetUsedUp = (budget: number): string =>
  `the budget of ${budget} submissions is used up`

export const count = ({ counts }: Pick<BatchSummary, "counts">, state: ItemState): number =>
  counts[state] ?? 0

/** Items that have begun and not ended. */
export const running = (summary: Pick<BatchSummary, "counts">): number =>
  count(summary, "reserved") + count(summary, "accepted") + count(summary, "made")

/**
 * Nothing new happens until somebody asks for it. Of a paused batch some items may still be under way:
 * those that nobody can go on with now would be waited for without end.
 */
export const isAtRest = (summary: BatchSummary): boolean =>
  summary.state === "paused" || (summary.state !== "active" && running(summary) === 0)

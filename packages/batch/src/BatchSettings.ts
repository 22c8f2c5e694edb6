/** How a batch is made: by whom, how fast, for how much, and where its pictures go. */
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"

/**
 * What happens to an item that may have been submitted without an answer: its program died between
 * the submit and the job's id, or the service's wire can't be asked for a job again.
 *
 * - `ask`: the item ends as `unknown`, and a person decides (`Batches.retry`);
 * - `retry`: it is submitted again, and may be paid twice;
 * - `fail`: it ends as `failed`.
 */
export const OnUnknown = Schema.Literal("ask", "retry", "fail")
export type OnUnknown = typeof OnUnknown.Type

/** Items a minute: from one a day to a million a second. */
export const PerMinute = Schema.Number.pipe(Schema.between(1 / 1440, 60_000_000))

/** What is not finite would be read back as nothing. */
const FiniteDuration = Schema.DurationFromMillis.pipe(Schema.filter(Duration.isFinite))

export const BatchSettings = Schema.Struct({
  /** Provider ids or `provider:model`, the first choice first; the others stand in for it. */
  models: Schema.NonEmptyArray(Schema.NonEmptyString),
  /** Further attempts at one item, before its job is accepted. */
  retries: Schema.Int.pipe(Schema.between(0, 100)),
  /** For one generation; the provider's own deadline when missing. */
  timeout: Schema.optional(FiniteDuration),
  /** The most items under way at once, over all workers. */
  concurrency: Schema.Int.pipe(Schema.between(1, 1000)),
  /** The most items begun in a minute, over all workers. */
  perMinute: Schema.optional(PerMinute),
  /** The most submissions; the batch pauses when they are used up. */
  budget: Schema.optional(Schema.Int.pipe(Schema.positive())),
  /** The most that may be paid, in the provider's own unit; the batch pauses before it is passed. */
  maxCost: Schema.optional(Schema.Finite.pipe(Schema.positive())),
  onUnknown: OnUnknown,
  /** A folder, or `s3://bucket/prefix`. */
  output: Schema.NonEmptyString,
  /** Whether receipts are written into PNG files. */
  embedReceipt: Schema.Boolean
})
export type BatchSettings = typeof BatchSettings.Type

/** True for the same settings. */
export const equivalence = Schema.equivalence(BatchSettings)

/** What holds when nothing else is said. */
export const defaults = {
  retries: 2,
  concurrency: 4,
  onUnknown: "ask",
  embedReceipt: true
} satisfies Partial<BatchSettings>

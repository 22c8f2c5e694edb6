/** When the next item of a batch may begin: its rate, its budget and its cost. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { DatabaseError } from "../BatchError.js"
import type { BatchSettings } from "../BatchSettings.js"
import { type BatchSummary, budgetUsedUp, running } from "../BatchSummary.js"

/** An item may begin, or the batch must pause for that reason. */
export type Pass = { readonly _tag: "Go" } | { readonly _tag: "Pause"; readonly reason: string }

const go: Pass = { _tag: "Go" }
const pause = (reason: string): Pass => ({ _tag: "Pause", reason })

const nanosPerMinute = 60_000_000_000n

const recheck = Duration.millis(200)

type Summarize = Effect.Effect<BatchSummary, DatabaseError>

/** How long it is until the settings are read again. */
const longestWait = Duration.millis(500)

interface Pace {
  /** Whether its time has come; waits until then, or for a while. */
  readonly wait: (perMinute: number) => Effect.Effect<boolean>
  readonly begin: (perMinute: number) => Effect.Effect<void>
}

/**
 * Begins are spread evenly, by a clock that doesn't jump. After a change of the program that begins
 * items, the last begin is known by the time of day, and waited for at most once.
 */
const makePace = (last: Date | undefined): Effect.Effect<Pace> =>
  Effect.gen(function* () {
    const since = last === undefined ? undefined : (yield* Clock.currentTimeMillis) - +last
    let latest =
      since === undefined
        ? undefined
        : (yield* Clock.currentTimeNanos) - BigInt(Math.max(0, since)) * 1_000_000n
    let hasWaited = false
    const dueAt = (perMinute: number, now: bigint): bigint =>
      latest === undefined ? now : latest + BigInt(Math.round(Number(nanosPerMinute) / perMinute))
    return {
      wait: (perMinute) =>
        Effect.gen(function* () {
          const now = yield* Clock.currentTimeNanos
          const rest = dueAt(perMinute, now) - now
          if (rest <= 0n) return true
          hasWaited = true
          yield* Effect.sleep(Duration.min(Duration.nanos(rest), longestWait))
          return false
        }),
      begin: (perMinute) =>
        Effect.map(Clock.currentTimeNanos, (now) => {
          // A timer that is a little late makes the next begin no later.
          latest = hasWaited ? dueAt(perMinute, now) : now
          hasWaited = false
        })
    }
  })

/** Sums of amounts like 0.04 are off by a little, which is no money. */
const rounding = 1 + 1e-9

/** Begins that come after this number would not be paid for any more. */
const withinBudget = (budget: number, submissions: number): Pass =>
  submissions < budget ? go : pause(budgetUsedUp(budget))

/**
 * What is under way counts as much as the average of what is done, so that the sum is not passed where
 * pictures cost about the same. The first item goes alone. `undefined` after a while of waiting for what
 * is under way.
 */
const withinCost = (
  maximum: number,
  summarize: Summarize,
  begun: Effect.Effect<number>
): Effect.Effect<Pass | undefined, DatabaseError> =>
  Effect.gen(function* () {
    // Asked first: an item that ends meanwhile is then counted twice rather than never.
    const many = yield* begun
    const summary = yield* summarize
    const { costs, counts } = summary
    const underWay = Math.max(many, running(summary))
    const [cost, ...others] = costs
    if (others.length > 0)
      return pause("the models tell their costs in different currencies, so no sum can be held")
    if (cost === undefined) {
      if ((counts.done ?? 0) > 0) {
        return pause(
          "the service does not tell its costs, so no sum can be held; use a budget of submissions"
        )
      }
      if (underWay === 0) return go
    } else {
      const each = cost.amount / Math.max(1, counts.done ?? 0)
      if (cost.amount + (underWay + 1) * each <= maximum * rounding) return go
      if (underWay === 0) {
        return pause(
          `another picture would pass ${maximum} ${cost.currency}; ${cost.amount} are spent`
        )
      }
    }
    yield* Effect.sleep(recheck)
    return undefined
  })

/**
 * Asked before each item, by one program at a time. `begun` counts the items that were let through
 * and have not ended, also those of which nothing is written down yet. `current` are the settings as
 * they are now: they may be changed while an item waits.
 */
export const makeGate = (
  batch: BatchSummary,
  summarize: Summarize,
  begun: Effect.Effect<number>,
  current: Effect.Effect<BatchSettings, DatabaseError> = Effect.succeed(batch.settings)
) =>
  Effect.gen(function* () {
    const pace = yield* makePace(batch.lastStarted)
    let submissions = batch.submissions
    const ask: Effect.Effect<Pass, DatabaseError> = Effect.gen(function* () {
      const { budget, maxCost, perMinute } = yield* current
      const affordable = budget === undefined ? go : withinBudget(budget, submissions)
      if (affordable._tag === "Pause") return affordable
      const payable = maxCost === undefined ? go : yield* withinCost(maxCost, summarize, begun)
      if (payable === undefined) return yield* ask
      if (payable._tag === "Pause") return payable
      if (perMinute !== undefined) {
        if (!(yield* pace.wait(perMinute))) return yield* ask
        yield* pace.begin(perMinute)
      }
      submissions += 1
      return go
    })
    return ask
  })

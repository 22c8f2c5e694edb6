/** When the next item of a batch may begin: its rate, its budget and its cost. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { DatabaseError } from "../BatchError.js"
import { type BatchSummary, running } from "../BatchSummary.js"

/** An item may begin, or the batch must pause for that reason. */
export type Pass = { readonly _tag: "Go" } | { readonly _tag: "Pause"; readonly reason: string }

const go: Pass = { _tag: "Go" }
const pause = (reason: string): Pass => ({ _tag: "Pause", reason })

const nanosPerMinute = 60_000_000_000n

const recheck = Duration.millis(200)

type Summarize = Effect.Effect<BatchSummary, DatabaseError>

/**
 * Begins are spread evenly, by a clock that doesn't jump. After a change of the program that begins
 * items, the last begin is known by the time of day, and waited for at most once.
 */
const makePace = (perMinute: number, last: Date | undefined) =>
  Effect.gen(function* () {
    const spacing = BigInt(Math.round(Number(nanosPerMinute) / perMinute))
    const since =
      last === undefined
        ? spacing
        : BigInt((yield* Clock.currentTimeMillis) - last.getTime()) * 1_000_000n
    const rest = since < 0n || since > spacing ? 0n : spacing - since
    let next = (yield* Clock.currentTimeNanos) + rest
    return Effect.gen(function* () {
      const now = yield* Clock.currentTimeNanos
      const wait = next > now ? next - now : 0n
      next = (next > now ? next : now) + spacing
      yield* Effect.sleep(Duration.nanos(wait))
    })
  })

/** Begins that come after this number would not be paid for any more. */
const withinBudget = (budget: number, submissions: number): Pass =>
  submissions < budget ? go : pause(`the budget of ${budget} submissions is used up`)

/**
 * What is under way counts as much as the average of what is done, so that the sum is not passed where
 * pictures cost about the same. The first item goes alone.
 */
const withinCost = (
  maximum: number,
  summarize: Summarize,
  begun: Effect.Effect<number>
): Effect.Effect<Pass, DatabaseError> =>
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
      if (cost.amount + (underWay + 1) * each <= maximum) return go
      if (underWay === 0) {
        return pause(
          `another picture would pass ${maximum} ${cost.currency}; ${cost.amount} are spent`
        )
      }
    }
    yield* Effect.sleep(recheck)
    return yield* withinCost(maximum, summarize, begun)
  })

/**
 * Asked before each item, by one program at a time. `begun` counts the items that were let through
 * and have not ended, also those of which nothing is written down yet.
 */
export const makeGate = (batch: BatchSummary, summarize: Summarize, begun: Effect.Effect<number>) =>
  Effect.gen(function* () {
    const { budget, maxCost, perMinute } = batch.settings
    const pace = perMinute === undefined ? Effect.void : yield* makePace(perMinute, batch.started)
    let submissions = batch.submissions
    return Effect.gen(function* () {
      const affordable = budget === undefined ? go : withinBudget(budget, submissions)
      if (affordable._tag === "Pause") return affordable
      const payable = maxCost === undefined ? go : yield* withinCost(maxCost, summarize, begun)
      if (payable._tag === "Pause") return payable
      yield* pace
      submissions += 1
      return go
    })
  })

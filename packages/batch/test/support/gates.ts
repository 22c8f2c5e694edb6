/** Gates of batches that stand as a test says, under the clock of the test. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { BatchSettings } from "@easel/batch/BatchSettings"
import type { BatchSummary } from "@easel/batch/BatchSummary"
import { makeGate, type Pass } from "../../src/internal/Gate.js"
import { summaryOf } from "./plainBatches.js"

/** A batch whose sums may change while it is made. */
export interface Standing {
  summary: BatchSummary
  /** Items that were let through and have not ended. */
  begun: number
}

export const standing = (
  settings: Partial<BatchSettings>,
  changes: Partial<BatchSummary> = {}
): Standing => {
  const { settings: usual } = summaryOf([])
  return {
    summary: summaryOf([], {
      state: "active",
      total: 100,
      started: undefined,
      latest: undefined,
      settings: { ...usual, ...settings },
      ...changes
    }),
    begun: 0
  }
}

export const gateOf = (batch: Standing) =>
  makeGate(
    batch.summary,
    Effect.sync(() => batch.summary),
    Effect.sync(() => batch.begun)
  )

/** When so many items went through, in milliseconds of the clock that doesn't jump. */
export const passesOf = <E>(gate: Effect.Effect<Pass, E>, many: number) =>
  Effect.replicateEffect(
    Effect.zipRight(
      gate,
      Effect.map(Clock.currentTimeNanos, (now) => Number(now / 1_000_000n))
    ),
    many
  )

/** The time of day may be set; how much time has passed is not changed by that. */
export const withTimeOfDay =
  (offset: { millis: number }) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.flatMap(Effect.clock, (clock) => {
      const millis = () => clock.unsafeCurrentTimeMillis() + offset.millis
      const jumping: Clock.Clock = {
        [Clock.ClockTypeId]: Clock.ClockTypeId,
        unsafeCurrentTimeMillis: millis,
        currentTimeMillis: Effect.sync(millis),
        unsafeCurrentTimeNanos: () => clock.unsafeCurrentTimeNanos(),
        currentTimeNanos: clock.currentTimeNanos,
        sleep: (duration) => clock.sleep(duration)
      }
      return Effect.withClock(effect, jumping)
    })

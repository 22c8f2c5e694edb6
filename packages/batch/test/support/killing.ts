/** Workers are killed at random moments, as often as it is said, spread over the whole batch. */
import * as Array from "effect/Array"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type { Batches, BatchSummary } from "@easel/batch"
import type { DatabaseError, InvalidBatch } from "@easel/batch/BatchError"
import { startWorker } from "./workers.js"
import type { Services } from "./services.js"

export interface Killing {
  readonly batches: Batches.Batches["Type"]
  readonly id: string
  readonly database: string
  readonly services: Services
  /** Hands the batch in, to be made at that pace. */
  readonly submitWith: (settings: {
    readonly perMinute?: number
  }) => Effect.Effect<unknown, DatabaseError | InvalidBatch>
  readonly workers: number
  /** Items of the batch. */
  readonly total: number
  readonly kills: number
  /** The longest that a kill waits after its turn has come. */
  readonly spread: Duration.DurationInput
}

const openOf = ({ counts }: BatchSummary.BatchSummary): number =>
  (counts.pending ?? 0) + (counts.reserved ?? 0) + (counts.accepted ?? 0) + (counts.made ?? 0)

/** Until so many items have ended; false when it takes too long. */
const progressed = ({ batches, id }: Killing, ended: number) =>
  batches.get(id).pipe(
    Effect.delay(Duration.millis(100)),
    Effect.repeat({
      until: (summary) => summary.total - openOf(summary) >= ended || summary.state !== "active"
    }),
    Effect.timeout(Duration.seconds(120)),
    Effect.orDie
  )

/**
 * Starts the workers, hands the batch in, and kills one worker after the other; the next kill waits
 * until all of them work again. Gives how many were killed.
 */
export const killRepeatedly = (killing: Killing) =>
  Effect.gen(function* () {
    const { database, kills, services, spread } = killing
    const start = startWorker(database, services)
    const starting = Effect.all(
      Array.makeBy(killing.workers, () => start),
      { concurrency: "unbounded" }
    )
    const { millis, value: workers } = yield* timed(starting)
    // Others go on while a worker is started again: no faster than the kills can follow.
    const { total } = killing
    const perMinute = (60_000 * total) / (kills * (millis + 2_000))
    yield* killing.submitWith(killing.workers === 1 ? {} : { perMinute })
    const longest = Duration.toMillis(spread)
    for (let kill = 1; kill <= kills; kill++) {
      const summary = yield* progressed(killing, Math.floor((kill * total) / (kills + 1)))
      if (summary.state !== "active") return kill - 1
      yield* Effect.sleep(yield* Random.nextIntBetween(0, longest))
      const index = yield* Random.nextIntBetween(0, workers.length)
      yield* workers[index]?.kill ?? Effect.void
      workers[index] = yield* start
    }
    return kills
  })

/** Milliseconds that an effect takes, by a clock that doesn't jump. */
export const timed = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const before = yield* Clock.currentTimeNanos
    const value = yield* effect
    return { value, millis: Number((yield* Clock.currentTimeNanos) - before) / 1e6 }
  })

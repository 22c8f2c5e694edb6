import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { type ImageError, ResponseError } from "@easel/core/ImageError"
import { type Emit, queued, warning } from "@easel/core/ProviderEvent"
import { willWake } from "./explainAnswer.js"

/** How a Space is waited for. */
export interface Waking {
  /** Asks the Space for something that costs nothing; a visit is what wakes it. */
  readonly visit: Effect.Effect<unknown, ImageError>
  /** What the hub says of it, such as `"SLEEPING"`; `undefined` when the hub can't tell. */
  readonly stage: Effect.Effect<string | undefined>
  /** Between two visits. */
  readonly interval: Duration.Duration
  readonly emit: Emit
}

const waiting: ReadonlySet<string | undefined> = new Set([
  "SLEEPING",
  "STOPPED",
  "BUILDING",
  "APP_STARTING",
  "RUNNING_APP_STARTING"
])

const message = "the Space was asleep; it is being started, which takes about a minute"

/** Stages in which a Space waits for its owner. */
const hopeless: Readonly<Record<string, string>> = {
  PAUSED: "the Space is paused; only its owner can start it again",
  NO_APP_FILE: "the Space has no program",
  CONFIG_ERROR: "the Space is broken (CONFIG_ERROR); only its owner can mend it",
  BUILD_ERROR: "the Space is broken (BUILD_ERROR); only its owner can mend it",
  RUNTIME_ERROR: "the Space is broken (RUNTIME_ERROR); only its owner can mend it",
  DELETING: "the Space is being deleted"
}

/**
 * Asks a Space for something, and waits for one that sleeps or starts, as long as the caller has
 * time. A web page that stands where the Space should be is a refusal: what was asked has not reached
 * the Space, and is asked once more when the Space has answered a visit.
 */
export const whenAwake = <A>(
  ask: Effect.Effect<A, ImageError>,
  { emit, interval, stage, visit }: Waking
): Effect.Effect<A, ImageError> => {
  /** Visits it until it answers; fails when waiting is of no use. */
  const wake = (error: ImageError, isNews: boolean): Effect.Effect<void, ImageError> =>
    Effect.gen(function* () {
      const hope = willWake(error)
      if (hope === "No") return yield* Effect.fail(error)
      const now = yield* stage
      const end = hopeless[now ?? ""]
      if (end !== undefined) {
        return yield* Effect.fail(ResponseError.of({ reason: "Rejected", message: end }))
      }
      if (hope === "Perhaps" && !waiting.has(now)) return yield* Effect.fail(error)
      if (isNews) yield* emit(warning("Waking", message))
      yield* emit(queued({}))
      yield* Effect.sleep(interval)
      yield* Effect.catchAll(visit, (again) => wake(again, false))
    })
  return Effect.catchAll(ask, (error) => Effect.zipRight(wake(error, true), ask))
}

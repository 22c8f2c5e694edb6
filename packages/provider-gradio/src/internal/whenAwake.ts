import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { type ImageError, ResponseError } from "@easel/core/ImageError"
import { type Emit, queued, warning } from "@easel/core/ProviderEvent"
import { asleep, silent } from "./explainPage.js"
import { stateOfStage } from "./spaceStates.js"

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

const message = "the Space was asleep; it is being started, which takes about a minute"

/** Never what may hide a job, as a 504 does: to ask again could hand in a second. */
const mayWake = (error: ImageError): error is ResponseError =>
  error._tag === "ResponseError" &&
  error.retryable &&
  (error.code === asleep || error.code === silent)

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
      if (!mayWake(error)) return yield* Effect.fail(error)
      const now = yield* stage
      const state = stateOfStage(now)
      if (state?.wakes === false) {
        return yield* ResponseError.of({ reason: "Rejected", message: `${state.message} (${now})` })
      }
      // Of one that only does not answer, the hub must say that it will.
      if (error.code === silent && state === undefined) return yield* Effect.fail(error)
      if (isNews) yield* emit(warning("Waking", message))
      yield* emit(queued({}))
      yield* Effect.sleep(interval)
      yield* Effect.catchAll(visit, (again) => wake(again, false))
    })
  return Effect.catchAll(ask, (error) => Effect.zipRight(wake(error, true), ask))
}

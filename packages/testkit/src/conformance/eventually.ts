import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

const pause = "5 millis"

/** How long a socket may take to close, in time of the wall. */
const longest = "1500 millis"

/** Asks until the condition holds; false when it does not within a moment. */
export const eventually = (condition: Effect.Effect<boolean>): Effect.Effect<boolean> =>
  Effect.repeat(Effect.zipLeft(condition, Effect.sleep(pause)), { until: (holds) => holds }).pipe(
    Effect.as(true),
    Effect.timeoutTo({ duration: longest, onTimeout: () => false, onSuccess: () => true })
  )

/** Long enough for a plugin's fast clock to send what it should not. */
export const moment: Effect.Effect<void> = Effect.sleep("100 millis")

/** A generation that is not over by then waits for a deadline, which may as well come at once. */
export const patience: Duration.DurationInput = "100 millis"

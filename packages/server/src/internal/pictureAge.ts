import * as Duration from "effect/Duration"

export const defaultMaximumAge: Duration.DurationInput = "24 hours"

/** How often a store looks for pictures that are too old. */
export const sweepInterval = (maximumAge: Duration.DurationInput): Duration.Duration =>
  Duration.clamp(maximumAge, { minimum: "1 second", maximum: "5 minutes" })

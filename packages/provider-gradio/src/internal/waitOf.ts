import * as Duration from "effect/Duration"

/** A Python timedelta as ZeroGPU writes it: `0:09:48`, `1 day, 2:03:04`, `0:00:59.500000`. */
const timedelta = /\b(?:try again|retry) in (?:(-?\d+) days?, )?(\d+):(\d{2}):(\d{2}(?:\.\d+)?)/i

/** How long a text asks to wait. */
export const waitOf = (text: string): Duration.Duration | undefined => {
  const match = timedelta.exec(text)
  if (match === null) return undefined
  const [, days = "0", hours, minutes, seconds] = match
  const total =
    Number(days) * 86_400 + Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)
  // A wait that is over is written as a negative number of days.
  return Duration.millis(Math.max(0, Math.round(total * 1000)))
}

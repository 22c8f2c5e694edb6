import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/** So many at once, and so many a minute in the long run. */
export class TokenBucket {
  private tokens: number
  private since = 0

  constructor(readonly perMinute: number) {
    this.tokens = perMinute
  }

  /** Takes one; fails with the time until there is one again. */
  readonly take: Effect.Effect<void, Duration.Duration> = Effect.flatMap(
    Clock.currentTimeMillis,
    (now) => {
      // A clock that is set back takes nothing away.
      const elapsed = Math.max(0, now - this.since)
      const refilled = this.tokens + (elapsed * this.perMinute) / 60_000
      this.tokens = Math.min(this.perMinute, refilled)
      this.since = now
      if (this.tokens < 1) {
        return Effect.fail(
          Duration.millis(Math.ceil(((1 - this.tokens) * 60_000) / this.perMinute))
        )
      }
      this.tokens--
      return Effect.void
    }
  )
}

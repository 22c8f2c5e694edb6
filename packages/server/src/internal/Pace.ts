import * as Duration from "effect/Duration"

/** What is told before any generation has ended. */
const unknown = Duration.seconds(5)

/** Of the newest duration in the mean. */
const weight = 0.2

/** How long generations took lately. */
export class Pace {
  private mean: number | undefined

  /** Milliseconds. */
  add(duration: number): void {
    this.mean = this.mean === undefined ? duration : this.mean + weight * (duration - this.mean)
  }

  /**
   * When the next of so many that run may be done. At least a second, and at most a minute, which is
   * as long as clients are ready to wait.
   */
  untilNext(running: number): Duration.Duration {
    if (this.mean === undefined) return unknown
    return Duration.clamp(Duration.millis(Math.ceil(this.mean / Math.max(1, running))), {
      minimum: "1 second",
      maximum: "1 minute"
    })
  }
}

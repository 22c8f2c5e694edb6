import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"

/** One generation and when it must be over. */
export interface Deadline {
  readonly fiber: Fiber.RuntimeFiber<unknown, unknown>
  /** Milliseconds on the clock of its `Deadlines`. */
  readonly expiresAt: number
  expired: boolean
}

/**
 * Interrupts generations whose time is over. They all have the same time and are kept in the order
 * in which they began, so that one fiber is enough for thousands of them: it sleeps until the first
 * one is due, and is gone when none is left.
 */
export class Deadlines {
  private readonly waiting = new Set<Deadline>()
  private watched = false
  private keeper: Fiber.RuntimeFiber<void> | undefined

  constructor(
    private readonly duration: Duration.Duration,
    private readonly clock: Clock.Clock
  ) {}

  /** Monotonic, so that a clock that is set does not end a generation. */
  private now(): number {
    return Number(this.clock.unsafeCurrentTimeNanos()) / 1_000_000
  }

  /** Starts the time of a generation. */
  start(fiber: Fiber.RuntimeFiber<unknown, unknown>): Effect.Effect<Deadline> {
    return Effect.suspend(() => {
      const expiresAt = this.now() + Duration.toMillis(this.duration)
      const deadline: Deadline = { fiber, expiresAt, expired: false }
      this.waiting.add(deadline)
      if (this.watched) return Effect.succeed(deadline)
      this.watched = true
      return Effect.map(Effect.forkDaemon(Effect.interruptible(this.watch)), (keeper) => {
        this.keeper = keeper
        return deadline
      })
    })
  }

  /** The generation is over. */
  end(deadline: Deadline): void {
    this.waiting.delete(deadline)
    if (this.waiting.size > 0) return
    this.keeper?.unsafeInterruptAsFork(deadline.fiber.id())
    this.unwatch()
  }

  private unwatch(): void {
    this.watched = false
    this.keeper = undefined
  }

  private readonly watch: Effect.Effect<void> = Effect.withFiberRuntime((keeper) => {
    const now = this.now()
    for (const deadline of this.waiting) {
      const left = deadline.expiresAt - now
      if (left > 0) return Effect.zipRight(Effect.sleep(Duration.millis(left)), this.watch)
      this.waiting.delete(deadline)
      deadline.expired = true
      deadline.fiber.unsafeInterruptAsFork(keeper.id())
    }
    this.unwatch()
    return Effect.void
  })
}

/** The deadlines of one model on each clock that it runs on. */
export const makeDeadlines = (duration: Duration.Duration): ((clock: Clock.Clock) => Deadlines) => {
  const known = new WeakMap<Clock.Clock, Deadlines>()
  return (clock) => {
    const found = known.get(clock) ?? new Deadlines(duration, clock)
    known.set(clock, found)
    return found
  }
}

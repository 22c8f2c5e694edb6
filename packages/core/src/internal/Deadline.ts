import * as Cause from "effect/Cause"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { GenerationTimeout, type ImageError } from "../ImageError.js"

/**
 * Interrupts a fiber when its time is over. A race would start two fibers and copy their results;
 * this starts one, and says afterwards what the interruption meant.
 */
export class Deadline {
  private expired = false
  private timer: Fiber.RuntimeFiber<void> | undefined

  constructor(
    private readonly duration: Duration.Duration,
    private readonly fiber: Fiber.RuntimeFiber<unknown, unknown>
  ) {}

  readonly start: Effect.Effect<void> = Effect.suspend(() =>
    Effect.sleep(this.duration).pipe(
      Effect.zipRight(
        Effect.suspend(() => {
          this.expired = true
          return Fiber.interruptFork(this.fiber)
        })
      ),
      Effect.forkDaemon,
      Effect.map((timer) => {
        this.timer = timer
      })
    )
  )

  /** Stops the clock; an interruption by it becomes a `GenerationTimeout`. */
  end<A>(exit: Exit.Exit<A, ImageError>): Exit.Exit<A, ImageError> {
    this.timer?.unsafeInterruptAsFork(this.fiber.id())
    return this.expired && Exit.isFailure(exit) && Cause.isInterruptedOnly(exit.cause)
      ? Exit.fail(new GenerationTimeout({ deadline: "Total", duration: this.duration }))
      : exit
  }
}

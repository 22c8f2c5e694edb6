/** An item that this program works on, and the generation that is under way for it. */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"

/** Why a generation was ended before it was through. */
export type Ending =
  /** Its batch was cancelled, and its job with it. */
  | "cancelled"
  /** Its job runs on at the service, for whoever goes on with the item. */
  | "left"
  /** The item is another program's by now. */
  | "lost"

export type Ended<A, E> = Exit.Exit<A, E> | Ending

/**
 * How this program's part in an item ended: `over`, `left` to whoever goes on with it, or to be
 * looked at `again`, since it was another's.
 */
export type Outcome = "over" | "left" | "again"

export class Running {
  /** Another program can follow its job. */
  attachable = false
  private ending: Ending | undefined
  private generation: Fiber.RuntimeFiber<unknown, unknown> | undefined

  constructor(
    readonly batch: string,
    readonly fiber: Fiber.RuntimeFiber<Outcome>
  ) {}

  /** Whether its job stays at the service although nobody waits for it here. */
  get keepsJob(): boolean {
    return this.ending === "left" || this.ending === "lost"
  }

  /** Runs a generation until it ends, or is ended. */
  generate<A, E>(generation: Effect.Effect<A, E>): Effect.Effect<Ended<A, E>> {
    return Effect.uninterruptibleMask((restore) =>
      Effect.gen(this, function* () {
        const fiber = yield* Effect.forkDaemon(Effect.interruptible(generation))
        this.generation = fiber
        const exit = yield* Effect.onInterrupt(restore(Fiber.await(fiber)), () =>
          Fiber.interruptFork(fiber)
        )
        this.generation = undefined
        return Exit.isInterrupted(exit) && this.ending !== undefined ? this.ending : exit
      })
    )
  }

  /** Ends the generation for that reason; what is made already is stored all the same. */
  end(ending: "cancelled" | "lost"): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (this.generation === undefined) return Effect.void
      this.ending ??= ending
      return Fiber.interruptFork(this.generation)
    })
  }

  /** Leaves a job that another program can follow; what none can goes on. */
  readonly leave: Effect.Effect<void> = Effect.suspend(() => {
    if (!this.attachable || this.generation === undefined) return Effect.void
    this.ending ??= "left"
    return Fiber.interruptFork(this.generation)
  })

  /** Gives the item up as it stands. */
  readonly abandon: Effect.Effect<void> = Effect.suspend(() => {
    this.ending ??= "left"
    return Fiber.interruptFork(this.fiber)
  })
}

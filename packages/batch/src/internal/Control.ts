/** What runs in this program, and how it is told to stop. */
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import type { DatabaseError } from "../BatchError.js"
import type { BatchStore } from "./BatchStore.js"

const cancelInterval = Duration.millis(500)

/** One generation under way. */
class Running {
  /** Another program can follow its job. */
  attachable = false
  ending: "cancelled" | "stopped" | undefined

  constructor(
    readonly batch: string,
    readonly fiber: Fiber.RuntimeFiber<unknown, unknown>
  ) {}

  end(ending: "cancelled" | "stopped"): Effect.Effect<void> {
    this.ending ??= ending
    return Effect.asVoid(Fiber.interruptFork(this.fiber))
  }
}

export type Ended<A, E> = Exit.Exit<A, E> | "cancelled" | "stopped"

export class Control {
  private readonly running = new Set<Running>()
  /** No new generation begins. */
  stopping = false

  private constructor(private readonly broken: Deferred.Deferred<never, DatabaseError>) {}

  static readonly make = Effect.map(
    Deferred.make<never, DatabaseError>(),
    (broken) => new Control(broken)
  )

  /** Fails when the database is gone. */
  get failure(): Effect.Effect<never, DatabaseError> {
    return Deferred.await(this.broken)
  }

  /** Without the database nothing may go on: what it does not know would be paid twice. */
  readonly guard = <A, R>(effect: Effect.Effect<A, DatabaseError, R>): Effect.Effect<A, never, R> =>
    Effect.catchAll(effect, (error) =>
      Effect.zipRight(Deferred.fail(this.broken, error), Effect.never)
    )

  /** Runs a generation until it ends, the batch is cancelled, or this program is told to stop. */
  run<A, E>(
    batch: string,
    generation: (attachable: () => void) => Effect.Effect<A, E>
  ): Effect.Effect<Ended<A, E>> {
    return Effect.uninterruptibleMask((restore) =>
      Effect.gen(this, function* () {
        if (this.stopping) return "stopped"
        const fiber = yield* Effect.forkDaemon(
          restore(Effect.suspend(() => generation(() => (running.attachable = true))))
        )
        const running = new Running(batch, fiber)
        this.running.add(running)
        const exit = yield* Effect.onInterrupt(restore(Fiber.await(fiber)), () =>
          running.end("stopped")
        )
        this.running.delete(running)
        return Exit.isInterrupted(exit) && running.ending !== undefined ? running.ending : exit
      })
    )
  }

  /** Ends what runs for batches that were cancelled, here or in any other program. */
  readonly watchCancelled = (store: BatchStore): Effect.Effect<never> =>
    Effect.repeat(
      Effect.suspend(() =>
        this.running.size === 0 ? Effect.void : this.guard(this.endCancelled(store))
      ),
      Schedule.spaced(cancelInterval)
    ).pipe(Effect.zipRight(Effect.never))

  private endCancelled(store: BatchStore): Effect.Effect<void, DatabaseError> {
    return Effect.flatMap(store.inState("cancelled"), (rows) => {
      const cancelled = new Set(rows.map(({ id }) => id))
      return Effect.forEach(
        [...this.running].filter(({ batch }) => cancelled.has(batch)),
        (running) => running.end("cancelled"),
        { discard: true }
      )
    })
  }

  /** How many generations must end here, since no other program can follow them. */
  get finishing(): number {
    return [...this.running].filter(({ attachable }) => !attachable).length
  }

  /**
   * Begins nothing more. Jobs that can be followed are left to whoever goes on; the others have until
   * the end of the grace.
   */
  stop(grace: Duration.Duration): Effect.Effect<void> {
    return Effect.gen(this, function* () {
      this.stopping = true
      const all = [...this.running]
      yield* Effect.forEach(
        all.filter(({ attachable }) => attachable),
        (one) => one.end("stopped")
      )
      yield* Effect.forEach(all, ({ fiber }) => Fiber.await(fiber), {
        concurrency: "unbounded",
        discard: true
      }).pipe(Effect.timeoutOption(grace))
      yield* Effect.forEach([...this.running], (one) => one.end("stopped"))
    })
  }
}

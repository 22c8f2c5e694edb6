/** What runs in this program, and how it is told to stop. */
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as Schedule from "effect/Schedule"
import type { DatabaseError } from "../BatchError.js"
import type { BatchStore } from "./BatchStore.js"
import type { ItemKey } from "./ItemChange.js"
import { type Outcome, Running } from "./Running.js"

const cancelInterval = Duration.millis(500)

const nameOf = (key: ItemKey): string => `${key.batch}/${key.number}#${key.try}`

export class Control {
  private readonly running = new Map<string, Running>()
  /** No new item begins. */
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

  /**
   * Works on an item in a fiber of its own, once at a time. When the engine takes the item away from
   * here, its job is left to the next owner; what nobody else could follow goes on to its end.
   */
  work(key: ItemKey, item: (running: Running) => Effect.Effect<Outcome>): Effect.Effect<Outcome> {
    return Effect.uninterruptibleMask((restore) =>
      Effect.gen(this, function* () {
        const known = this.running.get(nameOf(key))
        if (known === undefined && this.stopping) return "left"
        const running = known ?? (yield* this.begin(key, item))
        const exit = yield* Effect.onInterrupt(
          restore(Fiber.await(running.fiber)),
          () => running.leave
        )
        return yield* Exit.isInterrupted(exit) ? Effect.succeed<Outcome>("left") : exit
      })
    )
  }

  private begin(
    key: ItemKey,
    item: (running: Running) => Effect.Effect<Outcome>
  ): Effect.Effect<Running> {
    const name = nameOf(key)
    const begun = Deferred.unsafeMake<Running>(FiberId.none)
    return Deferred.await(begun).pipe(
      Effect.flatMap(item),
      Effect.interruptible,
      Effect.ensuring(Effect.sync(() => this.running.delete(name))),
      Effect.forkDaemon,
      Effect.flatMap((fiber) => {
        const running = new Running(key.batch, fiber)
        this.running.set(name, running)
        return Effect.as(Deferred.succeed(begun, running), running)
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
    const batches = new Set(Array.from(this.running.values(), ({ batch }) => batch))
    return Effect.flatMap(store.cancelledAmong([...batches]), (cancelled) =>
      Effect.forEach(
        [...this.running.values()].filter(({ batch }) => cancelled.has(batch)),
        (running) => running.end("cancelled"),
        { discard: true }
      )
    )
  }

  /** How many items must end here, since no other program can follow them. */
  get finishing(): number {
    return [...this.running.values()].filter(({ attachable }) => !attachable).length
  }

  /**
   * Begins nothing more. Jobs that can be followed are left to whoever goes on; the others have until
   * the end of the grace, unless the database is gone and nothing can be written down any more.
   */
  stop(grace: Duration.Duration): Effect.Effect<void> {
    return Effect.gen(this, function* () {
      this.stopping = true
      const all = [...this.running.values()]
      yield* Effect.forEach(all, (running) => running.leave, { discard: true })
      const ended = Effect.forEach(all, ({ fiber }) => Fiber.await(fiber), {
        concurrency: "unbounded",
        discard: true
      })
      // In a fiber of its own: this one closes a layer, perhaps since it was interrupted, and nothing
      // that it waits for itself could be given up.
      const waiting = yield* Effect.raceFirst(ended, Effect.ignore(this.failure)).pipe(
        Effect.timeoutOption(grace),
        Effect.interruptible,
        Effect.forkDaemon
      )
      yield* Fiber.await(waiting)
      const rest = [...this.running.values()]
      yield* Effect.forEach(rest, (running) => running.abandon, { discard: true })
    })
  }
}

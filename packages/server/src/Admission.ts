/**
 * Who may start a generation, and when: so many at a time, the others in a line that is bounded,
 * and each caller within its own limits.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as Layer from "effect/Layer"
import { Line, type TellPosition } from "@easel/core/Line"
import { type Service as Caller, anyone } from "./Caller.js"
import { ShuttingDown, TooManyRequests } from "./GatewayError.js"
import { Pace } from "./internal/Pace.js"
import { Patience } from "./internal/Patience.js"
import { type Share, Shares } from "./internal/Shares.js"
import { TokenBucket } from "./internal/TokenBucket.js"

export interface Service {
  /**
   * Runs the effect when its turn has come; `tell` hears where it stands until then. Fails at once
   * when the line is full, the caller is beyond its limits, or the gateway is shutting down. What
   * still waits at that time fails too, and so does what `cancel` finds running.
   */
  readonly run: <A, E, R>(
    caller: Caller,
    effect: Effect.Effect<A, E, R>,
    tell: TellPosition
  ) => Effect.Effect<A, E | TooManyRequests | ShuttingDown, R>
  /**
   * Counts a generation that somebody else will run against what the caller may start in a minute.
   * Fails when that is used up, or the gateway is shutting down.
   */
  readonly admit: (caller: Caller) => Effect.Effect<void, TooManyRequests | ShuttingDown>
  /** Lets nobody in any more. */
  readonly close: Effect.Effect<void>
  /** False since `close`. */
  readonly isOpen: Effect.Effect<boolean>
  /** Waits until nothing runs. */
  readonly drain: Effect.Effect<void>
  /** Interrupts what runs; its callers hear `ShuttingDown`, and that it was cancelled. */
  readonly cancel: Effect.Effect<void>
  /** How many run and how many wait. */
  readonly load: Effect.Effect<{ readonly running: number; readonly waiting: number }>
}

export class Admission extends Context.Tag("@easel/server/Admission")<Admission, Service>() {}

export interface Options {
  /** Generations at the same time. Default 16. */
  readonly concurrency?: number | undefined
  /**
   * Generations that may wait for their turn. Default 256. One key fills at most half of it, so that
   * there is room for the others.
   */
  readonly queue?: number | undefined
  /** Generations of one key, running or waiting. Default: no limit. */
  readonly concurrencyPerKey?: number | undefined
  /** Generations that one key may start in a minute; so many may come at once. Default: no limit. */
  readonly requestsPerMinute?: number | undefined
}

type Restore = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

export const defaultConcurrency = 16
export const defaultQueue = 256

/** As `Fiber.await`, without the finalizer that those need not who interrupt what they gave up. */
const endOf = <A, E>(fiber: Fiber.RuntimeFiber<A, E>): Effect.Effect<Exit.Exit<A, E>> =>
  Effect.async((resume) => {
    fiber.addObserver((exit) => resume(Effect.succeed(exit)))
  })

/** When its scope closes it lets nobody in, cancels what runs, and waits for that a little. */
export const layer = ({
  concurrency = defaultConcurrency,
  concurrencyPerKey = Number.POSITIVE_INFINITY,
  queue = defaultQueue,
  requestsPerMinute
}: Options = {}): Layer.Layer<Admission> =>
  Layer.scoped(
    Admission,
    Effect.gen(function* () {
      const line = new Line(concurrency)
      const shares = new Shares()
      const pace = new Pace()
      const closed = yield* Deferred.make<void>()
      const idle = yield* Effect.makeLatch(true)
      const running = new Set<Fiber.RuntimeFiber<unknown, unknown>>()
      let isOpen = true
      let isCancelled = false

      const buckets = new Map<string, TokenBucket>()

      const take = ({ id }: Caller): Effect.Effect<void, TooManyRequests> => {
        if (requestsPerMinute === undefined) return Effect.void
        const bucket = buckets.get(id) ?? new TokenBucket(requestsPerMinute)
        buckets.set(id, bucket)
        return Effect.mapError(
          bucket.take,
          (retryAfter) => new TooManyRequests({ limit: "Rate", retryAfter })
        )
      }

      const enter = (caller: Caller): Effect.Effect<Share, TooManyRequests | ShuttingDown> => {
        if (!isOpen) return new ShuttingDown()
        const share = shares.of(caller.id)
        if (share.total >= concurrencyPerKey) {
          const retryAfter = pace.untilNext(share.running)
          return new TooManyRequests({ limit: "Concurrency", retryAfter })
        }
        const places = caller.id === anyone.id ? queue : Math.ceil(queue / 2)
        if (line.isFull && (line.length >= queue || share.total - share.running >= places)) {
          return new TooManyRequests({ limit: "Queue", retryAfter: pace.untilNext(concurrency) })
        }
        return Effect.map(take(caller), () => shares.enter(caller.id))
      }

      const leave = (share: Share, fiber: Fiber.RuntimeFiber<unknown, unknown>, began: number) =>
        Effect.map(Clock.currentTimeMillis, (ended) => {
          pace.add(ended - began)
          share.running--
          running.delete(fiber)
          if (running.size === 0) idle.unsafeOpen()
        })

      /** How it ended; who was cancelled hears that. */
      const toldOf = <A, E>(exit: Exit.Exit<A, E>): Exit.Exit<A, E | ShuttingDown> =>
        isCancelled && Exit.isFailure(exit) && Cause.isInterruptedOnly(exit.cause)
          ? Exit.fail(new ShuttingDown({ cancelled: true }))
          : exit

      /** Waits for the end; who gives up waiting ends it. */
      const follow = <A, E>(fiber: Fiber.RuntimeFiber<A, E>, restore: Restore) =>
        Effect.matchCauseEffect(restore(endOf(fiber)), {
          onFailure: (cause) => Effect.as(Fiber.interrupt(fiber), Exit.failCause(cause)),
          onSuccess: (exit) => Effect.succeed(toldOf(exit))
        })

      /** One of those that run, in a fiber of its own, so that its caller outlives `cancel`. */
      const runs = <A, E, R>(share: Share, effect: Effect.Effect<A, E, R>) =>
        Effect.uninterruptibleMask((restore) =>
          Effect.flatMap(Clock.currentTimeMillis, (began) =>
            Effect.flatMap(Effect.forkDaemon(restore(effect)), (fiber) => {
              running.add(fiber)
              share.running++
              idle.unsafeClose()
              if (isCancelled) fiber.unsafeInterruptAsFork(FiberId.none)
              return Effect.flatMap(follow(fiber, restore), (exit) =>
                Effect.zipRight(leave(share, fiber, began), exit)
              )
            })
          )
        )

      /** In the line, which those leave who still wait when the gateway closes. */
      const waits = <A, E, R>(share: Share, effect: Effect.Effect<A, E, R>, tell: TellPosition) => {
        let isWaiting = line.isFull
        const inside = Effect.suspend(() => {
          isWaiting = false
          return runs(share, effect)
        })
        const turn = line.run(inside, tell)
        if (!isWaiting) return turn
        const sentAway = Effect.flatMap(Deferred.await(closed), () =>
          isWaiting ? new ShuttingDown() : Effect.never
        )
        return Effect.raceFirst(turn, sentAway)
      }

      const close = Effect.suspend(() => {
        isOpen = false
        return Effect.asVoid(Deferred.succeed(closed, undefined))
      })
      /** True for the first time. */
      const cancel = Effect.sync(() => {
        const isFirst = !isCancelled
        isCancelled = true
        for (const fiber of running) fiber.unsafeInterruptAsFork(FiberId.none)
        return isFirst
      })

      const patience = yield* Patience
      const drainBriefly = Effect.timeoutOption(Effect.interruptible(idle.await), patience.cancel)
      // Who has cancelled before has waited too.
      yield* Effect.addFinalizer(() =>
        Effect.zipRight(close, Effect.whenEffect(drainBriefly, cancel))
      )

      return {
        run: (caller, effect, tell) =>
          Effect.uninterruptibleMask((restore) =>
            Effect.flatMap(
              Effect.suspend(() => enter(caller)),
              (share) => {
                const leave = Effect.sync(() => shares.leave(caller.id))
                return Effect.matchCauseEffect(restore(waits(share, effect, tell)), {
                  onFailure: (cause) => Effect.zipRight(leave, Effect.failCause(cause)),
                  onSuccess: (value) => Effect.as(leave, value)
                })
              }
            )
          ),
        admit: (caller) =>
          Effect.suspend((): Effect.Effect<void, TooManyRequests | ShuttingDown> =>
            isOpen ? take(caller) : new ShuttingDown()
          ),
        close,
        isOpen: Effect.sync(() => isOpen),
        drain: idle.await,
        cancel: Effect.asVoid(cancel),
        load: Effect.sync(() => ({ running: running.size, waiting: line.length }))
      }
    })
  )

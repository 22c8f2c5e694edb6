/**
 * What waits for a long time stands on few continuations, since thousands of generations may wait at
 * once: each costs a quarter of a KiB, and a step on the way in and out.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"

/** As `Effect.flatMap(Effect.exit(effect), then)`, with one continuation for the two. */
export const whenEnded = <A, E, R, B, E2, R2>(
  effect: Effect.Effect<A, E, R>,
  then: (exit: Exit.Exit<A, E>) => Effect.Effect<B, E2, R2>
): Effect.Effect<B, E2, R | R2> =>
  Effect.matchCauseEffect(effect, {
    onFailure: (cause) => then(Exit.failCause(cause)),
    onSuccess: (value) => then(Exit.succeed(value))
  })

/**
 * As `Fiber.await`, for those who interrupt the fiber when they stop waiting: it is then over at
 * once, and needs no finalizer that takes the observer away.
 */
export const endOf = <A, E>(fiber: Fiber.RuntimeFiber<A, E>): Effect.Effect<Exit.Exit<A, E>> =>
  Effect.async((resume) => {
    fiber.addObserver((exit) => resume(Effect.succeed(exit)))
  })

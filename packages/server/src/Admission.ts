/**
 * Who may start a generation, and when: so many at a time, the others in a line that is bounded,
 * and each caller within its own limits.
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Line, type TellPosition } from "@easel/core/Line"
import type { Service as Caller } from "./Caller.js"
import { ShuttingDown, TooManyRequests } from "./GatewayError.js"

export interface Service {
  /**
   * Runs the effect when its turn has come; `tell` hears where it stands until then. Fails at once
   * when the line is full, the caller is beyond its limits, or the gateway is shutting down.
   */
  readonly run: <A, E, R>(
    caller: Caller,
    effect: Effect.Effect<A, E, R>,
    tell: TellPosition
  ) => Effect.Effect<A, E | TooManyRequests | ShuttingDown, R>
  /** Lets nobody in any more. */
  readonly close: Effect.Effect<void>
  /** How many run and how many wait. */
  readonly load: Effect.Effect<{ readonly running: number; readonly waiting: number }>
}

export class Admission extends Context.Tag("@easel/server/Admission")<Admission, Service>() {}

export interface Options {
  /** Generations at the same time. Default 16. */
  readonly concurrency?: number | undefined
  /** Generations that may wait for their turn. Default 256. */
  readonly queue?: number | undefined
}

export const defaultConcurrency = 16
export const defaultQueue = 256

/** How soon a place in a full line can be hoped for. */
const retryAfter = Duration.seconds(5)

export const layer = ({
  concurrency = defaultConcurrency,
  queue = defaultQueue
}: Options = {}): Layer.Layer<Admission> =>
  Layer.sync(Admission, () => {
    const line = new Line(concurrency)
    let closed = false
    let running = 0
    const counted = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
      Effect.acquireUseRelease(
        Effect.sync(() => running++),
        () => effect,
        () => Effect.sync(() => running--)
      )
    return {
      run: (_caller, effect, tell) =>
        Effect.gen(function* () {
          if (closed) return yield* new ShuttingDown()
          if (line.isFull && line.length >= queue) {
            return yield* new TooManyRequests({ limit: "Queue", retryAfter })
          }
          return yield* line.run(counted(effect), tell)
        }),
      close: Effect.sync(() => {
        closed = true
      }),
      load: Effect.sync(() => ({ running, waiting: line.length }))
    }
  })

import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as RateLimiter from "effect/RateLimiter"
import type * as Scope from "effect/Scope"
import { fromGenerate } from "../ImageModel.js"
import type { Policy } from "../Policy.js"
import { Line } from "../Line.js"
import { tellQueued } from "../internal/tellQueued.js"

/**
 * At most `limit` submissions in each `interval`; the others wait, first come, first served, and
 * emit `Queued` with their place in this line. The default algorithm, `"token-bucket"`, lets `limit`
 * through at once and then one each `interval / limit`; `"fixed-window"` lets `limit` through in each
 * window. A request that is refused when it is resolved does not count. What `ServiceClient` repeats
 * by itself is part of one submission. A job that is attached to is none.
 */
export const rateLimit = (
  options: RateLimiter.RateLimiter.Options
): Effect.Effect<Policy, never, Scope.Scope> =>
  Effect.map(RateLimiter.make(options), (limiter): Policy => {
    const line = new Line(1)
    const token = limiter(Effect.void)
    return (model) =>
      fromGenerate({
        ...model,
        generate: (request, onEvent) =>
          model.resolve(request).pipe(
            Effect.zipRight(
              line.run(
                takeTold(
                  token,
                  Effect.suspend(() => tellQueued(onEvent)(0, 1 + line.length))
                ),
                tellQueued(onEvent, 1)
              )
            ),
            Effect.zipRight(Effect.suspend(() => model.generate(request, onEvent)))
          )
      })
  })

/** Takes a token; the limiter does not say whether it has one, so it is asked in a fiber. */
const takeTold = (token: Effect.Effect<void>, told: Effect.Effect<void>): Effect.Effect<void> =>
  Effect.acquireUseRelease(
    Effect.fork(Effect.interruptible(token)),
    (fiber) =>
      Effect.yieldNow().pipe(
        Effect.zipRight(Effect.suspend(() => (fiber.unsafePoll() === null ? told : Effect.void))),
        Effect.zipRight(Fiber.join(fiber))
      ),
    Fiber.interrupt
  )

import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import { type ImageError, ResponseError } from "../ImageError.js"
import { fromGenerate } from "../ImageModel.js"
import type { ModelInfo } from "../ModelInfo.js"
import type { Policy } from "../Policy.js"
import { type Health, healthOf } from "../internal/healthOf.js"

export interface CircuitBreakerOptions {
  /** Failures in a row that open the circuit. Default 5. */
  readonly failures?: number | undefined
  /** How long nothing is sent before one generation tries again. Default 30 seconds. */
  readonly cooldown?: Duration.DurationInput | undefined
}

/** Each state is an object of its own: what began in an earlier one has no say any more. */
type State =
  | { readonly _tag: "Closed"; failures: number }
  | { readonly _tag: "Open"; readonly until: number }
  | { readonly _tag: "Probing" }

/**
 * Spares a service that is down: after so many failures in a row nothing is sent for `cooldown`, and
 * each generation fails at once with a `ResponseError` `Overloaded`, whose `retryAfter` is the time
 * left. Then one generation is let through: when the service serves it, all are again; when not, the
 * next `cooldown` begins.
 *
 * What counts as a failure is a fault of the service or the way to it: `ResponseError` `Server` and
 * `Overloaded`, `TransportError`, `GenerationTimeout` and `ResponseParseError`. A service that says
 * no for a reason (`Moderated`, `Rejected`, `NotFound`, `Unauthorized`, `Quota`) works, and ends the
 * row as a picture does. Everything else, such as `InvalidRequest`, `RateLimited` and an
 * interruption, says nothing about it. A job that is attached to is under way: it is let through, as
 * those that were submitted before the circuit opened.
 */
export const circuitBreaker = (options: CircuitBreakerOptions = {}): Policy => {
  const limit = options.failures ?? 5
  const cooldown = Duration.toMillis(options.cooldown ?? "30 seconds")
  let state: State = { _tag: "Closed", failures: 0 }

  const judge = (seen: State, health: Health | undefined, now: number): void => {
    if (state !== seen || (health === undefined && seen._tag !== "Probing")) return
    if (health === "Works") {
      state = { _tag: "Closed", failures: 0 }
    } else if (health === undefined) {
      // A probe that says nothing: the next one may try at once.
      state = { _tag: "Open", until: now }
    } else if (seen._tag !== "Closed" || ++seen.failures >= limit) {
      state = { _tag: "Open", until: now + cooldown }
    }
  }

  return (model) =>
    fromGenerate({
      ...model,
      generate: (request, onEvent) =>
        Effect.uninterruptibleMask((restore) =>
          Effect.clockWith((clock) => {
            const now = clock.unsafeCurrentTimeMillis()
            if (state._tag === "Probing") return Effect.fail(refusal(model.info, undefined))
            if (state._tag === "Open") {
              if (now < state.until) return Effect.fail(refusal(model.info, state.until - now))
              state = { _tag: "Probing" }
            }
            const seen = state
            return Effect.onExit(restore(model.generate(request, onEvent)), (exit) =>
              Effect.sync(() => judge(seen, healthSeen(exit), clock.unsafeCurrentTimeMillis()))
            )
          })
        )
    })
}

const healthSeen = (exit: Exit.Exit<unknown, ImageError>): Health | undefined =>
  Exit.isSuccess(exit)
    ? "Works"
    : Option.getOrUndefined(Option.map(Cause.failureOption(exit.cause), healthOf))

const refusal = ({ name, provider }: ModelInfo, millis: number | undefined): ResponseError => {
  const left = millis === undefined ? undefined : Duration.millis(millis)
  const next =
    left === undefined
      ? "one generation is trying it again now"
      : `it is tried again in ${Duration.format(left)}`
  return ResponseError.of({
    reason: "Overloaded",
    message: `nothing was sent: the service failed several times in a row; ${next}`,
    retryAfter: left,
    provider,
    model: name
  })
}

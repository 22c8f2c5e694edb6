import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type { Restore } from "./openAnswer.js"
import { type ImageError, type ResponseReason, isRetryable } from "../ImageError.js"

/**
 * When a call may be sent again by itself.
 *
 * - `Always`: it changes nothing, as a GET or a poll.
 * - `UntilAccepted`: it hands in a job and answers at once with an id. An answer that is an error
 *   is a refusal; a connection that broke, and a success that is a web page, may hide an accepted
 *   job and are not tried again.
 * - `WhenRefused`: the call itself makes the picture and may be paid. Only what says that nothing
 *   was done is tried again: no connection, 429 and 503.
 * - `Never`: the caller sends it again in its own time, as `Polling` does.
 */
export type Repeat = "Always" | "UntilAccepted" | "WhenRefused" | "Never"

export interface RepeatLimits {
  /** Further attempts after the first. */
  readonly retries: number
  /** Before the first retry; doubled for each one after. */
  readonly backoff: Duration.Duration
  /** A service that asks to wait longer than this gets no automatic retry. */
  readonly maximumWait: Duration.Duration
}

/** The machine in front gave up waiting (524 is Cloudflare's own); the job may be accepted. */
const isGatewayTimeout = (status: number): boolean => status === 504 || status === 524

/** True when an answer may hide a job that was begun: sending it again could start a second. */
export const mayHideJob = (repeat: Repeat, status: number, reason: ResponseReason): boolean => {
  switch (repeat) {
    case "UntilAccepted":
      return isGatewayTimeout(status) || (status < 400 && reason === "Server")
    case "WhenRefused":
      return isGatewayTimeout(status) || reason === "Server"
    case "Always":
    case "Never":
      return false
  }
}

const mayRepeat = (error: ImageError, repeat: Repeat): boolean =>
  isRetryable(error) || (repeat === "Always" && error._tag === "TransportError")

/** Repeats a call as its kind allows, with growing pauses and the service's own `Retry-After`. */
export const repeatCall = <A>(
  call: Effect.Effect<A, ImageError>,
  repeat: Repeat,
  limits: RepeatLimits,
  restore: Restore
): Effect.Effect<A, ImageError> => {
  if (repeat === "Never") return call
  const attempt = (used: number): Effect.Effect<A, ImageError> =>
    Effect.catchAll(call, (error) => {
      if (used >= limits.retries || !mayRepeat(error, repeat)) return Effect.fail(error)
      const asked = error._tag === "ResponseError" ? error.retryAfter : undefined
      if (asked !== undefined && Duration.greaterThan(asked, limits.maximumWait)) {
        return Effect.fail(error)
      }
      return Effect.flatMap(Random.next, (random) => {
        const backoff = Duration.times(limits.backoff, 2 ** used * (0.5 + random / 2))
        return Effect.zipRight(restore(Effect.sleep(asked ?? backoff)), attempt(used + 1))
      })
    })
  return attempt(0)
}

import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { attemptsOf, type ImageError, isRetryable } from "../ImageError.js"
import type { ImageResponse } from "../ImageEvent.js"
import { fromGenerate } from "../ImageModel.js"
import type { Policy } from "../Policy.js"
import { startRun } from "../internal/Attempt.js"
import { logChanges } from "../internal/logChanges.js"
import { announce } from "../internal/announce.js"

export interface RetryOptions {
  /** Further attempts after the first, at most. Default 3. */
  readonly retries?: number | undefined
  /**
   * The pauses before them; it may also end the attempts sooner. Default: 1 second, doubled each
   * time, 20 % more or less at random.
   */
  readonly schedule?: Schedule.Schedule<unknown, ImageError> | undefined
  /** A service that asks to wait longer than this is not asked again. Default 1 minute. */
  readonly maximumWait?: Duration.DurationInput | undefined
}

const defaultSchedule = Schedule.jittered(Schedule.exponential("1 second"))

/** The longest that one of the services asks to wait. */
const askedWait = (error: ImageError): Duration.Duration =>
  attemptsOf(error).reduce(
    (longest, attempt) =>
      attempt._tag === "ResponseError" && attempt.retryAfter !== undefined
        ? Duration.max(longest, attempt.retryAfter)
        : longest,
    Duration.zero
  )

/**
 * Makes the same request again when it failed in a way that can pass and no job was accepted
 * (`ImageError.isRetryable`), after a pause that is never shorter than what the service asks for.
 * Each new attempt is announced by a `Restarted`. Fails with the error of the last attempt, at once
 * when the service asks to wait for too long. A job that is attached to was accepted, so that its
 * failure is passed on.
 */
export const retry = (options: RetryOptions = {}): Policy => {
  const { retries = 3, schedule = defaultSchedule } = options
  const maximumWait = Duration.decode(options.maximumWait ?? "1 minute")
  const pauses = Schedule.modifyDelay(
    Schedule.passthrough(schedule),
    (error: ImageError, pause: Duration.Duration) => Duration.max(pause, askedWait(error))
  )
  const mayRepeat = (error: ImageError, used: number): boolean =>
    used < retries &&
    isRetryable(error) &&
    Duration.lessThanOrEqualTo(askedWait(error), maximumWait)
  return (model) => {
    const { info } = model
    return fromGenerate({
      ...model,
      generate: (request, onEvent = logChanges) =>
        startRun((run) => {
          const attempt = () => run.attempt(model.generate(request, onEvent))
          const repeat = (
            error: ImageError,
            used: number,
            driver: Schedule.ScheduleDriver<unknown, ImageError>
          ): Effect.Effect<ImageResponse, ImageError> =>
            Effect.matchEffect(driver.next(error), {
              onFailure: () => Effect.fail(error),
              onSuccess: () =>
                announce(onEvent, error, info, info).pipe(
                  Effect.zipRight(attempt()),
                  Effect.catchAll((next) =>
                    mayRepeat(next, used + 1) ? repeat(next, used + 1, driver) : Effect.fail(next)
                  )
                )
            })
          return Effect.catchAll(attempt(), (error) =>
            mayRepeat(error, 0)
              ? Effect.flatMap(Schedule.driver(pauses), (driver) => repeat(error, 0, driver))
              : Effect.fail(error)
          )
        })
    })
  }
}

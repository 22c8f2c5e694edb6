/**
 * Asking a service again and again how a job is doing.
 *
 * The interval grows up to a ceiling and is jittered; a few failed polls in a row are tolerated,
 * since the job lives on. Everything that waits belongs to the caller's fiber: when it is
 * interrupted, nothing is left running.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import { GenerationTimeout, type ImageError } from "./ImageError.js"

export interface Options {
  /** Before the second poll. Default 1 second. */
  readonly interval?: Duration.DurationInput | undefined
  /** The longest pause. Default: `interval`, so that it does not grow. */
  readonly maximumInterval?: Duration.DurationInput | undefined
  /** What the pause is multiplied with after each poll. Default 1.5. */
  readonly factor?: number | undefined
  /** Share by which a pause is lengthened at random, 0 to 1; it is never shortened. Default 0.1. */
  readonly jitter?: number | undefined
  /**
   * Failed polls in a row that are survived. Default 6; the pause doubles with each, up to half a
   * minute, so that a service may be away for a minute at an interval of a second. An interval of 0
   * counts as a second here.
   */
  readonly tolerated?: number | undefined
  /** From the first poll on. Default: none of its own; a generation has a deadline anyway. */
  readonly deadline?: Duration.DurationInput | undefined
}

interface Turn {
  /** Before this poll. */
  readonly wait: Duration.Duration
  /** Before the next one. */
  readonly pause: Duration.Duration
  readonly failures: number
}

/** A poll may fail and the job go on: the connection broke, or the service is busy. */
const isPassing = (error: ImageError): boolean =>
  error._tag === "TransportError" ||
  (error._tag === "GenerationTimeout" && error.deadline === "Idle") ||
  (error._tag === "ResponseError" &&
    (error.reason === "Server" || error.reason === "Overloaded" || error.reason === "RateLimited"))

const longestPause = Duration.seconds(30)

const retryAfter = (error: ImageError): Duration.Duration =>
  (error._tag === "ResponseError" ? error.retryAfter : undefined) ?? Duration.zero

/**
 * Polls until `judge` gives a result. The first poll is at once; a failure that passes is survived
 * as often in a row as the options say.
 */
export const until = <A, B>(
  poll: Effect.Effect<A, ImageError>,
  judge: (answer: A) => Effect.Effect<Option.Option<B>, ImageError>,
  options: Options = {}
): Effect.Effect<B, ImageError> => {
  const interval = Duration.decode(options.interval ?? "1 second")
  const ceiling = Duration.max(interval, options.maximumInterval ?? interval)
  const { factor = 1.5, jitter = 0.1, tolerated = 6 } = options

  const sleep = (pause: Duration.Duration) =>
    Duration.isZero(pause)
      ? Effect.void
      : Effect.flatMap(Random.next, (random) =>
          Effect.sleep(Duration.times(pause, 1 + jitter * random))
        )

  const firstPause = Duration.isZero(interval) ? Duration.seconds(1) : interval

  /** A service that is down is not asked as often as one that works. */
  const backoff = (failures: number): Duration.Duration =>
    Duration.min(longestPause, Duration.times(firstPause, 2 ** failures))

  const after = ({ pause }: Turn, failures: number, wait: Duration.Duration): Turn => ({
    wait: Duration.max(pause, wait),
    pause: Duration.min(ceiling, Duration.times(pause, factor)),
    failures
  })

  const take = (turn: Turn): Effect.Effect<B, ImageError> =>
    Effect.zipRight(sleep(turn.wait), poll).pipe(
      Effect.matchEffect({
        onFailure: (error) =>
          isPassing(error) && turn.failures < tolerated
            ? take(
                after(
                  turn,
                  turn.failures + 1,
                  Duration.max(backoff(turn.failures), retryAfter(error))
                )
              )
            : Effect.fail(error),
        onSuccess: (answer) =>
          Effect.flatMap(
            judge(answer),
            Option.match({
              onNone: () => take(after(turn, 0, Duration.zero)),
              onSome: Effect.succeed
            })
          )
      })
    )

  const polls = take({ wait: Duration.zero, pause: interval, failures: 0 })
  if (options.deadline === undefined) return polls
  const duration = Duration.decode(options.deadline)
  return Effect.timeoutFail(polls, {
    duration,
    onTimeout: () => new GenerationTimeout({ deadline: "Total", duration })
  })
}

/**
 * Asking a service again and again how a job is doing.
 *
 * The interval grows up to a ceiling and is jittered; a few failed polls in a row are tolerated,
 * since the job lives on. Everything that waits belongs to the stream: when its consumer stops,
 * nothing is left running.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Stream from "effect/Stream"
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
  /** Failed polls in a row that are survived. Default 4. */
  readonly tolerated?: number | undefined
  /** From the first poll on. Default: none of its own; a generation has a deadline anyway. */
  readonly deadline?: Duration.DurationInput | undefined
}

interface Turn {
  readonly pause: Duration.Duration
  readonly failures: number
}

/** A poll may fail and the job go on: the connection broke, or the service is busy. */
const isPassing = (error: ImageError): boolean =>
  error._tag === "TransportError" ||
  (error._tag === "GenerationTimeout" && error.deadline === "Idle") ||
  (error._tag === "ResponseError" &&
    (error.reason === "Server" || error.reason === "Overloaded" || error.reason === "RateLimited"))

const retryAfter = (error: ImageError): Duration.Duration =>
  (error._tag === "ResponseError" ? error.retryAfter : undefined) ?? Duration.zero

/** The answers of `poll`, one after the other, until the consumer stops. The first is at once. */
export const stream = <A>(
  poll: Effect.Effect<A, ImageError>,
  options: Options = {}
): Stream.Stream<A, ImageError> => {
  const interval = Duration.decode(options.interval ?? "1 second")
  const ceiling = Duration.max(interval, options.maximumInterval ?? interval)
  const { factor = 1.5, jitter = 0.1, tolerated = 4 } = options

  const wait = (pause: Duration.Duration) =>
    Effect.flatMap(Random.next, (random) =>
      Effect.sleep(Duration.times(pause, 1 + jitter * random))
    )

  const grown = (pause: Duration.Duration) => Duration.min(ceiling, Duration.times(pause, factor))

  const next = ({
    failures,
    pause
  }: Turn): Effect.Effect<readonly [Option.Option<A>, Turn], ImageError> =>
    poll.pipe(
      Effect.map((answer) => [Option.some(answer), { pause: grown(pause), failures: 0 }] as const),
      Effect.catchIf(
        (error) => isPassing(error) && failures < tolerated,
        (error) =>
          Effect.as(wait(Duration.max(pause, retryAfter(error))), [
            Option.none<A>(),
            { pause: grown(pause), failures: failures + 1 }
          ] as const)
      )
    )

  const polls = Stream.unfoldEffect<
    Turn & { readonly first: boolean },
    Option.Option<A>,
    ImageError,
    never
  >({ pause: interval, failures: 0, first: true }, (turn) =>
    (turn.first || turn.failures > 0 ? Effect.void : wait(turn.pause)).pipe(
      Effect.zipRight(next(turn)),
      Effect.map(([answer, after]) => Option.some([answer, { ...after, first: false }] as const))
    )
  ).pipe(Stream.filterMap((answer) => answer))

  if (options.deadline === undefined) return polls
  const deadline = Duration.decode(options.deadline)
  return Stream.interruptWhen(
    polls,
    Effect.delay(
      Effect.fail(new GenerationTimeout({ deadline: "Total", duration: deadline })),
      deadline
    )
  )
}

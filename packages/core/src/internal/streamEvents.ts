import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Mailbox from "effect/Mailbox"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { ImageError } from "../ImageError.js"
import type { ImageEvent, ImageResponse } from "../ImageEvent.js"
import type { OnEvent } from "../ImageModel.js"

/** Events that a slow consumer lets wait before the provider waits for it. */
const bufferedEvents = 8

type Events = Mailbox.Mailbox<ImageEvent, ImageError>

interface Running {
  readonly events: Events
  readonly fiber: Fiber.Fiber<unknown>
}

/**
 * A generation as a stream. It runs in a fiber of its own that the stream owns: ending the stream
 * early interrupts it.
 */
export const streamEvents = (
  generate: (onEvent: OnEvent) => Effect.Effect<ImageResponse, ImageError>
): Stream.Stream<ImageEvent, ImageError> =>
  Stream.suspend(() => {
    let running: Running | undefined
    const start = Effect.uninterruptible(
      Effect.map(launch(generate), (started) => {
        running = started
        return started.events
      })
    )
    const pull = Effect.suspend(() =>
      running === undefined ? Effect.flatMap(start, takeSome) : takeSome(running.events)
    )
    const stop = Effect.suspend(() =>
      running === undefined ? Effect.void : Fiber.interrupt(running.fiber)
    )
    // A scope and a queue's own stream would do the same at half the speed.
    return Stream.ensuring(Stream.repeatEffectChunkOption(pull), stop)
  })

const launch = (
  generate: (onEvent: OnEvent) => Effect.Effect<ImageResponse, ImageError>
): Effect.Effect<Running> =>
  Effect.flatMap(Mailbox.make<ImageEvent, ImageError>(bufferedEvents), (events) =>
    generate((event) => Effect.asVoid(events.offer(event))).pipe(
      Effect.flatMap((response) => events.offer(response)),
      Effect.interruptible,
      Effect.exit,
      Effect.flatMap((exit) => events.done(Exit.asVoid(exit))),
      Effect.forkDaemon,
      Effect.map((fiber) => ({ events, fiber }))
    )
  )

/** The events that wait, at least one; fails with `None` after the last. */
const takeSome = (
  events: Events
): Effect.Effect<Chunk.Chunk<ImageEvent>, Option.Option<ImageError>> =>
  Effect.matchEffect(events.takeAll, {
    onFailure: (error) => Effect.fail(Option.some(error)),
    onSuccess: ([chunk]) =>
      Chunk.isEmpty(chunk) ? Effect.fail(Option.none()) : Effect.succeed(chunk)
  })

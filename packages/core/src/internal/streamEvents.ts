import * as Channel from "effect/Channel"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Mailbox from "effect/Mailbox"
import * as Stream from "effect/Stream"
import type { ImageError } from "../ImageError.js"
import type { ImageEvent } from "../ImageEvent.js"
import type { OnEvent } from "../ImageModel.js"
import type { Outcome } from "./outcomeOf.js"

/** Events that a slow consumer lets wait before the provider waits for it. */
const bufferedEvents = 8

type Events = Mailbox.Mailbox<ImageEvent, ImageError>

type EventChannel = Channel.Channel<Chunk.Chunk<ImageEvent>, unknown, ImageError, unknown, unknown>

interface Running {
  readonly events: Events
  readonly fiber: Fiber.Fiber<unknown>
}

/**
 * A generation as a stream. It runs uninterruptibly in a fiber of its own, which the stream owns:
 * ending the stream early interrupts it.
 */
export const streamEvents = (
  run: (onEvent: OnEvent) => Effect.Effect<Outcome>
): Stream.Stream<ImageEvent, ImageError> =>
  Stream.suspend(() => {
    let running: Running | undefined
    const start = Effect.uninterruptible(
      Effect.map(launch(run), (started) => {
        running = started
        return started.events
      })
    )
    const take = Effect.suspend(() =>
      running === undefined ? Effect.flatMap(start, takeAll) : takeAll(running.events)
    )
    const stop = Effect.suspend(() =>
      running === undefined ? Effect.void : Fiber.interrupt(running.fiber)
    )
    const events: EventChannel = Channel.flatMap(Channel.fromEffect(take), ([chunk, done]) => {
      if (Chunk.isEmpty(chunk)) return done ? Channel.void : events
      return done ? Channel.write(chunk) : Channel.flatMap(Channel.write(chunk), () => events)
    })
    // A scope and a queue's own stream would do the same at half the speed.
    return Stream.fromChannel(Channel.ensuring(events, stop))
  })

const takeAll = (events: Events) => events.takeAll

const launch = (run: (onEvent: OnEvent) => Effect.Effect<Outcome>): Effect.Effect<Running> =>
  Effect.flatMap(Mailbox.make<ImageEvent, ImageError>(bufferedEvents), (events) =>
    Effect.flatMap(
      // A defect of core itself ends the stream too.
      Effect.map(Effect.exit(run((event) => Effect.asVoid(events.offer(event)))), Exit.flatten),
      (outcome) =>
        Exit.isSuccess(outcome)
          ? Effect.zipRight(Effect.interruptible(events.offer(outcome.value)), events.end)
          : events.done(Exit.asVoid(outcome))
    ).pipe(
      Effect.forkDaemon,
      Effect.map((fiber) => ({ events, fiber }))
    )
  )

import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { type ImageError, TransportError } from "../ImageError.js"
import type { ImageEvent, ImageResponse } from "../ImageEvent.js"

/** Reads a stream of events to its response; warnings on the way are logged. */
export const collectResponse = <R>(
  events: Stream.Stream<ImageEvent, ImageError, R>
): Effect.Effect<ImageResponse, ImageError, R> =>
  events.pipe(
    Stream.tap((event) =>
      event._tag === "Warning"
        ? Effect.logWarning(event.message).pipe(Effect.annotateLogs("code", event.code))
        : Effect.void
    ),
    Stream.filter((event): event is ImageResponse => event._tag === "ImageResponse"),
    Stream.runLast,
    Effect.flatMap(
      Option.match({
        onNone: () =>
          Effect.fail(
            new TransportError({
              phase: "Wait",
              reason: "EndedEarly",
              description: "the stream of events ended without a picture"
            })
          ),
        onSome: Effect.succeed
      })
    )
  )

import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { ImageEvent } from "@easel/core/ImageEvent"
import type { GatewayError } from "../../GatewayError.js"
import type { GenerationCreated, GenerationEvent } from "../../GenerationEvent.js"
import { CancelledElsewhere, type ClientError } from "./ClientError.js"

/** Hears under which id the gateway makes the picture. */
export type OnCreated = (created: GenerationCreated) => Effect.Effect<void>

/** Core's events of a generation; how it ended otherwise is the error. */
export const imageEvents = (
  events: Stream.Stream<GenerationEvent, GatewayError>,
  onCreated: OnCreated
): Stream.Stream<ImageEvent, ClientError> =>
  Stream.suspend(() => {
    let id = ""
    const read = (
      event: GenerationEvent
    ): Effect.Effect<ReadonlyArray<ImageEvent>, ClientError> => {
      switch (event._tag) {
        case "GenerationCreated":
          id = event.id
          return Effect.as(onCreated(event), [])
        case "GenerationFailed":
          return Effect.fail(event.error)
        case "GenerationCancelled":
          return new CancelledElsewhere({ id })
        default:
          return Effect.succeed([event])
      }
    }
    return Stream.mapConcatEffect(events, read)
  })

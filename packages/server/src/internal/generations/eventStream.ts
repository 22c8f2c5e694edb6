import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { GenerationEvent } from "../../GenerationEvent.js"
import type { Numbered } from "../../Generations.js"

/** Proxies give up connections on which nothing comes. */
export const heartbeatInterval = "15 seconds"

const encoder = new TextEncoder()

const comment = encoder.encode(":\n\n")

const encode = Schema.encode(Schema.parseJson(GenerationEvent))

/** A frame, and the number that is written in it. */
interface Frame {
  readonly id: number
  readonly bytes: Uint8Array
}

/** All who follow a generation share the frames; each is gone with its event. */
const frames = new WeakMap<GenerationEvent, Frame>()

const nothing = new Uint8Array()

/**
 * An event as it is written. One that its provider made wrong is left out. A provider may tell the
 * same object twice, in one generation or in several, and each time it has another number.
 */
const frameOf = ({ event, id }: Numbered): Effect.Effect<Uint8Array> =>
  Effect.suspend(() => {
    const known = frames.get(event)
    if (known?.id === id) return Effect.succeed(known.bytes)
    return Effect.matchEffect(encode(event), {
      onFailure: (error) =>
        Effect.as(Effect.logDebug(`an event ${event._tag} was left out`, error), nothing),
      onSuccess: (json) =>
        Effect.sync(() => {
          const bytes = encoder.encode(`id: ${id}\nevent: ${event._tag}\ndata: ${json}\n\n`)
          frames.set(event, { id, bytes })
          return bytes
        })
    })
  })

const heartbeats = Stream.as(Stream.fromSchedule(Schedule.spaced(heartbeatInterval)), comment)

/**
 * The events as an answer. It begins with a comment, so that who has heard all events so far gets an
 * answer at once too.
 */
export const eventStream = (
  events: Stream.Stream<Numbered>,
  headers: Readonly<Record<string, string>> = {}
): HttpServerResponse.HttpServerResponse =>
  events.pipe(
    Stream.mapChunksEffect((chunk) =>
      Effect.map(Effect.forEach(chunk, frameOf), Chunk.fromIterable)
    ),
    Stream.merge(heartbeats, { haltStrategy: "left" }),
    Stream.prepend(Chunk.of(comment)),
    (body) =>
      HttpServerResponse.stream(body, {
        contentType: "text/event-stream",
        headers: {
          "cache-control": "no-store",
          // Nginx would hold events back.
          "x-accel-buffering": "no",
          ...headers
        }
      })
  )

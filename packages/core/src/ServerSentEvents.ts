/**
 * A decoder of server-sent events on `eventsource-parser`: linear in the size of the stream,
 * bounded, and right about UTF-8 that is split anywhere, CR, LF and CRLF, a byte order mark,
 * comments, data of several lines, and a last event without its blank line.
 */
import * as Channel from "effect/Channel"
import * as Chunk from "effect/Chunk"
import * as Stream from "effect/Stream"
import { createParser } from "eventsource-parser"
import { ResponseParseError } from "./ImageError.js"
import { makeLineDecoder } from "./internal/decodeLines.js"

/** One event as it stood on the wire. */
export interface ServerSentEvent {
  /** The event's name; `"message"` when the wire gave none. */
  readonly event: string
  /** The data lines, joined with line feeds. */
  readonly data: string
  readonly id: string | undefined
}

/** The most characters that one event may hold: 64 Mi. */
export const defaultMaximumLength = 64 * 1024 * 1024

export interface Options {
  /** Characters. Default 64 Mi; a longer event is a `ResponseParseError`. */
  readonly maximumLength?: number | undefined
}

/** Decodes a body that comes in pieces. */
export interface Decoder {
  /** Bytes that are many must stay as they are: from 1 KiB on they are kept until their line ends. */
  readonly feed: (bytes: Uint8Array) => void
  /** The body is over; one that ends without a blank line still completes its last event. */
  readonly end: () => void
  /** The events completed since the last call. */
  readonly take: () => ReadonlyArray<ServerSentEvent>
  /** The error, once an event was too long; from then on nothing more is decoded. */
  readonly overflow: () => ResponseParseError | undefined
}

/** A decoder for one body. */
export const makeDecoder = (maximumLength: number = defaultMaximumLength): Decoder => {
  let events: Array<ServerSentEvent> = []
  let overflow = false
  const lines = makeLineDecoder(maximumLength)
  const parser = createParser({
    maxBufferSize: maximumLength,
    onEvent: ({ data, event, id }) => {
      // The parser bounds what it holds back, not an event that one chunk completes.
      overflow ||= data.length > maximumLength
      if (!overflow) events.push({ event: event ?? "message", data, id })
    },
    onError: (error) => {
      overflow ||= error.type === "max-buffer-size-exceeded"
    }
  })
  return {
    feed: (bytes: Uint8Array): void => {
      const text = overflow ? "" : lines.decode(bytes)
      if (text !== "") parser.feed(text)
    },
    end: (): void => {
      if (!overflow) parser.feed(`${lines.end()}\n\n`)
    },
    take: () => {
      const taken = events
      events = []
      return taken
    },
    overflow: () =>
      overflow
        ? new ResponseParseError({
            expected: `events of at most ${maximumLength} characters`,
            excerpt: "a longer one"
          })
        : undefined
  }
}

type Output<E> = Channel.Channel<
  Chunk.Chunk<ServerSentEvent>,
  Chunk.Chunk<Uint8Array>,
  E | ResponseParseError,
  E,
  unknown
>

const decodeChannel = <E>(maximumLength: number): Output<E> =>
  Channel.suspend(() => {
    const decoder = makeDecoder(maximumLength)
    const flush = (): Output<E> => {
      const events = decoder.take()
      return events.length === 0 ? Channel.void : Channel.write(Chunk.fromIterable(events))
    }
    const loop: Output<E> = Channel.readWithCause({
      onInput: (chunk: Chunk.Chunk<Uint8Array>) => {
        for (const bytes of chunk) decoder.feed(bytes)
        const tooLong = decoder.overflow()
        const next: Output<E> = tooLong === undefined ? loop : Channel.fail(tooLong)
        return Channel.flatMap(flush(), () => next)
      },
      onFailure: (cause) => Channel.failCause(cause),
      onDone: () => {
        decoder.end()
        return flush()
      }
    })
    return loop
  })

/** Decodes the body of a `text/event-stream` answer. */
export const decode =
  (options: Options = {}) =>
  <E, R>(
    body: Stream.Stream<Uint8Array, E, R>
  ): Stream.Stream<ServerSentEvent, E | ResponseParseError, R> =>
    Stream.pipeThroughChannel(body, decodeChannel<E>(options.maximumLength ?? defaultMaximumLength))

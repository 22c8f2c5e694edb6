/**
 * A decoder of server-sent events on `eventsource-parser`: linear in the size of the stream,
 * bounded, and right about UTF-8 that is split anywhere, CR, LF and CRLF, a byte order mark,
 * comments, data of several lines, and a last event without its blank line.
 */
import * as Channel from "effect/Channel"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { createParser } from "eventsource-parser"
import { ResponseParseError } from "./ImageError.js"
import { makeLineDecoder } from "./internal/decodeLines.js"
import { parse, PictureCutter, type Pictures, restore } from "./internal/PictureCutter.js"

/** One event as it stood on the wire. */
export interface ServerSentEvent {
  /** The event's name; `"message"` when the wire gave none. */
  readonly event: string
  /** The data lines, joined with line feeds. */
  readonly data: string
  readonly id: string | undefined
}

/** Its data is put together when somebody asks for it. */
class WithPictures implements ServerSentEvent {
  constructor(
    readonly event: string,
    readonly id: string | undefined,
    private readonly text: string,
    private readonly pictures: Pictures
  ) {}

  get data(): string {
    return restore(this.text, this.pictures)
  }

  json(): unknown {
    return parse(this.text, this.pictures)
  }
}

const jsonOf = (event: ServerSentEvent): unknown =>
  event instanceof WithPictures ? event.json() : JSON.parse(event.data)

/**
 * Reads the JSON of an event's data. The base64 of a large picture in it is not made a text on the
 * way, which costs a gateway more than all else: it comes as the bytes of that text, as
 * `GeneratedImage.Base64Text` takes it and `GeneratedImage.fromEncoded` wants it. Where the schema
 * says `Schema.String`, read `data` with `Schema.parseJson`.
 */
export const decodeJson = <A, I, R>(
  schema: Schema.Schema<A, I, R>
): ((event: ServerSentEvent) => Effect.Effect<A, ParseResult.ParseError, R>) => {
  const decode = Schema.decodeUnknown(schema)
  const notJson = (event: ServerSentEvent, error: unknown) =>
    ParseResult.parseError(new ParseResult.Type(schema.ast, event.data, String(error)))
  return (event) =>
    Effect.suspend(() => {
      let json
      try {
        json = jsonOf(event)
      } catch (error) {
        return Effect.fail(notJson(event, error))
      }
      return decode(json)
    })
}

/** The most characters that one event may hold: 64 Mi. */
export const defaultMaximumLength = 64 * 1024 * 1024

export interface Options {
  /** Characters. Default 64 Mi; a longer event is a `ResponseParseError`. */
  readonly maximumLength?: number | undefined
}

const toEvent = (
  event: string,
  data: string,
  id: string | undefined,
  pictures: Pictures
): ServerSentEvent =>
  pictures.size === 0 ? { event, data, id } : new WithPictures(event, id, data, pictures)

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
  const cutter = new PictureCutter()
  const lines = makeLineDecoder(maximumLength, cutter.cut)
  const parser = createParser({
    maxBufferSize: maximumLength,
    onEvent: ({ data, event, id }) => {
      const pictures = cutter.take(data)
      let length = data.length
      for (const picture of pictures.values()) length += picture.length
      // The parser bounds what it holds back, not an event that one chunk completes.
      overflow ||= length > maximumLength
      if (!overflow) events.push(toEvent(event ?? "message", data, id, pictures))
    },
    onError: (error) => {
      overflow ||= error.type === "max-buffer-size-exceeded"
    }
  })
  return {
    feed: (bytes: Uint8Array): void => {
      const text = overflow ? "" : lines.decode(bytes)
      if (text !== "") parser.feed(text)
      overflow ||= cutter.length > maximumLength
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

import type { HttpClientError } from "@effect/platform/HttpClientError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Silence } from "../BodyReader.js"
import { type ImageError, TransportError } from "../ImageError.js"
import type { ServiceRequest } from "../ServiceClient.js"
import * as ServerSentEvents from "../ServerSentEvents.js"
import type { Door } from "./Door.js"
import { boundedBody } from "./boundedBody.js"
import { isHtml } from "./classifyAnswer.js"
import { afterHead, type OpenAnswer, useAnswer } from "./openAnswer.js"
import type { ReadAnswer } from "./readJson.js"

/** Gives a result when the event is the last one that matters. */
export type EventHandler<A> = (
  event: ServerSentEvents.ServerSentEvent
) => Effect.Effect<Option.Option<A>, ImageError>

/** A page or a JSON answer where events were due is read this far. */
const maximumAnswerBytes = 64 * 1024

export interface Following<A> {
  /** The most characters of one event. */
  readonly maximumLength: number
  /** Reads an answer that is no stream of events; without it, that is an error. */
  readonly instead: ReadAnswer<A> | undefined
}

/**
 * Sends a request and hands each server-sent event of the answer to `handle` until it gives a
 * result; then the socket is closed. Opening the answer is repeated as the request allows; once it
 * is open, a break is an error, since events may be lost.
 */
export const followEvents = <A>(
  door: Door,
  request: ServiceRequest,
  handle: EventHandler<A>,
  { instead, maximumLength }: Following<A>
): Effect.Effect<A, ImageError> => {
  const accept = `text/event-stream${instead === undefined ? "" : ", application/json"}`
  const use = (answer: OpenAnswer): Effect.Effect<A, ImageError> => {
    const contentType = answer.response.headers["content-type"] ?? "no content type"
    if (!contentType.includes("text/event-stream")) {
      return instead === undefined
        ? notEvents(door, answer, contentType, request)
        : instead(door, answer, request)
    }
    const { phase } = request
    const read: Read = {
      piece: answer.read(door.idleTimeout),
      broken: (error) => door.broken(error, phase)
    }
    const endedEarly = () =>
      new TransportError({
        provider: door.options.provider,
        phase,
        reason: "EndedEarly",
        description: "the stream of events ended before its result came"
      })
    return readUntil(read, ServerSentEvents.makeDecoder(maximumLength), handle, endedEarly)
  }
  return useAnswer(
    (restore) => door.repeat(door.open(request, accept, restore), request.repeat, restore),
    (answer) => afterHead(request, answer, use(answer))
  )
}

interface Read {
  /** The next one. */
  readonly piece: ReturnType<OpenAnswer["read"]>
  readonly broken: (error: HttpClientError | Silence) => ImageError
}

const readUntil = <A>(
  { broken, piece }: Read,
  decoder: ServerSentEvents.Decoder,
  handle: EventHandler<A>,
  endedEarly: () => TransportError
): Effect.Effect<A, ImageError> => {
  const events = (
    pending: ReadonlyArray<ServerSentEvents.ServerSentEvent>,
    index: number,
    otherwise: Effect.Effect<A, ImageError>
  ): Effect.Effect<A, ImageError> => {
    const event = pending[index]
    return event === undefined
      ? otherwise
      : Effect.flatMap(handle(event), (result) =>
          Option.isSome(result)
            ? Effect.succeed(result.value)
            : events(pending, index + 1, otherwise)
        )
  }
  // One step for both, since most of what a stream costs is its steps.
  const next: Effect.Effect<A, ImageError> = Effect.matchEffect(piece, {
    onFailure: (error) => Effect.fail(broken(error)),
    onSuccess: (bytes) => {
      if (bytes === undefined) decoder.end()
      else decoder.feed(bytes)
      const tooLong = decoder.overflow()
      const otherwise = tooLong ?? (bytes === undefined ? endedEarly() : undefined)
      return events(decoder.take(), 0, otherwise === undefined ? next : Effect.fail(otherwise))
    }
  })
  return next
}

const notEvents = (
  door: Door,
  answer: OpenAnswer,
  contentType: string,
  request: ServiceRequest
): Effect.Effect<never, ImageError> =>
  boundedBody(answer, maximumAnswerBytes, door.idleTimeout).pipe(
    // Its content type alone says enough when the answer is long or breaks off.
    Effect.orElseSucceed(() => new Uint8Array()),
    Effect.flatMap((bytes) => {
      const { response } = answer
      const text = new TextDecoder().decode(bytes)
      return isHtml({ headers: response.headers, text })
        ? Effect.flatMap(door.explain(response, text, request), Effect.fail)
        : Effect.fail(door.unreadable("an event stream", `${contentType}: ${text}`, request.phase))
    })
  )

/**
 * Reading the body of an answer piece by piece without a stream.
 *
 * Running an Effect stream costs more than the whole rest of a small request. A client may
 * therefore offer its bodies in this plainer form beside the standard one, as the client of
 * `@easel/node` does; any other `HttpClient` works too, through its stream.
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type { HttpClientError } from "@effect/platform/HttpClientError"
import type { HttpClientResponse } from "@effect/platform/HttpClientResponse"
import * as Chunk from "effect/Chunk"
import * as Data from "effect/Data"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

/** The key under which a response offers its reader, and a client says that its responses do. */
export const BodyReaderId: unique symbol = Symbol.for("@easel/core/BodyReader")

/** Nothing came for too long. */
export class Silence extends Data.TaggedError("Silence")<{
  readonly duration: Duration.Duration
}> {}

export interface BodyReader {
  /** The next bytes, never empty; `undefined` at the end. Waits no longer than it is told. */
  readonly read: (
    patience: Duration.Duration
  ) => Effect.Effect<Uint8Array | undefined, HttpClientError | Silence>
  /** Closes the socket when the body is not at its end. */
  readonly cancel: Effect.Effect<void>
}

type Offering = HttpClientResponse & { readonly [BodyReaderId]: BodyReader }

/** True for a response that offers a reader. */
export const isOffered = (response: HttpClientResponse): response is Offering =>
  Predicate.hasProperty(response, BodyReaderId)

/**
 * True for a client whose responses all offer a reader. Such a client follows no redirects, opens
 * no spans, and closes the socket when a request is interrupted or its reader is cancelled.
 */
export const offersReaders = (client: HttpClient.HttpClient): boolean =>
  Predicate.hasProperty(client, BodyReaderId)

/** `fetch` has no body at all, and thus no stream, where none may be, as with a 204. */
const isEmptyBody = (error: HttpClientError | Silence): boolean =>
  error._tag === "ResponseError" && error.reason === "EmptyBody"

/** A reader of any response. A pull of the stream may give several pieces; they wait their turn. */
export const fromStream = (
  response: HttpClientResponse
): Effect.Effect<BodyReader, never, Scope.Scope> =>
  Effect.map(Stream.toPull(response.stream), (pull) => {
    let pieces: Array<Uint8Array> = []
    const read: BodyReader["read"] = (patience) =>
      Effect.suspend(() => {
        const piece = pieces.shift()
        return piece === undefined ? next(patience) : Effect.succeed(piece)
      })
    const next: BodyReader["read"] = (patience) =>
      pull.pipe(
        Effect.mapError(Option.getOrUndefined),
        Effect.timeoutFail({
          duration: patience,
          onTimeout: () => new Silence({ duration: patience })
        }),
        Effect.matchEffect({
          onFailure: (error) =>
            error === undefined || isEmptyBody(error)
              ? Effect.succeed(undefined)
              : Effect.fail(error),
          onSuccess: (chunk) => {
            pieces = Chunk.toArray(Chunk.filter(chunk, (piece) => piece.length > 0))
            return read(patience)
          }
        })
      )
    return { read, cancel: Effect.void }
  })

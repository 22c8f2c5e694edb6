import { Readable } from "node:stream"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { BodyTooLarge, MalformedBody } from "../GatewayError.js"
import { BodyLimits } from "./BodyLimits.js"
import { joined } from "./joined.js"

const stopped = new MalformedBody({
  reason: "Incomplete",
  description: "the body stops before its end"
})

const tooSlow = new MalformedBody({
  reason: "Incomplete",
  description: "the body comes too slowly"
})

/** The pieces of a body as they come, up to a limit. */
class Pieces {
  private readonly pieces: Array<Uint8Array> = []
  length = 0

  constructor(readonly limit: number) {}

  get tooLarge(): BodyTooLarge {
    return new BodyTooLarge({ part: "the body", limit: this.limit })
  }

  /** False when it would be too much. */
  add(piece: Uint8Array): boolean {
    this.length += piece.length
    if (this.length > this.limit) return false
    this.pieces.push(piece)
    return true
  }

  get bytes(): Uint8Array {
    return joined(this.pieces)
  }
}

/**
 * Not through an Effect stream: that destroys what it stops reading, and with it the socket on which
 * the refusal has to go out. What is left of a refused body is thrown away as it comes.
 */
const fromReadable = (
  source: Readable,
  pieces: Pieces
): Effect.Effect<void, BodyTooLarge | MalformedBody> =>
  Effect.async((resume) => {
    if (source.readableEnded) return resume(Effect.void)
    if (source.destroyed) return resume(Effect.fail(stopped))
    const onData = (piece: Uint8Array) => {
      if (!pieces.add(piece)) finish(Effect.fail(pieces.tooLarge))
    }
    const onEnd = () => finish(Effect.void)
    const onCut = () => finish(Effect.fail(stopped))
    const leave = () => {
      source.off("data", onData).off("end", onEnd).off("error", onCut).off("close", onCut)
      source.resume()
    }
    const finish = (result: Effect.Effect<void, BodyTooLarge | MalformedBody>) => {
      leave()
      resume(result)
    }
    source.on("data", onData).on("end", onEnd).on("error", onCut).on("close", onCut)
    return Effect.sync(leave)
  })

const fromStream = (
  { stream }: HttpServerRequest.HttpServerRequest,
  pieces: Pieces
): Effect.Effect<void, BodyTooLarge | MalformedBody> =>
  stream.pipe(
    Stream.mapError(() => stopped),
    Stream.runForEach((piece) => (pieces.add(piece) ? Effect.void : Effect.fail(pieces.tooLarge)))
  )

/** Fails when the body has had more time than its length so far is worth. */
const watch = (
  pieces: Pieces,
  { minimumRate, patience }: typeof BodyLimits.Service
): Effect.Effect<never, MalformedBody> =>
  Effect.gen(function* () {
    const started = yield* Clock.currentTimeMillis
    for (;;) {
      const worth = Duration.toMillis(patience) + (pieces.length / minimumRate) * 1000
      const left = started + worth - (yield* Clock.currentTimeMillis)
      if (left <= 0) return yield* tooSlow
      yield* Effect.sleep(left)
    }
  })

/**
 * The whole body of the request. One that says that it is too large is refused unread; one that does
 * not say is refused as soon as it is.
 */
export const bodyBytes: Effect.Effect<
  Uint8Array,
  BodyTooLarge | MalformedBody,
  HttpServerRequest.HttpServerRequest
> = Effect.gen(function* () {
  const request = yield* HttpServerRequest.HttpServerRequest
  const limits = yield* BodyLimits
  const pieces = new Pieces(limits.body)
  if (Number(request.headers["content-length"] ?? 0) > limits.body) return yield* pieces.tooLarge
  const { source } = request
  const read =
    source instanceof Readable ? fromReadable(source, pieces) : fromStream(request, pieces)
  yield* Effect.raceFirst(read, watch(pieces, limits))
  return pieces.bytes
})

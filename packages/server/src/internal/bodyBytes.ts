import { Readable } from "node:stream"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { BodyTooLarge, MalformedBody, TooManyRequests } from "../GatewayError.js"
import { type Budget, BodyBudget } from "./BodyBudget.js"
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

/** Why a body is not taken. */
export type BodyRefusal = BodyTooLarge | MalformedBody | TooManyRequests

/** Reading a large body takes about so long. */
const crowded = new TooManyRequests({ limit: "Bodies", retryAfter: Duration.seconds(2) })

/** The pieces of a body as they come, up to its own limit and what all bodies together may have. */
class Pieces {
  private readonly pieces: Array<Uint8Array> = []
  length = 0

  constructor(
    readonly limit: number,
    private readonly budget: Budget
  ) {}

  get tooLarge(): BodyTooLarge {
    return new BodyTooLarge({ part: "the body", limit: this.limit })
  }

  /** Why it would be too much; then it is not kept. */
  add(piece: Uint8Array): BodyTooLarge | TooManyRequests | undefined {
    if (this.length + piece.length > this.limit) return this.tooLarge
    if (!this.budget.take(piece.length)) return crowded
    this.length += piece.length
    this.pieces.push(piece)
    return undefined
  }

  giveBack(): void {
    this.budget.giveBack(this.length)
    this.length = 0
    this.pieces.length = 0
  }

  get bytes(): Uint8Array {
    return joined(this.pieces)
  }
}

/**
 * Calls back when the body has had more time than its length so far is worth. Gives what stops it. A
 * timer of Node, since a fiber that sleeps costs more than to read a small body.
 */
const watch = (
  pieces: Pieces,
  { minimumRate, patience }: typeof BodyLimits.Service,
  onSlow: () => void
): (() => void) => {
  const started = performance.now()
  const check = () => {
    const worth = Duration.toMillis(patience) + (pieces.length / minimumRate) * 1000
    const left = started + worth - performance.now()
    if (left > 0) timer = setTimeout(check, left)
    else onSlow()
  }
  let timer = setTimeout(check, Duration.toMillis(patience))
  return () => clearTimeout(timer)
}

/**
 * Not through an Effect stream: that destroys what it stops reading, and with it the socket on which
 * the refusal has to go out. What is left of a refused body is thrown away as it comes.
 */
const fromReadable = (
  source: Readable,
  pieces: Pieces,
  limits: typeof BodyLimits.Service
): Effect.Effect<void, BodyRefusal> =>
  Effect.async((resume) => {
    if (source.readableEnded) return resume(Effect.void)
    if (source.destroyed) return resume(Effect.fail(stopped))
    const onData = (piece: Uint8Array) => {
      const refusal = pieces.add(piece)
      if (refusal !== undefined) finish(Effect.fail(refusal))
    }
    const onEnd = () => finish(Effect.void)
    const onCut = () => finish(Effect.fail(stopped))
    const unwatch = watch(pieces, limits, () => finish(Effect.fail(tooSlow)))
    const leave = () => {
      unwatch()
      source.off("data", onData).off("end", onEnd).off("error", onCut).off("close", onCut)
      source.resume()
    }
    const finish = (result: Effect.Effect<void, BodyRefusal>) => {
      leave()
      resume(result)
    }
    source.on("data", onData).on("end", onEnd).on("error", onCut).on("close", onCut)
    return Effect.sync(leave)
  })

const fromStream = (
  { stream }: HttpServerRequest.HttpServerRequest,
  pieces: Pieces,
  limits: typeof BodyLimits.Service
): Effect.Effect<void, BodyRefusal> =>
  stream.pipe(
    Stream.mapError(() => stopped),
    Stream.runForEach(
      (piece): Effect.Effect<void, BodyRefusal> => pieces.add(piece) ?? Effect.void
    ),
    Effect.raceFirst(
      Effect.async<never, MalformedBody>((resume) => {
        const unwatch = watch(pieces, limits, () => resume(Effect.fail(tooSlow)))
        return Effect.sync(unwatch)
      })
    )
  )

/**
 * The whole body of the request. One that says that it is too large is refused unread; one that does
 * not say is refused as soon as it is, and so is one that no memory is left for.
 */
export const bodyBytes: Effect.Effect<
  Uint8Array,
  BodyRefusal,
  HttpServerRequest.HttpServerRequest
> = Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
  Effect.flatMap(BodyLimits, (limits) =>
    Effect.flatMap(BodyBudget, (budget) => {
      const pieces = new Pieces(limits.body, budget)
      if (Number(request.headers["content-length"] ?? 0) > limits.body) return pieces.tooLarge
      const { source } = request
      const read =
        source instanceof Readable
          ? fromReadable(source, pieces, limits)
          : fromStream(request, pieces, limits)
      return Effect.map(read, () => pieces.bytes).pipe(
        Effect.ensuring(Effect.sync(() => pieces.giveBack()))
      )
    })
  )
)

/**
 * Faults of a network and of the machines in between, laid over any stand-in server: the page
 * where JSON was due, the cut connection, the stall, the busy answer.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type * as Duration from "effect/Duration"
import type * as Scope from "effect/Scope"
import { Cut, type FakeReply, type FakeRequest } from "@easel/core/Fake"

type Handle = Effect.Effect<FakeReply, never, Scope.Scope>

/** What happens to the requests that it is for. */
export interface Fault {
  /** Which requests. */
  readonly matches: (request: FakeRequest) => boolean
  /** How many matching requests pass unharmed first. */
  readonly skip: number
  /** How many are hit after that. */
  readonly times: number
  readonly apply: (handle: Handle) => Handle
}

/** Which requests a fault hits; without a limit it hits all of them. */
export interface Target {
  readonly method?: string | undefined
  /** Matches the path and query. */
  readonly path?: RegExp | undefined
  readonly skip?: number | undefined
  readonly times?: number | undefined
}

/** A fault of one's own. */
export const make = (target: Target, apply: (handle: Handle) => Handle): Fault => ({
  matches: ({ method, url }) =>
    (target.method === undefined || target.method === method) &&
    (target.path === undefined || target.path.test(url.pathname + url.search)),
  skip: target.skip ?? 0,
  times: target.times ?? Number.POSITIVE_INFINITY,
  apply
})

/** Answers instead of the stand-in, which does not hear of the request. */
export const reply = (target: Target, answer: FakeReply): Fault =>
  make(target, () => Effect.succeed(answer))

/** A web page instead of an answer. */
export const html = (target: Target, status: number, page: string): Fault =>
  reply(target, { status, headers: { "content-type": "text/html; charset=utf-8" }, body: page })

/** A status with a JSON body. */
export const status = (
  target: Target,
  code: number,
  body: unknown = { detail: `status ${code}` },
  headers: Readonly<Record<string, string>> = {}
): Fault =>
  reply(target, {
    status: code,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body)
  })

/**
 * Changes the headers of the answer: a text replaces one, a list sends it several times, `undefined`
 * takes it away. A wrong `content-length` needs `connection: "close"` beside it, or the client waits
 * for the rest.
 */
export const headers = (target: Target, changes: NonNullable<FakeReply["headers"]>): Fault =>
  make(
    target,
    Effect.map((answer) => ({ ...answer, headers: { ...answer.headers, ...changes } }))
  )

const encoder = new TextEncoder()

/** A reply's body as pieces of bytes. */
export const bodyStream = (body: FakeReply["body"]): Stream.Stream<Uint8Array, Cut> => {
  if (typeof body === "string") return Stream.make(encoder.encode(body))
  if (body instanceof Uint8Array) return Stream.make(body)
  return Stream.map(body, (piece) => (typeof piece === "string" ? encoder.encode(piece) : piece))
}

const mapBody = (
  target: Target,
  change: (body: Stream.Stream<Uint8Array, Cut>) => Stream.Stream<Uint8Array, Cut>
): Fault =>
  make(
    target,
    Effect.map((answer) => ({ ...answer, body: change(bodyStream(answer.body)) }))
  )

const take = (body: Stream.Stream<Uint8Array, Cut>, bytes: number) =>
  bytes <= 0
    ? Stream.empty
    : body.pipe(
        Stream.mapAccum(bytes, (left, piece) => {
          const part = piece.subarray(0, left)
          return [left - part.length, { part, last: piece.length >= left }]
        }),
        Stream.takeUntil(({ last }) => last),
        Stream.map(({ part }) => part)
      )

/** Ends the body properly after so many bytes: JSON cut in half. */
export const truncate = (target: Target, bytes: number): Fault =>
  mapBody(target, (body) => take(body, bytes))

/** Destroys the socket after so many bytes of the body. */
export const cut = (target: Target, bytes: number): Fault =>
  mapBody(target, (body) => Stream.concat(take(body, bytes), Stream.fail(new Cut())))

/** Sends so many bytes of the body and then nothing more, with the socket open. */
export const stall = (target: Target, bytes: number): Fault =>
  mapBody(target, (body) => Stream.concat(take(body, bytes), Stream.never))

/** Destroys the socket without an answer; the stand-in has handled the request. */
export const hangUp = (target: Target): Fault =>
  make(
    target,
    Effect.map(() => ({ status: 0, body: "" }))
  )

/** Waits before the answer. */
export const delay = (target: Target, duration: Duration.DurationInput): Fault =>
  make(target, Effect.delay(duration))

/** Writes the body in pieces of so many bytes. */
export const pieces = (target: Target, size: number): Fault =>
  mapBody(target, (body) =>
    Stream.mapConcat(body, (piece) =>
      Array.from({ length: Math.ceil(piece.length / size) }, (_, index) =>
        piece.subarray(index * size, (index + 1) * size)
      )
    )
  )

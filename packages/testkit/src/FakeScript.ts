/**
 * A stand-in from a script: what each route answers, first, second, and so on.
 *
 * ```ts
 * const script = FakeScript.make({
 *   "POST /jobs": FakeScript.json({ id: "job-1" }, { status: 202 }),
 *   "GET /jobs/:id": [
 *     FakeScript.json({ state: "working" }),
 *     FakeScript.json({ state: "working" }, { faults: [Fault.cut({}, 9)] }),
 *     FakeScript.json({ state: "finished", url: "/pictures/1" })
 *   ],
 *   "GET /pictures/1": FakeScript.bytes(picture)
 * })
 * const server = yield* FakeServer.start(script)
 * // …
 * yield* script.verify
 * ```
 */
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { FakeReply, FakeRequest, FakeService } from "@easel/core/Fake"
import { detect } from "@easel/core/MediaType"
import type { Fault } from "./Fault.js"
import { Scene } from "./internal/Scene.js"
import { selectFaults } from "./internal/selectFaults.js"
import { type Event, eventText } from "./internal/serverSentEvent.js"

export type { Event }

/** What goes back to one request. */
export interface Answer {
  readonly _tag: "Answer"
  readonly reply: FakeReply
  /** What the network makes of it. Targets count over the whole script. */
  readonly faults: ReadonlyArray<Fault>
}

/** What every answer takes. */
export interface AnswerOptions {
  /** Default 200. */
  readonly status?: number | undefined
  /** Added to the usual ones; `undefined` takes one away, a list sends it several times. */
  readonly headers?: FakeReply["headers"]
  readonly faults?: ReadonlyArray<Fault> | undefined
}

/** An answer, or how it follows from the request. */
export type Step = Answer | ((request: FakeRequest) => Answer)

/** A step for several requests in a row. */
export interface Repeated {
  readonly _tag: "Repeated"
  readonly step: Step
  readonly times: number
}

/**
 * Method and path. `:name` stands for any one segment, a last `*` for all that follow. A query in
 * the route must be in the request, which may have more.
 */
export type Route = `${"GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS"} /${string}`

/**
 * The answers by route; the first route that fits counts. A single step answers every request, a
 * list one request each, in order.
 */
export type Routes = Readonly<Record<Route, Step | ReadonlyArray<Step | Repeated>>>

/** The requests differed from the script. Its message says which, a line for each. */
export class ScriptMismatch extends Data.TaggedError("ScriptMismatch")<{
  readonly unmatched: ReadonlyArray<string>
  readonly unused: ReadonlyArray<string>
}> {
  override get message(): string {
    return [...this.unmatched, ...this.unused].join("\n")
  }
}

/** A stand-in that plays a script. */
export interface FakeScript extends FakeService {
  /** The requests that the script had no answer for, in words; each was answered 501. */
  readonly unmatched: () => ReadonlyArray<string>
  /** The steps that no request has asked for, in words. */
  readonly unused: () => ReadonlyArray<string>
  /** Fails when a request had no answer, or a step is unused. */
  readonly verify: Effect.Effect<void, ScriptMismatch>
}

const answer = (
  body: FakeReply["body"],
  contentType: string,
  { faults = [], headers, status = 200 }: AnswerOptions = {}
): Answer => ({
  _tag: "Answer",
  reply: { status, headers: { "content-type": contentType, ...headers }, body },
  faults
})

/** A value as JSON. */
export const json = (value: unknown, options?: AnswerOptions): Answer =>
  answer(JSON.stringify(value), "application/json", options)

/** A text as it is; plain text unless a header says otherwise. */
export const text = (content: string, options?: AnswerOptions): Answer =>
  answer(content, "text/plain; charset=utf-8", options)

/** Bytes, with the media type of a picture when they are one. */
export const bytes = (content: Uint8Array, options?: AnswerOptions): Answer =>
  answer(content, detect(content) ?? "application/octet-stream", options)

/** A part of a body, written in one go, and how long to wait before it. */
export interface Piece {
  readonly data: string | Uint8Array
  readonly after: Duration.DurationInput
}

const isPiece = (piece: string | Uint8Array | Piece): piece is Piece =>
  typeof piece !== "string" && !(piece instanceof Uint8Array)

/** A body that comes in pieces; one without `after` comes at once. */
export const pieces = (
  content: ReadonlyArray<string | Uint8Array | Piece>,
  options?: AnswerOptions
): Answer =>
  answer(
    Stream.mapEffect(Stream.rechunk(Stream.fromIterable(content), 1), (piece) =>
      isPiece(piece) ? Effect.delay(Effect.succeed(piece.data), piece.after) : Effect.succeed(piece)
    ),
    "application/octet-stream",
    options
  )

/** Server-sent events; a text among them is written as it is. */
export const events = (
  content: ReadonlyArray<Event | string>,
  options: AnswerOptions = {}
): Answer =>
  pieces(
    content.map((event) =>
      typeof event === "string"
        ? event
        : { data: eventText(event), after: event.after ?? Duration.zero }
    ),
    { ...options, headers: { "content-type": "text/event-stream", ...options.headers } }
  )

/** A step for so many requests, or for all that follow. */
export const repeated = (step: Step, times = Number.POSITIVE_INFINITY): Repeated => ({
  _tag: "Repeated",
  step,
  times
})

/** A stand-in that plays these routes once; make another one to start over. */
export const make = (routes: Routes): FakeScript => {
  const scenes = Object.entries(routes).map(([route, steps]) => new Scene(route, steps))
  const unmatched = new Map<string, number>()
  const select = selectFaults()

  const refuse = ({ method, url }: FakeRequest, scene: Scene | undefined): Answer => {
    const reason = scene?.exhausted ?? `the script has only ${Object.keys(routes).join(", ")}`
    const line = `${method} ${url.pathname}${url.search} has no answer: ${reason}`
    unmatched.set(line, (unmatched.get(line) ?? 0) + 1)
    return text(line, { status: 501 })
  }

  const handle = (request: FakeRequest) =>
    Effect.suspend(() => {
      const scene = scenes.find((candidate) => candidate.matches(request))
      const step = scene?.next() ?? refuse(request, scene)
      const { faults, reply } = typeof step === "function" ? step(request) : step
      const whole: ReturnType<FakeService["handle"]> = Effect.succeed(reply)
      return select(faults, request).reduce((inner, fault) => fault.apply(inner), whole)
    })

  const lines = () =>
    Array.from(unmatched, ([line, times]) => (times === 1 ? line : `${line} (${times} times)`))
  const unused = () => scenes.flatMap((scene) => scene.unused())

  return {
    handle,
    unmatched: lines,
    unused,
    verify: Effect.suspend(() => {
      const mismatch = new ScriptMismatch({ unmatched: lines(), unused: unused() })
      return mismatch.message === "" ? Effect.void : Effect.fail(mismatch)
    })
  }
}

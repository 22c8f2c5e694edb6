/**
 * A stand-in for a Gradio Space on its `/call` route: as strict, as odd and as forgetful as the
 * real one. It was checked against captures of Gradio 5.50 and 6.31.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Cut, FakeReply, FakeRequest, FakeService } from "@easel/core/Fake"
import { type Endpoint, GradioError, PictureOutput, PythonError, type Raised } from "./Endpoint.js"
import { FileStore } from "./FileStore.js"
import { behaviour, type Behaviour, type GradioVersion } from "./GradioVersion.js"
import { Job, unknownJob, wireEvent } from "./Job.js"
import { json, plain, readSubmission } from "./submission.js"

/** What goes wrong at a Space; one of `SpaceFaults`, or one of one's own. */
export interface Misbehaviour {
  /** Answers a call instead of taking it. */
  readonly submit?: FakeReply | undefined
  /** Raised instead of running the function. */
  readonly raise?: Raised | undefined
  /** Changes the outputs of the result; the first output is the picture's description. */
  readonly outputs?: ((outputs: ReadonlyArray<unknown>, call: URL) => unknown) | undefined
  /** Changes the stream of events. */
  readonly events?: ((events: Stream.Stream<string, Cut>) => Stream.Stream<string, Cut>) | undefined
  /** Answers a request for a file instead of handing it out. */
  readonly file?: FakeReply | undefined
}

export interface Options {
  /** By API name. */
  readonly endpoints: Readonly<Record<string, Endpoint>>
  /** Default `"6.25"`. */
  readonly version?: GradioVersion | undefined
  /** `launch(show_error=True)`: texts of all exceptions reach the wire. Default false. */
  readonly showError?: boolean | undefined
  /** Default 15 seconds, as Gradio's. */
  readonly heartbeat?: Duration.DurationInput | undefined
  /**
   * `queue(max_size)`: how many may wait beside the one that runs. By default any number run at
   * once and none waits.
   */
  readonly queueMaximum?: number | undefined
  readonly misbehaviour?: Misbehaviour | undefined
}

const describe = (showError: boolean, { errorObject }: Behaviour, error: Raised): unknown => {
  if (!errorObject) return null
  if (error._tag === "PythonError") {
    return showError ? { error: error.text, visible: true } : { error: null }
  }
  return { error: error.text, duration: 10, visible: true, title: error.title ?? "Error" }
}

const traceback = (name: string): string =>
  [
    "Traceback (most recent call last):",
    '  File "gradio/route_utils.py", line 257, in get_fn',
    "    raise FnIndexInferError(",
    `gradio.route_utils.FnIndexInferError: Could not infer function index for API name: ${name}`,
    ""
  ].join("\n")

const decodePath = (path: string): string =>
  Either.getOrElse(
    Either.try(() => decodeURIComponent(path)),
    () => path
  )

/** Starts a Space; its jobs end with the scope. */
export const make = (options: Options): Effect.Effect<FakeService, never, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    const rules = behaviour(options.version ?? "6.25")
    const misbehaviour = options.misbehaviour ?? {}
    const files = new FileStore(rules)
    /** By what they are found with: the event id, or the session's hash. */
    const jobs = new Map<string, { readonly job: Job; readonly leave: Effect.Effect<void> }>()
    const workers = yield* Effect.makeSemaphore(
      options.queueMaximum === undefined ? Number.MAX_SAFE_INTEGER : 1
    )
    const interval = Duration.decode(options.heartbeat ?? "15 seconds")
    const heartbeats = Stream.repeatEffect(
      Effect.as(Effect.sleep(interval), wireEvent("heartbeat", null))
    )

    const store = (outputs: ReadonlyArray<unknown>, call: URL) =>
      Effect.forEach(outputs, (output) =>
        output instanceof PictureOutput ? files.add(output.picture, call) : Effect.succeed(output)
      )

    const run = (job: Job, endpoint: Endpoint, data: ReadonlyArray<unknown>, call: URL) => {
      const raised = misbehaviour.raise ?? refuseInputs(rules, endpoint, data)
      const steps = raised === undefined ? endpoint.run(data) : Stream.fail(raised)
      return steps.pipe(
        Stream.mapEffect((outputs) => store(outputs, call)),
        Stream.tap((outputs) =>
          endpoint.generator ? job.say("generating", outputs) : Effect.void
        ),
        Stream.runLast,
        Effect.flatMap((last) => {
          const outputs = Option.getOrElse(last, (): ReadonlyArray<unknown> => [])
          return job.say("complete", misbehaviour.outputs?.(outputs, call) ?? outputs)
        }),
        Effect.catchAll((error) =>
          job.say("error", describe(options.showError ?? false, rules, error))
        )
      )
    }

    const submit = (name: string, request: FakeRequest): Effect.Effect<FakeReply> =>
      Effect.gen(function* () {
        if (misbehaviour.submit !== undefined) return misbehaviour.submit
        const submission = readSubmission(request)
        if (Either.isLeft(submission)) return submission.left
        const endpoint = options.endpoints[name]
        if (endpoint === undefined) {
          return plain(500, rules.traceback ? traceback(name) : "Internal Server Error")
        }
        const { queueMaximum } = options
        if (queueMaximum !== undefined) {
          const waiting = [...jobs.values()].filter(({ job }) => job.waiting).length
          const detail = `Queue is full. Max size is ${queueMaximum} and size is ${waiting}.`
          if (waiting >= queueMaximum) return json(503, { detail })
        }
        const { data, sessionHash } = submission.right
        const job = yield* Job.make(crypto.randomUUID().replaceAll("-", ""))
        const fiber = yield* Effect.sync(() => (job.waiting = false)).pipe(
          Effect.zipRight(run(job, endpoint, data, request.url)),
          workers.withPermits(1),
          Effect.forkIn(scope)
        )
        const key = rules.foundBySession ? (sessionHash ?? job.id) : job.id
        jobs.set(key, {
          job,
          // A function that runs can't be stopped; what waits or yields can.
          leave: Effect.suspend(() => {
            if (job.exhausted) return Effect.void
            jobs.delete(key)
            return job.waiting || endpoint.generator ? Fiber.interruptFork(fiber) : Effect.void
          })
        })
        return json(200, { event_id: job.id })
      })

    const read = (id: string): Effect.Effect<FakeReply, never, Scope.Scope> =>
      Effect.gen(function* () {
        const found = jobs.get(id)
        if (found !== undefined) yield* Effect.addFinalizer(() => found.leave)
        const events = found?.job.read(heartbeats) ?? unknownJob(rules.unknownEvent)
        return {
          status: 200,
          headers: { "content-type": "text/event-stream; charset=utf-8" },
          body: misbehaviour.events?.(events) ?? events
        }
      })

    const route = (request: FakeRequest): Effect.Effect<FakeReply, never, Scope.Scope> => {
      const { prefix } = rules
      const path = decodePath(request.url.pathname)
      if (path === "/config") {
        return Effect.succeed(json(200, { version: options.version ?? "6.25", api_prefix: prefix }))
      }
      if (path.startsWith(`${prefix}/file=`)) {
        const file = path.slice(`${prefix}/file=`.length)
        return Effect.succeed(misbehaviour.file ?? files.reply(file))
      }
      const [, name, id] = /^\/call\/([^/]+)(?:\/([^/]+))?\/?$/.exec(
        path.startsWith(prefix) ? path.slice(prefix.length) : ""
      ) ?? [undefined, undefined, undefined]
      if (name === undefined) return Effect.succeed(json(404, { detail: "Not Found" }))
      if (request.method === "POST" && id === undefined) return submit(name, request)
      return request.method === "GET" && id !== undefined
        ? read(id)
        : Effect.succeed(json(405, { detail: "Method Not Allowed" }))
    }

    return { handle: route }
  })

/** What Gradio and the function say to inputs that are out of range or of the wrong kind. */
const refuseInputs = (
  { checksRanges }: Behaviour,
  { inputs }: Endpoint,
  data: ReadonlyArray<unknown>
): Raised | undefined => {
  if (data.length < inputs.length) return new PythonError({ text: "not enough input values" })
  for (const [index, range] of inputs.entries()) {
    const value = data[index]
    if (range === undefined) continue
    if (typeof value !== "number") return new PythonError({ text: "must be real number" })
    if (checksRanges && value < range.minimum) {
      return new GradioError({
        text: `Value ${value} is less than minimum value ${range.minimum}.`
      })
    }
    if (checksRanges && value > range.maximum) {
      return new GradioError({
        text: `Value ${value} is greater than maximum value ${range.maximum}.`
      })
    }
  }
  return undefined
}

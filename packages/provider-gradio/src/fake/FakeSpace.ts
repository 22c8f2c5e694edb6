/**
 * A stand-in for a Gradio Space, on `/call` and on the queue's stream: as strict, as odd and as
 * forgetful as the real one. It was checked against captures of Gradio 5.50 and 6.31.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { FakeReply, FakeRequest, FakeService } from "@easel/core/Fake"
import {
  type Endpoint,
  Gallery,
  LogOutput,
  PictureOutput,
  ProgressOutput,
  type Raised
} from "./Endpoint.js"
import { FileStore } from "./FileStore.js"
import { behaviour, type GradioVersion } from "./GradioVersion.js"
import { answerOfHub } from "./hubRoutes.js"
import { Job } from "./Job.js"
import { heartbeat, type Message, type Messages, type Route, unknownJob } from "./Message.js"
import { refuseInputs } from "./refuseInputs.js"
import { configOf, infoOf } from "./spaceInfo.js"
import { cancelledId, json, plain, readSubmission, uploadedNames } from "./submission.js"
import { voice } from "./voice.js"

/** What goes wrong at a Space; one of `SpaceFaults`, or one of one's own. */
export interface Misbehaviour {
  /** Answers everything with a page until so long after the first visit. */
  readonly asleep?: { readonly page: FakeReply; readonly wakesAfter: Duration.DurationInput }
  /** Answers a call instead of taking it. */
  readonly submit?: FakeReply | undefined
  /** Raised instead of running the function. */
  readonly raise?: Raised | undefined
  /** Changes the outputs of the result; the first output is the picture's description. */
  readonly outputs?: ((outputs: ReadonlyArray<unknown>, call: URL) => unknown) | undefined
  /** Changes what a job says. */
  readonly events?: ((events: Messages) => Messages) | undefined
  /** Answers instead of the queue's stream. */
  readonly queue?: FakeReply | undefined
  /** Answers a request for a file instead of handing it out. */
  readonly file?: FakeReply | undefined
  /** Answers an upload instead of taking it. */
  readonly upload?: FakeReply | undefined
  /** What the hub says of the Space, whatever it does. */
  readonly stage?: string | undefined
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
  /** Jobs of others that are always in front, each so long. Default none. */
  readonly others?: { readonly count: number; readonly each: Duration.DurationInput } | undefined
  /** The stand-in is the hub too, and knows the Space by this name. */
  readonly hubId?: string | undefined
  readonly misbehaviour?: Misbehaviour | undefined
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

interface Running {
  readonly job: Job
  readonly endpoint: Endpoint
  readonly fiber: Fiber.RuntimeFiber<void>
}

/** Starts a Space; its jobs end with the scope. */
export const make = (options: Options): Effect.Effect<FakeService, never, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    const { endpoints, queueMaximum, version = "6.25" } = options
    const rules = behaviour(version)
    const { prefix } = rules
    const misbehaviour = options.misbehaviour ?? {}
    const files = new FileStore(rules)
    const uploaded = new Set<string>()
    /** Streams by what they are found with: the event id, or the session's hash. */
    const jobs = new Map<string, Running>()
    /** Jobs by id, whether somebody reads them or not. */
    const running = new Map<string, Running>()
    const workers = yield* Effect.makeSemaphore(
      queueMaximum === undefined ? Number.MAX_SAFE_INTEGER : 1
    )
    const interval = Duration.decode(options.heartbeat ?? "15 seconds")
    const heartbeats: Messages = Stream.repeatEffect(Effect.as(Effect.sleep(interval), heartbeat))
    let firstVisit: number | undefined

    const waiting = () => [...running.values()].filter(({ job }) => job.waiting)
    const say = (job: Job) => voice(rules, options.showError ?? false, job.id)
    const tellPlaces = Effect.suspend(() => {
      const all = waiting()
      return Effect.forEach(all, ({ job }, rank) => job.say(say(job).estimation(rank, all.length)))
    })

    const store = (outputs: ReadonlyArray<unknown>, call: URL) =>
      Effect.forEach(outputs, (output) => {
        if (output instanceof PictureOutput) return files.add(output.picture, call)
        return output instanceof Gallery
          ? Effect.forEach(output.pictures, (picture) =>
              Effect.map(files.add(picture, call), (image) => ({ image, caption: null }))
            )
          : Effect.succeed(output)
      })

    const run = (job: Job, endpoint: Endpoint, data: ReadonlyArray<unknown>, call: URL) => {
      const words = say(job)
      const raised = misbehaviour.raise ?? refuseInputs(rules, endpoint, data, uploaded)
      const steps = raised === undefined ? endpoint.run(data) : Stream.fail(raised)
      let last: ReadonlyArray<unknown> = []
      let shown = false
      return steps.pipe(
        Stream.mapEffect((step) => {
          if (step instanceof ProgressOutput) return job.say(words.progress(step))
          if (step instanceof LogOutput) return job.say(words.log(step))
          return Effect.flatMap(store(step, call), (outputs) => {
            last = outputs
            shown = endpoint.generator
            return endpoint.generator ? job.say(words.generating(outputs)) : Effect.void
          })
        }),
        Stream.runDrain,
        Effect.flatMap(() => job.say(words.completed(misbehaviour.outputs?.(last, call) ?? last))),
        Effect.catchAll((error) => job.say(words.failed(error, shown)))
      )
    }

    /** Others go first, one after the other. */
    const waitForOthers = (job: Job) => {
      const { count = 0, each = 0 } = options.others ?? {}
      return Effect.forEach(Array.from({ length: count }), (_, gone) =>
        Effect.delay(job.say(say(job).estimation(count - gone - 1, count - gone)), each)
      )
    }

    const work = (job: Job, endpoint: Endpoint, data: ReadonlyArray<unknown>, call: URL) =>
      waitForOthers(job).pipe(
        Effect.zipRight(
          Effect.sync(() => {
            job.waiting = false
          })
        ),
        Effect.zipRight(job.say(say(job).starts)),
        Effect.zipRight(queueMaximum === undefined ? Effect.void : tellPlaces),
        Effect.zipRight(run(job, endpoint, data, call)),
        workers.withPermits(1),
        Effect.ensuring(Effect.sync(() => running.delete(job.id)))
      )

    const submit = (name: string, request: FakeRequest): Effect.Effect<FakeReply> =>
      Effect.gen(function* () {
        if (misbehaviour.submit !== undefined) return misbehaviour.submit
        const submission = readSubmission(request)
        if (Either.isLeft(submission)) return submission.left
        const endpoint = endpoints[name]
        if (endpoint === undefined) {
          return plain(500, rules.traceback ? traceback(name) : "Internal Server Error")
        }
        const size = waiting().length
        if (queueMaximum !== undefined && size >= queueMaximum) {
          return json(503, {
            detail: `Queue is full. Max size is ${queueMaximum} and size is ${size}.`
          })
        }
        const { data, sessionHash } = submission.right
        const job = yield* Job.make(crypto.randomUUID().replaceAll("-", ""))
        const ahead = options.others?.count ?? size
        yield* job.say(say(job).estimation(ahead, ahead + 1))
        const fiber = yield* Effect.forkIn(work(job, endpoint, data, request.url), scope)
        const entry = { job, endpoint, fiber }
        running.set(job.id, entry)
        jobs.set(rules.foundBySession ? (sessionHash ?? job.id) : job.id, entry)
        return json(200, { event_id: job.id })
      })

    /** A function that runs can't be stopped; what waits or yields can. */
    const leave = (key: string, { endpoint, fiber, job }: Running) =>
      Effect.suspend(() => {
        if (job.exhausted) return Effect.void
        jobs.delete(key)
        return job.waiting || endpoint.generator ? Fiber.interruptFork(fiber) : Effect.void
      })

    const read = (key: string, route: Route): Effect.Effect<FakeReply, never, Scope.Scope> =>
      Effect.gen(function* () {
        const found = jobs.get(key)
        if (found !== undefined) yield* Effect.addFinalizer(() => leave(key, found))
        const said = found?.job.read(heartbeats) ?? unknownJob(rules.unknownEvent)
        const events = misbehaviour.events?.(said) ?? said
        const text = ({ [route]: text }: Message) => (text === undefined ? [] : [text])
        return {
          status: 200,
          headers: { "content-type": "text/event-stream; charset=utf-8" },
          body: Stream.flatMap(events, (message) => Stream.fromIterable(text(message)))
        }
      })

    /** A wrong function is no error, and stops nothing. */
    const cancel = (request: FakeRequest): Effect.Effect<FakeReply> =>
      Effect.suspend(() => {
        const asked = cancelledId(request)
        if (Either.isLeft(asked)) return Effect.succeed(asked.left)
        const found = running.get(asked.right.eventId)
        const [, endpoint] = Object.entries(endpoints)[asked.right.fnIndex] ?? []
        const stops =
          found?.endpoint === endpoint && (found?.job.waiting !== true || rules.cancelsWaiting)
        return Effect.as(
          found === undefined || !stops
            ? Effect.void
            : Effect.zipRight(
                found.job.say(say(found.job).cancelled),
                Fiber.interrupt(found.fiber)
              ),
          json(200, { success: true })
        )
      })

    const upload = (request: FakeRequest): FakeReply => {
      const paths = uploadedNames(request).map(
        (name) => `/tmp/gradio/${crypto.randomUUID()}/${name}`
      )
      for (const path of paths) uploaded.add(path)
      return json(200, paths)
    }

    const route = (request: FakeRequest): Effect.Effect<FakeReply, never, Scope.Scope> => {
      const { method, url } = request
      const path = decodePath(url.pathname)
      if (path === "/config") {
        return Effect.succeed(json(200, configOf(endpoints, version, prefix, url.origin)))
      }
      const below = path.startsWith(prefix) ? path.slice(prefix.length) : ""
      if (below.startsWith("/file=")) {
        return Effect.succeed(misbehaviour.file ?? files.reply(below.slice("/file=".length)))
      }
      switch (`${method} ${below}`) {
        case "GET /info":
          return Effect.succeed(json(200, infoOf(endpoints)))
        case "GET /queue/data":
          return misbehaviour.queue === undefined
            ? read(url.searchParams.get("session_hash") ?? "", "queue")
            : Effect.succeed(misbehaviour.queue)
        case "POST /upload":
          return Effect.succeed(misbehaviour.upload ?? upload(request))
        case "POST /cancel":
          return cancel(request)
      }
      const [, name, id] = /^\/call\/([^/]+)(?:\/([^/]+))?\/?$/.exec(below) ?? []
      if (name === undefined) return Effect.succeed(json(404, { detail: "Not Found" }))
      if (method === "POST" && id === undefined) return submit(name, request)
      return method === "GET" && id !== undefined
        ? read(id, "call")
        : Effect.succeed(json(405, { detail: "Method Not Allowed" }))
    }

    const stageAt = (now: number): string => {
      const { asleep, stage } = misbehaviour
      if (stage !== undefined || asleep === undefined) return stage ?? "RUNNING"
      if (firstVisit === undefined) return "SLEEPING"
      return isAwake(now) ? "RUNNING" : "APP_STARTING"
    }

    const isAwake = (now: number): boolean =>
      misbehaviour.asleep === undefined ||
      now - (firstVisit ?? now) >= Duration.toMillis(misbehaviour.asleep.wakesAfter)

    return {
      handle: (request) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) => {
          const { hubId: id } = options
          const said =
            id === undefined ? undefined : answerOfHub(request, { id, stage: stageAt(now) })
          if (said !== undefined) return Effect.succeed(said)
          firstVisit ??= now
          return misbehaviour.asleep === undefined || isAwake(now)
            ? route(request)
            : Effect.succeed(misbehaviour.asleep.page)
        })
    }
  })

/**
 * A stand-in for a ComfyUI server: a queue whose jobs run one after the other, web sockets that tell
 * of them, a history, and uploads. It reads workflows strictly, and draws what they say.
 */
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import {
  Cut,
  type FakeOptions,
  type FakeReply,
  type FakeRequest,
  type FakeService
} from "@easel/core/Fake"
import { Workflow } from "../ComfyUiOptions.js"
import { type Drawing, drawingOf, nodeOf, refusal } from "./FakeJob.js"
import { type Behaviour, behaviours, json, text } from "./faults.js"
import * as frames from "./frames.js"

/** Faults of this wire by name. */
export const faults: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(behaviours).map(([name, { about }]) => [name, about])
)

/** The variables that point Easel at the stand-in. */
export const environment = (baseUrl: string): Readonly<Record<string, string>> => ({
  EASEL_COMFYUI_BASE_URL: baseUrl
})

const usualCheckpoints = ["stand-in.safetensors"]

/** A real server tells of every step. */
const shownSteps = 4

/** Jobs of others take at least so long. */
const shortestJob = Duration.millis(30)

const somebody = "somebody"

const Submission = Schema.Struct({ prompt: Workflow, client_id: Schema.String })
const Deletion = Schema.Struct({ delete: Schema.Array(Schema.String) })
const Interruption = Schema.Struct({ prompt_id: Schema.String })

interface Job {
  readonly id: string
  readonly number: number
  readonly clientId: string
  readonly workflow: Workflow
  readonly interrupted: Deferred.Deferred<void>
}

interface Client {
  readonly messages: Queue.Queue<string | Uint8Array>
  metadata: boolean
}

const read = <A, I>({ text: body }: FakeRequest, schema: Schema.Schema<A, I>) =>
  Schema.decodeUnknownEither(Schema.parseJson(schema))(body)

/** Starts the stand-in. Its jobs run until its scope closes. */
export const make = (options: FakeOptions): Effect.Effect<FakeService, never, Scope.Scope> =>
  Effect.gen(function* () {
    const behaviour: Behaviour = behaviours[options.fault ?? ""] ?? { about: "" }
    const checkpoints = behaviour.checkpoints ?? usualCheckpoints
    const clients = new Map<string, Client>()
    const history = new Map<string, unknown>()
    const files = new Set<string>()
    const pictures = new Map<string, Drawing>()
    const waiting: Array<Job> = []
    const work = yield* Queue.unbounded<void>()
    let running: Job | undefined
    let count = 0

    const send = (clientId: string, message: string | Uint8Array) => {
      const client = clients.get(clientId)
      return client === undefined || behaviour.silent === true
        ? Effect.void
        : Queue.offer(client.messages, message)
    }
    const status = () => {
      const remaining = waiting.length + (running === undefined ? 0 : 1)
      return frames.event("status", { status: { exec_info: { queue_remaining: remaining } } })
    }
    const tellQueue = Effect.suspend(() =>
      Effect.forEach(clients.keys(), (id) => send(id, status()))
    )

    /** One job's messages, as the server's version writes them. */
    const voice = ({ clientId, id, workflow }: Job) => {
      const name = behaviour.old === true ? {} : { prompt_id: id }
      const tell = (type: string, data: object, own: object = name) =>
        send(clientId, frames.event(type, { ...data, ...own }))
      const tellState = (node: string, value: number, max: number) =>
        behaviour.old === true
          ? Effect.void
          : tell("progress_state", {
              nodes: { [node]: { node_id: node, prompt_id: id, value, max, state: "running" } }
            })
      return {
        start: tell("execution_start", {}, { prompt_id: id }),
        cached: (nodes: ReadonlyArray<string>) =>
          tell("execution_cached", { nodes }, { prompt_id: id }),
        executing: (node: string) =>
          Effect.zipRight(
            tell("executing", { node, display_node: node }, { prompt_id: id }),
            tellState(node, 0, 1)
          ),
        step: (node: string, value: number, max: number) =>
          Effect.zipRight(tellState(node, value, max), tell("progress", { value, max, node })),
        preview: (node: string, bytes: Uint8Array) =>
          send(
            clientId,
            behaviour.old !== true && clients.get(clientId)?.metadata === true
              ? frames.previewWithMetadata(bytes, {
                  node_id: node,
                  prompt_id: id,
                  image_type: "image/png"
                })
              : frames.preview(bytes)
          ),
        end: (type: string, data: object) => tell(type, data, { prompt_id: id }),
        over: tell("executing", { node: null }, { prompt_id: id }),
        stranger: (bytes: Uint8Array) =>
          Effect.all([
            tell(
              "progress",
              { value: 1, max: 1, node: nodeOf(workflow, "KSampler") },
              { prompt_id: "other" }
            ),
            send(clientId, frames.previewWithMetadata(bytes, { prompt_id: "other" })),
            tell("execution_success", {}, { prompt_id: "other" }),
            send(clientId, "no JSON"),
            send(clientId, Uint8Array.of(0, 0, 0, 9))
          ])
      }
    }

    const sample = (job: Job, drawing: Drawing) =>
      Effect.gen(function* () {
        const { executing, preview, step, stranger } = voice(job)
        const sampler = nodeOf(job.workflow, "KSampler")
        const shown = Math.min(shownSteps, drawing.steps)
        yield* executing(sampler)
        for (let index = 1; index <= shown; index++) {
          yield* Effect.sleep(Duration.times(options.latency, 1 / (shown + 1)))
          const value = Math.round((index * drawing.steps) / shown)
          const { bytes } = yield* options.draw({
            ...drawing,
            detail: index / (shown + 1)
          })
          if (behaviour.strangers === true) yield* stranger(bytes)
          yield* step(sampler, value, drawing.steps)
          yield* preview(sampler, bytes)
        }
        yield* Effect.sleep(Duration.times(options.latency, 1 / (shown + 1)))
      })

    const run = (job: Job) =>
      Effect.gen(function* () {
        const { cached, end, executing, over, start } = voice(job)
        const { id, workflow } = job
        const drawing = drawingOf(workflow)
        const output = nodeOf(workflow, "SaveImage", "PreviewImage")
        const type = workflow[output]?.class_type === "SaveImage" ? "output" : "temp"
        yield* start
        yield* cached(behaviour.cached === true ? Object.keys(workflow) : [])
        if (behaviour.cached !== true) yield* sample(job, drawing)
        if (behaviour.ending === undefined) {
          yield* executing(output)
          yield* end("execution_success", {})
        } else yield* end(behaviour.ending.event, behaviour.ending.data)
        const names = Array.from(
          { length: drawing.count },
          (_, index) => `easel_${id}_${index}_.png`
        )
        for (const [index, name] of names.entries()) {
          pictures.set(name, { ...drawing, seed: drawing.seed + index })
        }
        const images = names.map((filename) => ({ filename, subfolder: "", type }))
        const good = behaviour.ending === undefined
        if (behaviour.removed === true) return
        history.set(id, {
          prompt: [job.number, id, workflow, { client_id: job.clientId }, [output]],
          outputs: good && behaviour.empty !== true ? { [output]: { images } } : {},
          status: {
            status_str: good ? "success" : "error",
            completed: good,
            messages: [
              ["execution_start", { prompt_id: id }],
              ...(behaviour.ending === undefined
                ? [["execution_success", { prompt_id: id }]]
                : [[behaviour.ending.event, behaviour.ending.data]])
            ]
          }
        })
        yield* over
      }).pipe(Effect.raceFirst(Deferred.await(job.interrupted)))

    /** What others have put in before passes one by one. */
    const passOne = Effect.suspend(() => {
      const index = waiting.findIndex(({ clientId }) => clientId === somebody)
      if (index >= 0) waiting.splice(index, 1)
      return tellQueue
    })
    const { ahead = 0 } = behaviour
    const pause = Effect.sleep(Duration.max(shortestJob, Duration.times(options.latency, 0.3)))
    const passAhead = Effect.when(
      Effect.zipRight(Effect.replicateEffect(Effect.zipRight(pause, passOne), ahead), pause),
      () => ahead > 0
    )

    const takeJob = Effect.gen(function* () {
      yield* Queue.take(work)
      yield* passAhead
      const job = waiting.shift()
      if (job === undefined) return
      running = job
      yield* tellQueue
      yield* Effect.catchAllDefect(run(job), (defect) =>
        Effect.logError("a job of the stand-in failed", defect)
      )
      running = undefined
      yield* tellQueue
    })
    yield* Effect.forkScoped(Effect.forever(takeJob))

    const newJob = (clientId: string, workflow: Workflow): Effect.Effect<Job> =>
      Effect.map(Deferred.make<void>(), (interrupted) => {
        const number = count++
        return { id: `prompt-${number}`, number, clientId, workflow, interrupted }
      })

    const submit = (request: FakeRequest) =>
      Effect.gen(function* () {
        const submission = read(request, Submission)
        if (Either.isLeft(submission)) return text(500, "500 Internal Server Error")
        if (behaviour.submit !== undefined) return behaviour.submit
        const { client_id, prompt } = submission.right
        const refused = refusal(prompt, files, checkpoints)
        if (refused !== undefined) return refused
        for (let index = 0; index < ahead; index++) {
          waiting.push(yield* newJob(somebody, prompt))
        }
        const job = yield* newJob(client_id, prompt)
        waiting.push(job)
        yield* Queue.offer(work, undefined)
        yield* tellQueue
        return json(200, { prompt_id: job.id, number: job.number, node_errors: {} })
      })

    const queueEntry = ({ clientId, id, number, workflow }: Job) => [
      number,
      id,
      workflow,
      { client_id: clientId },
      []
    ]

    const remove = (request: FakeRequest) =>
      Effect.sync(() => {
        const deletion = read(request, Deletion)
        if (Either.isLeft(deletion)) return text(500, "500 Internal Server Error")
        const kept = waiting.filter(({ id }) => !deletion.right.delete.includes(id))
        waiting.splice(0, waiting.length, ...kept)
        return text(200, "")
      })

    const interrupt = (request: FakeRequest) =>
      Effect.gen(function* () {
        const which = read(request, Interruption)
        const isOurs = Either.isLeft(which) || which.right.prompt_id === running?.id
        if (running !== undefined && isOurs) yield* Deferred.succeed(running.interrupted, undefined)
        return text(200, "")
      })

    const upload = (request: FakeRequest) =>
      Effect.sync(() => {
        const name = /name="image"; filename="([^"]+)"/.exec(request.text)?.[1]
        if (name === undefined) return text(400, "")
        files.add(`easel/${name}`)
        return json(200, { name, subfolder: "easel", type: "input" })
      })

    const openSocket = (request: FakeRequest): Effect.Effect<FakeReply, never, Scope.Scope> =>
      Effect.gen(function* () {
        if (request.headers["upgrade"] !== "websocket") return text(400, "no WebSocket upgrade")
        if (behaviour.socket !== undefined) return behaviour.socket
        const clientId = request.url.searchParams.get("clientId") ?? ""
        const client: Client = {
          messages: yield* Queue.unbounded<string | Uint8Array>(),
          metadata: false
        }
        clients.set(clientId, client)
        yield* Effect.addFinalizer(() =>
          Effect.sync(() => {
            if (clients.get(clientId) === client) clients.delete(clientId)
          })
        )
        yield* send(clientId, status())
        const all = Stream.fromQueue(client.messages)
        const messages = behaviour.socketMessages
        return {
          status: 101,
          body:
            messages === undefined
              ? all
              : Stream.concat(Stream.take(all, messages), Stream.fail(new Cut())),
          hear: (message) =>
            Effect.sync(() => {
              client.metadata ||= String(message).includes('"supports_preview_metadata":true')
            })
        }
      })

    const view = ({ url }: FakeRequest) =>
      Effect.suspend(() => {
        const drawing = pictures.get(url.searchParams.get("filename") ?? "")
        if (behaviour.picture !== undefined) return Effect.succeed(behaviour.picture)
        if (drawing === undefined) return Effect.succeed(text(404, ""))
        return Effect.map(
          options.draw({ ...drawing, detail: 1 }),
          ({ bytes, mediaType }): FakeReply => ({
            status: 200,
            headers: { "content-type": mediaType },
            body: bytes
          })
        )
      })

    const routes: Readonly<
      Record<string, (request: FakeRequest) => Effect.Effect<FakeReply, never, Scope.Scope>>
    > = {
      "GET /ws": openSocket,
      "POST /prompt": submit,
      "POST /queue": remove,
      "POST /interrupt": interrupt,
      "POST /upload/image": upload,
      "GET /models/checkpoints": () => Effect.succeed(json(200, checkpoints)),
      "GET /view": view,
      "GET /queue": () =>
        Effect.sync(() =>
          json(200, {
            queue_running: running === undefined ? [] : [queueEntry(running)],
            queue_pending: waiting.map(queueEntry)
          })
        )
    }
    const known = (id: string) =>
      Effect.sync(() => json(200, history.has(id) ? { [id]: history.get(id) } : {}))

    return {
      handle: (request) => {
        const { pathname } = request.url
        const asked = /^\/history\/([^/]+)$/.exec(pathname)?.[1]
        if (request.method === "GET" && asked !== undefined) return known(decodeURIComponent(asked))
        const route = routes[`${request.method} ${pathname}`]
        return route?.(request) ?? Effect.succeed(text(404, "404: Not Found"))
      }
    }
  })

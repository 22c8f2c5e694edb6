/**
 * A stand-in for AUTOMATIC1111 and its descendants: tasks run one after the other behind a lock, a
 * call waits silently for its turn, and progress is asked for beside it. As at a real server, a
 * client that leaves does not stop its task.
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Random from "effect/Random"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { FakeOptions, FakeReply, FakeRequest, FakeService } from "@easel/core/Fake"
import { type Behaviour, behaviours, failed, json } from "./faults.js"

/** Faults of this wire by name. */
export const faults: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(behaviours).map(([name, { about }]) => [name, about])
)

/** The variables that point Easel at the stand-in. */
export const environment = (baseUrl: string): Readonly<Record<string, string>> => ({
  EASEL_SDAPI_BASE_URL: baseUrl
})

const samplers = [
  { name: "Euler", aliases: ["k_euler"], options: {} },
  { name: "DPM++ 2M", aliases: ["k_dpmpp_2m"], options: {} }
]
const schedulers = [
  { name: "automatic", label: "Automatic", aliases: null },
  { name: "karras", label: "Karras", aliases: null }
]
const checkpoints = [
  { title: "stand-in.safetensors [0123456789]", model_name: "stand-in", filename: "" }
]

const Submission = Schema.Struct({
  prompt: Schema.NonEmptyString,
  negative_prompt: Schema.optional(Schema.String),
  width: Schema.Int,
  height: Schema.Int,
  seed: Schema.optionalWith(Schema.Int, { default: () => -1 }),
  steps: Schema.optional(Schema.Int),
  cfg_scale: Schema.optional(Schema.Number),
  batch_size: Schema.optionalWith(Schema.Int, { default: () => 1 }),
  sampler_name: Schema.optionalWith(Schema.String, { default: () => "Euler" }),
  scheduler: Schema.optional(Schema.String),
  force_task_id: Schema.optional(Schema.String),
  override_settings: Schema.optional(
    Schema.Struct({}, { key: Schema.String, value: Schema.Unknown })
  ),
  init_images: Schema.optional(Schema.Array(Schema.String)),
  resize_mode: Schema.optional(Schema.Int),
  denoising_strength: Schema.optional(Schema.Number),
  mask: Schema.optional(Schema.String),
  inpainting_fill: Schema.optional(Schema.Int)
})
type Submission = typeof Submission.Type

const Question = Schema.Struct({ id_task: Schema.String, id_live_preview: Schema.Number })

const read = <A, I>({ text }: FakeRequest, schema: Schema.Schema<A, I>) =>
  Schema.decodeUnknownEither(Schema.parseJson(schema), { onExcessProperty: "error" })(text)

interface Task {
  readonly id: string
  readonly drawing: Submission
  readonly interrupted: Deferred.Deferred<void>
  startedAt: number
}

/** So many previews are made of a task. */
const previews = 3

/** Tasks of others take at least so long. */
const shortestTask = Duration.millis(40)

const place = (index: number, all: number): string => `In queue: ${index}/${all}`

/** Starts the stand-in. Its tasks run until its scope closes. */
export const make = (options: FakeOptions): Effect.Effect<FakeService, never, Scope.Scope> =>
  Effect.gen(function* () {
    const behaviour: Behaviour = behaviours[options.fault ?? ""] ?? { about: "" }
    const scope = yield* Effect.scope
    const lock = yield* Effect.makeSemaphore(1)
    const pending: Array<string> = []
    const finished = new Set<string>()
    let running: Task | undefined
    const latency = Duration.toMillis(options.latency)

    const picture = (task: Task, index: number, detail: number) =>
      Effect.map(
        options.draw({
          prompt: task.drawing.prompt,
          seed: task.drawing.seed + index,
          width: task.drawing.width,
          height: task.drawing.height,
          detail
        }),
        ({ bytes }) => Encoding.encodeBase64(bytes)
      )

    const passAhead = Effect.gen(function* () {
      const ahead = behaviour.ahead?.tasks ?? 0
      const others = Array.from({ length: ahead }, (_, index) => `task(other-${index})`)
      pending.unshift(...others)
      for (const other of others) {
        yield* Effect.sleep(Duration.max(shortestTask, options.latency))
        pending.splice(pending.indexOf(other), 1)
      }
      if (ahead > 0) yield* Effect.sleep(Duration.max(shortestTask, options.latency))
    })

    const work = (task: Task): Effect.Effect<FakeReply> =>
      Effect.gen(function* () {
        yield* passAhead
        pending.splice(pending.indexOf(task.id), 1)
        running = task
        task.startedAt = yield* Clock.currentTimeMillis
        // What is interrupted gives the picture as far as it is.
        yield* Effect.raceFirst(Effect.sleep(options.latency), Deferred.await(task.interrupted))
        running = undefined
        finished.add(task.id)
        const { batch_size, prompt, seed } = task.drawing
        const indices = Array.from({ length: batch_size }, (_, index) => index)
        const images = yield* Effect.forEach(indices, (index) => picture(task, index, 1))
        const info = { prompt, seed, all_seeds: indices.map((index) => seed + index) }
        return json(200, {
          images: behaviour.images === undefined ? images : behaviour.images(images),
          parameters: {},
          info: behaviour.info ?? JSON.stringify(info)
        })
      }).pipe(lock.withPermits(1))

    const submit = (request: FakeRequest, isEdit: boolean) =>
      Effect.gen(function* () {
        const submission = read(request, Submission)
        if (Either.isLeft(submission)) {
          return json(422, { detail: [{ loc: ["body"], msg: submission.left.message }] })
        }
        if (behaviour.submit !== undefined) return behaviour.submit
        const { force_task_id, init_images, sampler_name, seed } = submission.right
        if (isEdit && init_images === undefined) {
          return failed(404, "HTTPException", "Init image not found", "")
        }
        const known = samplers.some(({ aliases, name }) =>
          [name, ...aliases].includes(sampler_name)
        )
        if (!known && behaviour.anyName !== true) {
          return failed(404, "HTTPException", "Sampler not found", "")
        }
        const chosen = seed < 0 ? yield* Random.nextIntBetween(0, 2 ** 32) : seed
        const id = force_task_id ?? `task(${yield* Random.nextIntBetween(0, 2 ** 32)})`
        const interrupted = yield* Deferred.make<void>()
        const task = {
          id,
          drawing: { ...submission.right, seed: chosen },
          interrupted,
          startedAt: 0
        }
        pending.push(id)
        const answer = yield* Deferred.make<FakeReply>()
        yield* Effect.forkIn(Effect.intoDeferred(work(task), answer), scope)
        return yield* Deferred.await(answer)
      })

    /** How far a task is that runs. */
    const stateOf = (task: Task) =>
      Effect.gen(function* () {
        const passed = (yield* Clock.currentTimeMillis) - task.startedAt
        const progress = latency === 0 ? 1 : Math.min(1, passed / latency)
        const preview = Math.floor(progress * (previews + 1))
        const image = preview === 0 ? undefined : yield* picture(task, 0, preview / (previews + 1))
        return { progress, preview, image, eta: Math.max(0, latency - passed) / 1000 }
      })

    const taskProgress = (request: FakeRequest) =>
      Effect.gen(function* () {
        const question = read(request, Question)
        if (Either.isLeft(question)) return json(422, { detail: question.left.message })
        const { id_live_preview, id_task } = question.right
        const common = {
          active: running?.id === id_task,
          queued: pending.includes(id_task),
          paused: false,
          completed: finished.has(id_task)
        }
        if (running === undefined || running.id !== id_task) {
          const queued =
            behaviour.ahead?.places === true
              ? place(pending.indexOf(id_task) + 1, pending.length)
              : "Queued..."
          const textinfo = common.queued ? queued : "Waiting..."
          return json(200, { ...common, id_live_preview: -1, textinfo })
        }
        const { eta, image, preview, progress } = yield* stateOf(running)
        const isNew = image !== undefined && preview !== id_live_preview
        return json(200, {
          ...common,
          progress,
          eta,
          live_preview: isNew ? `data:image/png;base64,${image}` : null,
          id_live_preview: preview,
          textinfo: null
        })
      })

    const serverProgress = Effect.gen(function* () {
      const rest = { state: { job_count: running === undefined ? 0 : 1 }, textinfo: null }
      if (running === undefined) {
        return json(200, { ...rest, progress: 0, eta_relative: 0, current_image: null })
      }
      const { id } = running
      const { eta, image, progress } = yield* stateOf(running)
      const named = options.fault === "sd-next" ? {} : { current_task: id }
      return json(200, {
        ...rest,
        ...named,
        progress,
        eta_relative: eta,
        current_image: image ?? null
      })
    })

    const interrupt = Effect.gen(function* () {
      if (running !== undefined) yield* Deferred.succeed(running.interrupted, undefined)
      return json(200, {})
    })

    const { poll, progress } = behaviour
    const missing = Effect.succeed(json(404, { detail: "Not Found" }))
    const tells = (address: "task" | "server") => progress === undefined || progress === address

    const routes: Readonly<Record<string, (request: FakeRequest) => Effect.Effect<FakeReply>>> = {
      "POST /sdapi/v1/txt2img": (request) => submit(request, false),
      "POST /sdapi/v1/img2img": (request) => submit(request, true),
      "POST /sdapi/v1/interrupt": () => (progress === "none" ? missing : interrupt),
      "POST /internal/progress": (request) =>
        tells("task")
          ? poll === undefined
            ? taskProgress(request)
            : Effect.succeed(poll)
          : missing,
      "GET /sdapi/v1/progress": () =>
        tells("server") ? (poll === undefined ? serverProgress : Effect.succeed(poll)) : missing,
      "GET /sdapi/v1/samplers": () => Effect.succeed(json(200, samplers)),
      "GET /sdapi/v1/schedulers": () => Effect.succeed(json(200, schedulers)),
      "GET /sdapi/v1/sd-models": () => Effect.succeed(json(200, checkpoints))
    }

    return {
      handle: (request) => routes[`${request.method} ${request.url.pathname}`]?.(request) ?? missing
    }
  })

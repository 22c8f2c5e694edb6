/** Speaks the gateway's own API, and no more of it than the studio needs. */
import { createHash } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as JSONSchema from "effect/JSONSchema"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import { ImageError, InvalidRequest } from "@easel/core/ImageError"
import { ImageEvent, ImageResponse } from "@easel/core/ImageEvent"
import { ImageRequest } from "@easel/core/ImageRequest"
import { ModelInfo } from "@easel/core/ModelInfo"
import { ProviderRegistry } from "@easel/core/ProviderRegistry"
import { Studio } from "@easel/studio"
import { registry } from "./TestModels.js"

interface Job {
  readonly id: string
  readonly createdAt: string
  readonly provider: string
  readonly model: string
  readonly prompt: string
  readonly events: Array<{ readonly tag: string; readonly text: string }>
  readonly listeners: Set<() => void>
  ended: boolean
  fiber: Fiber.RuntimeFiber<void> | undefined
}

const isEnd = (tag: string): boolean =>
  ["ImageResponse", "GenerationFailed", "GenerationCancelled"].includes(tag)

const push = (job: Job, data: { readonly _tag: string }): void => {
  job.events.push({ tag: data._tag, text: JSON.stringify(data) })
  job.ended ||= isEnd(data._tag)
  for (const listener of job.listeners) listener()
}

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString("utf8")
}

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))
}

/** Old previews are left out for who comes later. */
const follow = (response: ServerResponse, job: Job, after: number): void => {
  response.writeHead(200, {
    "content-type": "text/event-stream",
    location: `/api/generations/${job.id}`
  })
  response.flushHeaders()
  const lastPreview = job.events.findLastIndex(({ tag }) => tag === "ImagePreview")
  let next = after + 1
  const backlog = job.events.length
  const listener = (): void => {
    for (; next < job.events.length; next++) {
      const event = job.events[next]
      if (event === undefined) continue
      if (event.tag === "ImagePreview" && next < backlog && next !== lastPreview) continue
      response.write(`id: ${next}\nevent: ${event.tag}\ndata: ${event.text}\n\n`)
    }
    if (job.ended) response.end()
  }
  job.listeners.add(listener)
  response.once("close", () => job.listeners.delete(listener))
  listener()
}

const encodeEvent = Schema.encodeSync(ImageEvent)
const encodeError = Schema.encodeSync(ImageError)
const decodeRequest = Schema.decodeUnknown(Schema.parseJson(ImageRequest))

export interface RunningGateway {
  readonly baseUrl: string
  readonly stop: () => Promise<void>
}

/** `key`: the only one that is let in; none lets everybody in. */
export const start = async (key?: string): Promise<RunningGateway> => {
  const runtime = ManagedRuntime.make(registry)
  const jobs = new Map<string, Job>()
  const pictures = new Map<string, Uint8Array>()
  let baseUrl = ""

  const providers = Effect.map(ProviderRegistry, ({ list }) =>
    list.map(({ homepage, id, label, models, note, options, version }) => ({
      id,
      version,
      label,
      homepage,
      note,
      models: models.map((model) => Schema.encodeSync(ModelInfo)(model)),
      optionsSchema: JSONSchema.make(options)
    }))
  )

  const keep = (bytes: Uint8Array, mediaType: "image/png" | undefined) => {
    const name = `${createHash("sha256").update(bytes).digest("hex")}.png`
    pictures.set(name, bytes)
    const url = `${baseUrl}/api/images/${name}?expires=1&signature=x`
    return { source: { _tag: "Url" as const, url }, mediaType: mediaType ?? "image/png" }
  }

  /** Until the request is known to be good; then the generation goes on alone. */
  const begin = (text: string) =>
    Effect.gen(function* () {
      const request = yield* decodeRequest(text).pipe(
        Effect.mapError((error) => {
          const [issue] = ParseResult.ArrayFormatter.formatErrorSync(error)
          return new InvalidRequest({
            option: issue?.path.join(".") ?? "request",
            reason: issue?.message ?? error.message
          })
        })
      )
      const models = yield* ProviderRegistry
      const found = yield* models.find(request.model ?? "sketch")
      const model = yield* models.resolve(`${found.plugin.id}:${found.model.name}`)
      const own = { ...request, model: found.model.name }
      yield* model.resolve(own)
      const job: Job = {
        id: createHash("sha256").update(`${Math.random()}`).digest("hex").slice(0, 20),
        createdAt: new Date().toISOString(),
        provider: found.plugin.id,
        model: found.model.name,
        prompt: request.prompt ?? "",
        events: [],
        listeners: new Set(),
        ended: false,
        fiber: undefined
      }
      jobs.set(job.id, job)
      const { createdAt, id, provider } = job
      push(job, { _tag: "GenerationCreated", id, createdAt, provider, model: job.model } as never)
      const work = Effect.gen(function* () {
        const done = yield* model.generate(own, (event) =>
          Effect.gen(function* () {
            if (event._tag !== "ImagePreview") return push(job, encodeEvent(event))
            const { bytes } = yield* Effect.orDie(model.load(event.image))
            const image = GeneratedImage.fromBytes(bytes)
            push(job, {
              ...encodeEvent(event),
              image: Schema.encodeSync(GeneratedImage.GeneratedImage)(image)
            } as never)
          })
        )
        const assets = yield* Effect.forEach(done.images, model.load)
        const encoded = Schema.encodeSync(ImageResponse)(done)
        const images = assets.map(({ bytes }, index) => ({
          ...keep(bytes, "image/png"),
          seed: done.images[index]?.seed
        }))
        push(job, { ...encoded, images } as never)
      }).pipe(
        Effect.catchAll((error) =>
          Effect.sync(() =>
            push(job, {
              _tag: "GenerationFailed",
              error: { ...encodeError(error), message: error.message }
            } as never)
          )
        ),
        Effect.onInterrupt(() => Effect.sync(() => push(job, { _tag: "GenerationCancelled" }))),
        Effect.catchAllCause((cause) => Effect.logError(Cause.pretty(cause)))
      )
      job.fiber = yield* Effect.forkDaemon(work)
      return job
    })

  const summary = ({ createdAt, id, model, prompt, provider }: Job) => ({
    id,
    createdAt,
    status: "Running",
    provider,
    model,
    prompt
  })

  const api = async (request: IncomingMessage, response: ServerResponse, path: string) => {
    const job = jobs.get(path.split("/")[3] ?? "")
    const route = `${request.method} ${path.replace(job?.id ?? "-", ":id")}`
    switch (route) {
      case "GET /api/providers":
        return json(response, 200, await runtime.runPromise(providers))
      case "GET /api/generations":
        return json(response, 200, [...jobs.values()].map(summary).reverse())
      case "POST /api/generations": {
        const text = await readBody(request)
        const begun = await runtime.runPromise(Effect.either(begin(text)))
        if (begun._tag === "Right") return follow(response, begun.right, -1)
        const { message } = begun.left
        return json(response, 400, { ...begun.left, message })
      }
      case "GET /api/generations/:id/events":
        if (job === undefined) break
        return follow(response, job, Number(request.headers["last-event-id"] ?? -1))
      case "DELETE /api/generations/:id":
        if (job?.fiber === undefined) break
        await runtime.runPromise(Fiber.interrupt(job.fiber))
        return json(response, 200, summary(job))
      default:
    }
    return json(response, 404, { _tag: "GenerationNotFound", message: "there is none" })
  }

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = new URL(request.url ?? "/", baseUrl).pathname
    const picture = pictures.get(path.replace("/api/images/", ""))
    if (picture !== undefined) {
      response.writeHead(200, { "content-type": "image/png" }).end(picture)
    } else if (path.startsWith("/api/")) {
      if (key !== undefined && request.headers.authorization !== `Bearer ${key}`) {
        return json(response, 401, { _tag: "Unauthorized", message: "this gateway wants a key" })
      }
      await api(request, response, path)
    } else if (path === "/") {
      response
        .writeHead(200, {
          "content-type": Studio.page.mediaType,
          "content-security-policy": Studio.contentSecurityPolicy
        })
        .end(Studio.page.text)
    } else {
      response.writeHead(404).end()
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      console.error(error)
      response.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  baseUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`
  await runtime.runPromise(Effect.void)
  return {
    baseUrl,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await runtime.dispose()
    }
  }
}

import { createServer } from "node:http"
import { it } from "@effect/vitest"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import type { ImageAsset } from "@easel/core/ImageAsset"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import * as ProviderRegistry from "@easel/core/ProviderRegistry"
import * as ServerSentEvents from "@easel/core/ServerSentEvents"
import { NodeHttp } from "@easel/node"
import * as Access from "@easel/server/Access"
import * as Admission from "@easel/server/Admission"
import { GenerationsGroup } from "@easel/server/api/GenerationsGroup"
import { ProvidersGroup } from "@easel/server/api/ProvidersGroup"
import * as Dispatcher from "@easel/server/Dispatcher"
import { PictureNotFound, Unauthorized } from "@easel/server/GatewayError"
import { GenerationEvent } from "@easel/server/GenerationEvent"
import { GenerationSummary } from "@easel/server/GenerationSummary"
import * as Generations from "@easel/server/Generations"
import { PictureLinks } from "@easel/server/PictureLinks"
import { PictureName, PictureStore } from "@easel/server/PictureStore"
import * as documents from "@easel/server/routes/documents"
import * as generations from "@easel/server/routes/generations"
import * as providers from "@easel/server/routes/providers"
import { TestPicture } from "@easel/testkit"
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServer from "@effect/platform/HttpServer"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

/** The routes that are tested here, whatever else a gateway has. */
class TestedApi extends HttpApi.make("easel").add(GenerationsGroup).add(ProvidersGroup) {}

export interface Settings extends Generations.Options {
  readonly plugins: ReadonlyArray<ImagePlugin>
  readonly environment?: Readonly<Record<string, string>> | undefined
  readonly admission?: Admission.Options | undefined
  /** A store of pictures that throws. */
  readonly brokenStore?: boolean | undefined
  /** Every request must have a key; whichever it is says who asks. */
  readonly keys?: boolean | undefined
}

const accessByKey = Layer.succeed(Access.Access, {
  key: (key) =>
    Redacted.value(key) === ""
      ? Effect.fail(new Unauthorized())
      : Effect.succeed({ id: Redacted.value(key) })
})

/** Pictures in memory, under addresses that count how often they were made. */
const picturesOf = ({ brokenStore }: Settings) =>
  Layer.unwrapEffect(
    Effect.sync(() => {
      const kept = new Map<string, ImageAsset>()
      let links = 0
      const store = Layer.succeed(PictureStore, {
        put: (picture) =>
          Effect.promise(async () => {
            if (brokenStore === true) throw new Error("the store is broken")
            const hash = await crypto.subtle.digest("SHA-256", Buffer.from(picture.bytes))
            const name = PictureName.make(`${Buffer.from(hash).toString("hex")}.png`)
            kept.set(name, picture)
            return name
          }),
        get: (name) =>
          Effect.fromNullable(kept.get(name)).pipe(Effect.mapError(() => new PictureNotFound()))
      })
      const addresses = Layer.effect(
        PictureLinks,
        HttpServer.addressFormattedWith((base) =>
          Effect.succeed({
            urlOf: (name: PictureName) =>
              Effect.sync(() => `${base}/api/images/${name}?expires=${links++}`),
            verify: () => Effect.void
          })
        )
      )
      const route = HttpApiBuilder.Router.use((router) =>
        router.get(
          "/api/images/:name",
          Effect.map(HttpRouter.params, ({ name }) => {
            const picture = kept.get(name ?? "")
            return picture === undefined
              ? HttpServerResponse.empty({ status: 404 })
              : HttpServerResponse.uint8Array(picture.bytes)
          })
        )
      )
      return Layer.mergeAll(store, addresses, route)
    })
  )

const gatewayOf = (settings: Settings) =>
  HttpApiBuilder.serve().pipe(
    Layer.provide(documents.layer),
    Layer.provide(HttpApiBuilder.api(TestedApi)),
    Layer.provide([generations.layer, providers.layer]),
    Layer.provide(settings.keys === true ? accessByKey : Access.layerOpen),
    Layer.provideMerge(Generations.layer(settings)),
    Layer.provideMerge(Dispatcher.layer),
    Layer.provideMerge(Admission.layer(settings.admission)),
    Layer.provideMerge(picturesOf(settings)),
    Layer.provide(ProviderRegistry.layer(settings.plugins)),
    Layer.provide(NodeHttp.layer),
    Layer.provideMerge(NodeHttpServer.layer(() => createServer(), { port: 0, host: "127.0.0.1" })),
    Layer.provide(
      Layer.setConfigProvider(
        ConfigProvider.fromMap(new Map(Object.entries(settings.environment ?? {})))
      )
    )
  )

export interface Gateway {
  readonly url: URL
  readonly generations: Generations.Service
  readonly admission: Admission.Service
}

/** A gateway on a socket of this machine, until the scope closes. */
export const start = (settings: Settings): Effect.Effect<Gateway, unknown, Scope.Scope> =>
  Effect.gen(function* () {
    const context = yield* Layer.build(gatewayOf(settings))
    const address = yield* Effect.provide(HttpServer.addressFormattedWith(Effect.succeed), context)
    return {
      url: new URL(address),
      generations: Context.get(context, Generations.Generations),
      admission: Context.get(context, Admission.Admission)
    }
  })

export type Told = { readonly id: number; readonly event: GenerationEvent }

const decode = Schema.decode(Schema.parseJson(GenerationEvent))

/** The events of an answer as they come. */
export const eventsOf = (response: Response): Stream.Stream<Told, unknown> =>
  response.body === null
    ? Stream.empty
    : Stream.fromReadableStream(() => response.body ?? new ReadableStream(), String).pipe(
        ServerSentEvents.decode(),
        Stream.mapEffect(({ data, event, id }) =>
          Effect.map(decode(data), (decoded) => {
            if (decoded._tag !== event) throw new Error(`${event} is a ${decoded._tag}`)
            return { id: Number(id), event: decoded }
          })
        )
      )

export interface Request {
  readonly method?: "GET" | "POST" | "DELETE"
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** One request by `fetch`, as a page would send it; aborted with the scope. */
export const ask = (url: URL, path: string, { body, headers, method }: Request = {}) =>
  Effect.flatMap(
    Effect.acquireRelease(
      Effect.sync(() => new AbortController()),
      (controller) => Effect.sync(() => controller.abort())
    ),
    ({ signal }) =>
      Effect.promise(() =>
        fetch(new URL(path, url), {
          method: method ?? (body === undefined ? "GET" : "POST"),
          body: typeof body === "string" ? body : (JSON.stringify(body) ?? null),
          headers: {
            ...(body === undefined ? {} : { "content-type": "application/json" }),
            ...headers
          },
          signal
        })
      )
  )

/** The JSON of an answer. */
export const json = (response: Response): Effect.Effect<unknown> =>
  Effect.promise(() => response.json())

const decodeSummary = Schema.decodeUnknown(GenerationSummary)

/** Where a generation stands, as an answer says it. */
export const summary = (response: Response) => Effect.flatMap(json(response), decodeSummary)

/** Asks until the generation stands there. */
export const standing = (
  url: URL,
  id: string,
  status: GenerationSummary["status"],
  request: Request = {}
) =>
  Effect.gen(function* () {
    for (;;) {
      const found = yield* Effect.flatMap(ask(url, `/api/generations/${id}`, request), summary)
      if (found.status === status) return found
      yield* Effect.sleep("5 millis")
    }
  })

/** Follows a generation. */
export const follow = (url: URL, id: string, request: Request = {}, query = "") =>
  ask(url, `/api/generations/${id}/events${query}`, request)

/** A small picture. */
export const picture = (seed: number) =>
  Effect.map(
    TestPicture.draw({ prompt: "a fox", seed, width: 32, height: 32, detail: 1 }),
    ({ bytes }) => GeneratedImage.fromBytes(bytes, seed)
  )

/** All events of an answer. */
export const all = (response: Response): Effect.Effect<ReadonlyArray<Told>, unknown> =>
  Effect.map(Stream.runCollect(eventsOf(response)), (chunk) => Array.from(chunk))

/** The first so many. */
export const some = (response: Response, count: number) =>
  Effect.map(Stream.runCollect(Stream.take(eventsOf(response), count)), (chunk) =>
    Array.from(chunk)
  )

export const tags = (events: ReadonlyArray<Told>): ReadonlyArray<string> =>
  events.map(({ event }) => event._tag)

export const idOf = (response: Response): string =>
  response.headers.get("location")?.split("/").at(-1) ?? ""

/** Waits until it is so. */
export const eventually = (reached: () => boolean): Effect.Effect<void> =>
  Effect.sync(reached).pipe(
    Effect.repeat({ until: (reached) => reached, schedule: Schedule.spaced("5 millis") }),
    Effect.timeout("10 seconds"),
    Effect.orDie,
    Effect.asVoid
  )

/** A test over real sockets, in real time. */
export const test = (
  name: string,
  body: () => Effect.Effect<void, unknown, Scope.Scope>,
  timeout?: number
) => it.scopedLive(name, body, timeout)

/** A gateway on a real socket, over providers that talk to stand-ins. */
import { NodeHttp } from "@easel/node"
import type { FakeRequest, FakeService } from "@easel/core/Fake"
import { detect } from "@easel/core/MediaType"
import * as ProviderRegistry from "@easel/core/ProviderRegistry"
import { plugin as sketch } from "@easel/provider-sketch/Sketch"
import type * as Gateway from "@easel/server/Gateway"
import * as NodeGateway from "@easel/server/NodeGateway"
import { FakeScript, FakeServer, TestPicture } from "@easel/testkit"
import * as HttpServer from "@effect/platform/HttpServer"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Schedule from "effect/Schedule"
import OpenAI from "openai"
import * as Atelier from "./atelier.js"

/** The address that a server listens on. */
const addressOf = HttpServer.addressWith((address) =>
  Effect.succeed(`http://127.0.0.1:${address._tag === "TcpAddress" ? address.port : 0}`)
)

export interface Running {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string
  readonly service: FakeServer.RunningFake
  /** The official SDK, as a program would make it. */
  readonly client: OpenAI
}

/** A gateway over the atelier, whose wire answers like this, and sketch. */
export const run = (service: FakeService, options: Gateway.Options = {}) =>
  Effect.gen(function* () {
    const running = yield* FakeServer.start(service)
    const registry = ProviderRegistry.layer([Atelier.plugin(running.baseUrl), sketch])
    const layer = NodeGateway.layer({ port: 0, shutdownGrace: 0, ...options }).pipe(
      Layer.provide(registry),
      Layer.provide(NodeHttp.layer),
      Layer.provide(Logger.minimumLogLevel(LogLevel.None))
    )
    const url = yield* Effect.provide(addressOf, yield* Layer.build(layer))
    return { url, service: running, client: clientOf(url) }
  })

/** The official SDK, pointed at an address. */
export const clientOf = (url: string): OpenAI =>
  new OpenAI({ baseURL: `${url}/v1`, apiKey: "test", timeout: 15_000 })

/** Answers each job with these events. */
export const answering = (
  ...events: ReadonlyArray<Atelier.Event | string>
): FakeScript.FakeScript =>
  FakeScript.make({
    "POST /draw": FakeScript.events(events.map(eventOf)),
    "DELETE /jobs/:id": FakeScript.json({})
  })

/** As the script of a stand-in writes it. */
export const eventOf = (event: Atelier.Event | string) => ({
  data: typeof event === "string" ? event : JSON.stringify(event)
})

/** A picture of this size in a data URL. */
export const picture = (seed = 1, side = 64): Effect.Effect<string> =>
  Effect.map(
    TestPicture.draw({ prompt: "", seed, width: side, height: side, detail: 1 }),
    ({ bytes, mediaType }) => `data:${mediaType};base64,${Buffer.from(bytes).toString("base64")}`
  )

export const base64Of = (dataUrl: string): string => dataUrl.replace(/^[^,]*,/, "")

export const mediaTypeOf = (base64: string | undefined) =>
  detect(Buffer.from(base64 ?? "", "base64"))

/** How often a job was submitted. */
export const submissions = ({ service }: Running): ReadonlyArray<FakeRequest> =>
  service.requests.filter(({ method }) => method === "POST")

/** What was submitted last. */
export const submitted = (running: Running): Readonly<Record<string, unknown>> => {
  const parsed: unknown = JSON.parse(submissions(running).at(-1)?.text ?? "{}")
  return typeof parsed === "object" && parsed !== null ? { ...parsed } : {}
}

/** Until something holds. */
export const eventually = (what: string, holds: () => boolean) =>
  Effect.sync(holds).pipe(
    Effect.repeat({ until: (it) => it, schedule: Schedule.spaced("5 millis") }),
    Effect.timeoutFail({ duration: "5 seconds", onTimeout: () => new Error(`never: ${what}`) })
  )

/** What an iteration of the SDK gives, in order. */
export const collect = <A>(events: AsyncIterable<A>): Effect.Effect<ReadonlyArray<A>, unknown> =>
  Effect.tryPromise({
    try: async () => {
      let all = Chunk.empty<A>()
      for await (const event of events) all = Chunk.append(all, event)
      return Chunk.toReadonlyArray(all)
    },
    catch: (error) => error
  })

/** A promise of the SDK. */
export const ask = <A>(promise: () => PromiseLike<A>): Effect.Effect<A, unknown> =>
  Effect.tryPromise({ try: promise, catch: (error) => error })

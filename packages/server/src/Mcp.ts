/**
 * The Model Context Protocol: what a gateway can do as tools for assistants, over HTTP or over the
 * standard streams of a process.
 */
import type { Readable, Writable } from "node:stream"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import type * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { contractVersion } from "@easel/core/ImagePlugin"
import { ProviderRegistry } from "@easel/core/ProviderRegistry"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { type Service as CallerService, anyone } from "./Caller.js"
import { Dispatcher } from "./Dispatcher.js"
import type { BodyRefusal } from "./internal/bodyBytes.js"
import { generateImage } from "./mcp/generateImage.js"
import { listModels } from "./mcp/listModels.js"
import { PictureKeeper } from "./mcp/PictureKeeper.js"
import * as RunTool from "./mcp/runTool.js"
import type { Tool } from "./mcp/Tool.js"

export { PictureKeeper, layerStore as layerKeeperStore } from "./mcp/PictureKeeper.js"

export interface Options {
  /** What clients are told as the server's version. Default: the contract of plugins. */
  readonly version?: string | undefined
}

export interface Service {
  /** Answers a request of the protocol's HTTP form. */
  readonly answer: (
    caller: CallerService
  ) => Effect.Effect<
    HttpServerResponse.HttpServerResponse,
    BodyRefusal,
    HttpServerRequest.HttpServerRequest
  >
}

export class Mcp extends Context.Tag("@easel/server/Mcp")<Mcp, Service>() {}

const tools: Effect.Effect<
  ReadonlyArray<Tool>,
  never,
  Dispatcher | ProviderRegistry | PictureKeeper
> = Effect.gen(function* () {
  const dispatcher = yield* Dispatcher
  const keeper = yield* PictureKeeper
  const registry = yield* ProviderRegistry
  return [generateImage(dispatcher, keeper), listModels(registry)]
})

/** The HTTP form. The protocol's library is loaded by the first request that needs it. */
export const layer = ({ version = contractVersion }: Options = {}): Layer.Layer<
  Mcp,
  never,
  Dispatcher | ProviderRegistry | PictureKeeper
> =>
  Layer.scoped(
    Mcp,
    Effect.gen(function* () {
      const available = yield* tools
      const run = yield* RunTool.make
      const scope = yield* Effect.scope
      const loaded = yield* Effect.cached(
        Effect.gen(function* () {
          const [{ make }, { serveExchange }] = yield* Effect.promise(() =>
            Promise.all([import("./mcp/httpHandler.js"), import("./mcp/serveExchange.js")])
          )
          const handler = make({ version }, available)
          yield* Effect.addFinalizer(() => Effect.promise(handler.close))
          return (caller: CallerService) => serveExchange(handler, run, caller)
        }).pipe(Effect.provideService(Scope.Scope, scope), Effect.uninterruptible)
      )
      return { answer: (caller) => Effect.flatMap(loaded, (serve) => serve(caller)) }
    })
  )

/** Serves one client on a pair of streams, until the client closes `input`. */
export const serveStreams = (
  input: Readable,
  output: Writable,
  { version = contractVersion }: Options = {}
): Effect.Effect<void, never, Dispatcher | ProviderRegistry | PictureKeeper> =>
  Effect.gen(function* () {
    const available = yield* tools
    const run = yield* RunTool.make
    const { serveStreams: serve } = yield* Effect.promise(() => import("./mcp/serveStreams.js"))
    yield* serve({ input, output, identity: { version }, tools: available, run, caller: anyone })
  }).pipe(Effect.scoped)

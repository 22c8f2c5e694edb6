import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http"
import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import * as HttpServer from "@effect/platform/HttpServer"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { SetupError } from "../SetupError.js"
import { BodyLimits } from "./BodyLimits.js"
import { checkNumbers } from "./checkNumbers.js"
import { Patience } from "./Patience.js"
import { sendEvents } from "./sendEvents.js"
import { watchSockets } from "./watchSockets.js"

/** Node's own server behind the `HttpServer`. */
export class NodeServer extends Context.Tag("@easel/server/NodeServer")<NodeServer, Server>() {}

export interface Address {
  readonly host: string
  readonly port: number
}

const refusalOf = (error: NodeJS.ErrnoException, { host, port }: Address): SetupError => {
  switch (error.code) {
    case "EADDRINUSE":
      return new SetupError({ option: "port", reason: `port ${port} of ${host} is taken` })
    case "EACCES":
      return new SetupError({ option: "port", reason: `port ${port} of ${host} is not allowed` })
    default:
      return new SetupError({
        option: "host",
        reason: `it can't listen on ${host}: ${error.code ?? error.message}`
      })
  }
}

const listen = (server: Server, address: Address): Effect.Effect<void, SetupError> =>
  Effect.async((resume) => {
    const onError = (error: NodeJS.ErrnoException) => resume(Effect.fail(refusalOf(error, address)))
    server.once("error", onError)
    server.listen(address, () => {
      server.off("error", onError)
      resume(Effect.void)
    })
  })

const open = (address: Address): Effect.Effect<Server, SetupError, Scope.Scope> =>
  Effect.gen(function* () {
    const patience = yield* Patience
    yield* checkNumbers([{ option: "port", value: address.port, minimum: 0, maximum: 65_535 }])
    const server = createServer({
      headersTimeout: Duration.toMillis(patience.headers),
      requestTimeout: Duration.toMillis(patience.request),
      keepAliveTimeout: Duration.toMillis(patience.keepAlive),
      connectionsCheckingInterval: Duration.toMillis(patience.check),
      keepAlive: true,
      keepAliveInitialDelay: 30_000
    })
    watchSockets(server, patience)
    yield* Effect.acquireRelease(listen(server, address), () =>
      Effect.sync(() => {
        server.close()
        server.closeAllConnections()
      })
    )
    return server
  })

type Handler = (request: IncomingMessage, response: ServerResponse) => void

const addressOf = (server: Server, { host, port }: Address): HttpServer.Address => {
  const address = server.address()
  return address === null || typeof address === "string"
    ? { _tag: "TcpAddress", hostname: host, port }
    : { _tag: "TcpAddress", hostname: address.address, port: address.port }
}

/**
 * Unlike the server of `@effect/platform-node`, this one answers who comes before the app is there,
 * as soon as it is; takes an offer to change the protocol for the plain request that it also is; and
 * does not wait for connections that rest.
 */
const serverOf = (server: Server, address: Address): HttpServer.HttpServer => {
  let early: Array<Parameters<Handler>> | undefined = []
  const keep: Handler = (...exchange) => early?.push(exchange)
  server.on("request", keep)
  return HttpServer.make({
    address: addressOf(server, address),
    serve: (app, middleware) =>
      Effect.gen(function* () {
        const handler = yield* middleware === undefined
          ? NodeHttpServer.makeHandler(sendEvents(app))
          : NodeHttpServer.makeHandler(sendEvents(app), middleware)
        yield* Effect.acquireRelease(
          Effect.sync(() => {
            server.off("request", keep).on("request", handler)
            for (const exchange of early ?? []) handler(...exchange)
            early = undefined
          }),
          () => Effect.sync(() => server.off("request", handler))
        )
      })
  })
}

/** What routes read of a body by themselves has the same limit. */
const layerBodySize = Layer.effect(
  HttpIncomingMessage.MaxBodySize,
  Effect.map(BodyLimits, ({ body }) => Option.some(FileSystem.Size(body)))
)

/** Listens until the scope closes; with port 0 on any that is free. */
export const layer = (
  address: Address
): Layer.Layer<HttpServer.HttpServer | NodeServer, SetupError> =>
  Layer.scopedContext(
    Effect.map(open(address), (server) =>
      Context.make(NodeServer, server).pipe(
        Context.add(HttpServer.HttpServer, serverOf(server, address))
      )
    )
  ).pipe(Layer.merge(layerBodySize))

/** The gateway on a port of this machine, with Node's HTTP server. */
import { createServer } from "node:http"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Layer from "effect/Layer"
import * as Gateway from "./Gateway.js"

export interface Options extends Gateway.Options {
  readonly port: number
  /** Default `"127.0.0.1"`. */
  readonly host?: string | undefined
}

/** Serves until its scope closes. */
export const layer = ({ host = "127.0.0.1", port, ...options }: Options) =>
  HttpApiBuilder.serve().pipe(
    Layer.provide(Gateway.layer(options)),
    Layer.provideMerge(NodeHttpServer.layer(() => createServer(), { port, host }))
  )

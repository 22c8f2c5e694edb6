/** The gateway on a port of this machine, with Node's HTTP server. */
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import type * as HttpServer from "@effect/platform/HttpServer"
import * as Etag from "@effect/platform/Etag"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodeHttpPlatform from "@effect/platform-node/NodeHttpPlatform"
import * as NodePath from "@effect/platform-node/NodePath"
import type { ProviderRegistry } from "@easel/core/ProviderRegistry"
import type * as Duration from "effect/Duration"
import * as Layer from "effect/Layer"
import type { PictureStoreError } from "./GatewayError.js"
import * as Gateway from "./Gateway.js"
import * as nodeServer from "./internal/nodeServer.js"
import { isLoopback } from "./internal/Origins.js"
import * as shutDown from "./internal/shutDown.js"
import { SetupError } from "./SetupError.js"

export interface Options extends Gateway.Options {
  /** 0 is any that is free; the address of the `HttpServer` tells which. */
  readonly port: number
  /** A name or an address of this machine. Default `"127.0.0.1"`. Any but a loopback one needs keys. */
  readonly host?: string | undefined
  /** How long what runs may go on when the scope closes. Default 30 seconds. */
  readonly shutdownGrace?: Duration.DurationInput | undefined
}

/**
 * What the routes need of Node and no more, as each request has a context of its own: from 33
 * services on it takes twice as much memory.
 */
const platform = Layer.mergeAll(
  NodeHttpPlatform.layer,
  Etag.layerWeak,
  NodeFileSystem.layer,
  NodePath.layer
)

const isOpenToOthers = (host: string): boolean =>
  !isLoopback(host === "::1" ? "[::1]" : host.toLowerCase())

const keyNeeded = (host: string) =>
  new SetupError({
    option: "keys",
    reason: `on ${host} it would be open to others: give it a key, or let it listen on 127.0.0.1`
  })

/**
 * Serves until its scope closes. Fails when the port is taken, when others could reach the gateway
 * and it has no key, when another option is wrong, or when the folder of pictures can't be used.
 */
export const layer = ({
  host = "127.0.0.1",
  port,
  shutdownGrace = "30 seconds",
  ...options
}: Options): Layer.Layer<
  HttpServer.HttpServer,
  SetupError | PictureStoreError,
  ProviderRegistry
> =>
  isOpenToOthers(host) && (options.keys ?? []).length === 0
    ? Layer.fail(keyNeeded(host))
    : shutDown
        .layer(shutdownGrace)
        .pipe(
          Layer.provide(HttpApiBuilder.serve()),
          Layer.provide(Gateway.layer(options)),
          Layer.provideMerge(nodeServer.layer({ host, port })),
          Layer.provide(platform)
        )

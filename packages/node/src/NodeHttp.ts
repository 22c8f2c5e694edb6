/**
 * The HTTP client and the web sockets of Easel on Node: undici behind a dispatcher that knows proxies
 * and shares its look-up of host names with the check of picture addresses.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { Agent, type Dispatcher, EnvHttpProxyAgent } from "undici"
import { HostResolver } from "@easel/core/AddressPolicy"
import { ProxyHttpClient } from "@easel/core/ServiceClient"
import { WebSocketOpener } from "@easel/core/WebSockets"
import * as HostLookup from "./HostLookup.js"
import * as ProxySettings from "./ProxySettings.js"
import * as UndiciClient from "./UndiciClient.js"
import { Connections } from "./internal/Connections.js"
import { openDirectly, openThrough } from "./internal/openWebSocket.js"
import { proxyConnections } from "./internal/proxyConnections.js"

/** Makes a dispatcher that is destroyed with its scope. */
const scoped = (make: () => Dispatcher): Effect.Effect<Dispatcher, never, Scope.Scope> =>
  Effect.acquireRelease(Effect.sync(make), (dispatcher) =>
    Effect.promise(() => dispatcher.destroy())
  )

/** Every connection through a proxy is a tunnel, so that the proxy sees no request. */
const throughProxy = (settings: ProxySettings.ProxySettings): Dispatcher =>
  new EnvHttpProxyAgent({
    httpProxy: settings.httpProxy ?? "",
    httpsProxy: settings.httpsProxy ?? "",
    noProxy: settings.noProxy,
    proxyTunnel: true,
    clientFactory: proxyConnections
  })

/** What `layer` offers. */
export type Provided = HttpClient.HttpClient | ProxyHttpClient | WebSocketOpener

/**
 * An `HttpClient` for these settings, a `ProxyHttpClient` for providers with a proxy of their own, a
 * `WebSocketOpener`, and, where connections are direct, a `HostResolver`.
 */
export const make = (
  settings: ProxySettings.ProxySettings
): Effect.Effect<Context.Context<Provided>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const direct = settings.httpProxy === undefined && settings.httpsProxy === undefined
    const lookup = HostLookup.make()
    const dispatcher = yield* scoped(() =>
      direct
        ? new Agent({
            connect: { lookup: lookup.connect },
            factory: (origin, options) => new Connections(origin, options)
          })
        : throughProxy(settings)
    )
    const context = Context.make(HttpClient.HttpClient, UndiciClient.make(dispatcher)).pipe(
      Context.add(WebSocketOpener, direct ? openDirectly(lookup.connect) : openThrough(dispatcher)),
      Context.add(ProxyHttpClient, (proxy: string) =>
        Effect.flatMap(ProxySettings.parse("proxy", proxy), (url) =>
          Effect.map(
            scoped(() => throughProxy({ httpProxy: url, httpsProxy: url, noProxy: "" })),
            UndiciClient.make
          )
        )
      )
    )
    return direct ? Context.add(context, HostResolver, lookup.resolve) : context
  })

/** Configured from the environment, see `ProxySettings`. */
export const layer: Layer.Layer<Provided, ConfigError.ConfigError> = Layer.scopedContext(
  Effect.flatMap(ProxySettings.config, make)
)

import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import * as ProxySettings from "@easel/node/ProxySettings"

const loopback = "127.0.0.1"

/** Proxies of single providers are emptied, which counts as not set. */
const withoutOwnProxies = (
  plugins: ReadonlyArray<ImagePlugin>
): Effect.Effect<Readonly<Record<string, string>>> =>
  Effect.gen(function* () {
    const variables = plugins.flatMap(({ settings }) => settings["proxy"]?.variable ?? [])
    const set = yield* Effect.filter(variables, (variable) =>
      Effect.isSuccess(Config.nonEmptyString(variable))
    )
    return Object.fromEntries(set.map((variable) => [variable, ""]))
  })

/** The variables that keep proxies from coming between Easel and this machine. */
export const directRoute = (
  plugins: ReadonlyArray<ImagePlugin>
): Effect.Effect<Readonly<Record<string, string>>, ConfigError.ConfigError> =>
  Effect.gen(function* () {
    const { httpProxy, httpsProxy, noProxy } = yield* ProxySettings.config
    const own = yield* withoutOwnProxies(plugins)
    if (httpProxy === undefined && httpsProxy === undefined) return own
    const hosts = noProxy.split(",").filter((host) => host !== "")
    return { ...own, NO_PROXY: [...hosts, loopback].join(",") }
  })

/**
 * Which proxy leads to a service: `EASEL_PROXY` for everything, else the usual `HTTPS_PROXY` and
 * `HTTP_PROXY`, the latter for both where it is alone; hosts of `NO_PROXY` are reached directly.
 * Lower-case names count too.
 */
import * as Config from "effect/Config"
import * as Either from "effect/Either"
import { proxyAddress } from "@easel/core/PluginConfig"

export interface ProxySettings {
  readonly httpProxy: string | undefined
  readonly httpsProxy: string | undefined
  /** Comma-separated hosts. */
  readonly noProxy: string
}

/** Checks the address of a proxy. */
export const parse = proxyAddress

const either = (upper: string): Config.Config<string | undefined> =>
  Config.nonEmptyString(upper).pipe(
    Config.orElse(() => Config.nonEmptyString(upper.toLowerCase())),
    Config.withDefault(undefined)
  )

const proxy = (name: string): Config.Config<string | undefined> =>
  either(name).pipe(
    Config.mapOrFail((text) => (text === undefined ? Either.right(undefined) : parse(name, text)))
  )

/** Read from the environment. */
export const config: Config.Config<ProxySettings> = Config.all({
  easel: proxy("EASEL_PROXY"),
  https: proxy("HTTPS_PROXY"),
  http: proxy("HTTP_PROXY"),
  noProxy: either("NO_PROXY")
}).pipe(
  Config.map(({ easel, http, https, noProxy }) => ({
    httpProxy: easel ?? http,
    httpsProxy: easel ?? https,
    noProxy: noProxy ?? ""
  }))
)

import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as PluginConfig from "@easel/core/PluginConfig"
import type { Options } from "../ImageLabs.js"

/** Address of the service. */
export const serviceUrl = "https://editor.imagelabs.net"

export const defaultPollInterval = Duration.seconds(1)

export const defaultDeadline = Duration.minutes(10)

export const settings = {
  baseUrl: PluginConfig.url("EASEL_IMAGELABS_BASE_URL", serviceUrl, "Address of the service"),
  cookie: PluginConfig.secret(
    "EASEL_IMAGELABS_COOKIE",
    "Cookies session, cf_clearance and __ga of a browser, when Cloudflare asks for one"
  ),
  userAgent: PluginConfig.secret(
    "EASEL_IMAGELABS_USER_AGENT",
    "User agent of the browser that the cookies come from"
  ),
  proxy: PluginConfig.proxy("EASEL_IMAGELABS_PROXY", "Proxy for this provider alone"),
  pollInterval: PluginConfig.duration(
    "EASEL_IMAGELABS_POLL_INTERVAL",
    defaultPollInterval,
    "Pause between two questions about a job, at least 1 second"
  ),
  deadline: PluginConfig.duration(
    "EASEL_IMAGELABS_DEADLINE",
    defaultDeadline,
    "For a whole generation"
  )
}

const lonely = (present: string, missing: string): ConfigError.ConfigError =>
  ConfigError.MissingData(
    [missing],
    `${present} is set without ${missing}; they belong to one browser, set both or neither`
  )

/** The settings as options; cookie and user agent come together or not at all. */
export const config: Config.Config<Options> = PluginConfig.toConfig(settings).pipe(
  Config.mapOrFail(({ cookie, userAgent, ...rest }) => {
    if (cookie === undefined && userAgent === undefined) return Either.right(rest)
    if (cookie === undefined) {
      return Either.left(lonely(settings.userAgent.variable, settings.cookie.variable))
    }
    return userAgent === undefined
      ? Either.left(lonely(settings.cookie.variable, settings.userAgent.variable))
      : Either.right({ ...rest, browser: { cookie, userAgent } })
  })
)

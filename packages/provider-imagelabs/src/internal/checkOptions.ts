import * as ConfigError from "effect/ConfigError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Options } from "../ImageLabs.js"
import { defaultPollInterval, settings } from "./settings.js"

/** The pause between two polls, when it is not below the floor. */
export const checkInterval = (
  options: Options
): Effect.Effect<Duration.Duration, ConfigError.ConfigError> => {
  const interval = Duration.decode(options.pollInterval ?? defaultPollInterval)
  const floor = Duration.decode(options.pollFloor ?? defaultPollInterval)
  return Duration.lessThan(interval, floor)
    ? Effect.fail(
        ConfigError.InvalidData(
          [settings.pollInterval.variable],
          `the poll interval must be at least ${Duration.format(floor)}, got ${Duration.format(interval)}`
        )
      )
    : Effect.succeed(interval)
}

const fitsHeader = (value: Redacted.Redacted): boolean =>
  /^[\t\x20-\x7e]+$/.test(Redacted.value(value))

/** The headers that show the service a browser, when they can be sent. */
export const checkBrowser = ({
  browser
}: Options): Effect.Effect<
  Readonly<Record<string, Redacted.Redacted>>,
  ConfigError.ConfigError
> => {
  if (browser === undefined) return Effect.succeed({})
  const { cookie, userAgent } = browser
  if (fitsHeader(cookie) && fitsHeader(userAgent)) {
    return Effect.succeed({ cookie, "user-agent": userAgent })
  }
  const { variable } = fitsHeader(cookie) ? settings.userAgent : settings.cookie
  const reason = "holds what no header can hold, such as a line break or letters beyond ASCII"
  return Effect.fail(ConfigError.InvalidData([variable], `${variable} ${reason}`))
}

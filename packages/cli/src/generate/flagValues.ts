/** How the texts of flags are read; `None` when they can't be. */
import type { MediaType } from "@easel/core/MediaType"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as Option from "effect/Option"

const units: Readonly<Record<string, string>> = {
  ms: "millis",
  s: "seconds",
  m: "minutes",
  h: "hours"
}

/** `"90s"`, `"1.5m"`, and what Effect writes: `"90 seconds"`. */
export const parseDuration = (text: string): Option.Option<Duration.Duration> => {
  const short = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)$/.exec(text.trim())
  const long = short === null ? text.trim() : `${short[1] ?? ""} ${units[short[2] ?? ""] ?? ""}`
  return Duration.decodeUnknown(long).pipe(
    Option.filter((duration) => Duration.greaterThan(duration, Duration.zero))
  )
}

/** An http(s) address. */
export const parseProxy = (text: string): Option.Option<string> =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) ? Option.some(text) : Option.none()

/** An option of a provider. */
export type ProviderOption = readonly [key: string, value: unknown]

const parseValue = (text: string): unknown =>
  Either.getOrElse(
    Either.try((): unknown => JSON.parse(text)),
    () => text
  )

/** `key=value`; the value is JSON where it can be read as such, else text. */
export const parseProviderOption = (text: string): Option.Option<ProviderOption> => {
  const equals = text.indexOf("=")
  return equals > 0
    ? Option.some([text.slice(0, equals), parseValue(text.slice(equals + 1))])
    : Option.none()
}

/** A finite number in decimal notation. */
export const parseNumber = (text: string): Option.Option<number> =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim())
    ? Option.filter(Option.some(Number(text)), Number.isFinite)
    : Option.none()

/** A whole number that is exact. */
export const parseInteger = (text: string): Option.Option<number> =>
  Option.filter(parseNumber(text), Number.isSafeInteger)

const formats: ReadonlyMap<string, MediaType> = new Map([
  ["png", "image/png"],
  ["jpeg", "image/jpeg"],
  ["jpg", "image/jpeg"],
  ["webp", "image/webp"]
])

/** A format by its usual name. */
export const parseFormat = (text: string): Option.Option<MediaType> =>
  Option.fromNullable(formats.get(text.toLowerCase()))

/** `"sd35,sketch"`: at least one name. */
export const parseFallback = (text: string): Option.Option<ReadonlyArray<string>> => {
  const names = text.split(",").map((name) => name.trim())
  return names.includes("") ? Option.none() : Option.some(names)
}

const maximumRetries = 100

/** A whole number of further attempts. */
export const parseRetries = (text: string): Option.Option<number> =>
  Option.filter(parseInteger(text), (retries) => retries >= 0 && retries <= maximumRetries)

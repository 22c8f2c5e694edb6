/**
 * A provider's settings: where they come from, and what they are for.
 *
 * One table makes both the Effect `Config` and the list that `easel doctor` and
 * `easel providers <id>` show.
 */
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"

/** One setting. */
export interface Setting<A> {
  /** The environment variable, such as `"EASEL_SD35_API_KEY"`. */
  readonly variable: string
  readonly description: string
  /** Never shown. */
  readonly secret: boolean
  /** What is used when the variable is not set, for people. */
  readonly fallback: string | undefined
  readonly config: Config.Config<A>
}

/** The settings of a provider by field. */
export type Settings = Readonly<Record<string, Setting<unknown>>>

/** What a table of settings decodes to. */
export type Values<S extends Settings> = {
  readonly [K in keyof S]: S[K] extends Setting<infer A> ? A : never
}

const httpUrl =
  (variable: string) =>
  (text: string): Either.Either<URL, ConfigError.ConfigError> => {
    const refuse = (reason: string) => Either.left(ConfigError.InvalidData([variable], reason))
    // What may hold a secret is not repeated.
    const got = /[@?#]/.test(text) ? "another" : `"${text}"`
    const url = URL.canParse(text) ? new URL(text) : undefined
    if (url === undefined || !/^https?:$/.test(url.protocol)) {
      return refuse(`expected an http or https address, got ${got}`)
    }
    return url.username + url.password + url.search + url.hash === ""
      ? Either.right(url)
      : refuse("expected an address without user name, password, query and fragment")
  }

/**
 * An http(s) address with a default. User name, password, query and fragment are refused, since
 * `ServiceClient` sends none of them: a key has a setting of its own.
 */
export const url = (variable: string, fallback: string, description: string): Setting<URL> => ({
  variable,
  description,
  secret: false,
  fallback,
  config: Config.nonEmptyString(variable).pipe(
    Config.withDefault(fallback),
    Config.mapOrFail(httpUrl(variable))
  )
})

/** A text that may be missing. */
export const text = (variable: string, description: string): Setting<string | undefined> => ({
  variable,
  description,
  secret: false,
  fallback: undefined,
  config: Config.map(Config.option(Config.nonEmptyString(variable)), Option.getOrUndefined)
})

/** A key, token or cookie that may be missing. */
export const secret = (
  variable: string,
  description: string
): Setting<Redacted.Redacted | undefined> => ({
  variable,
  description,
  secret: true,
  fallback: undefined,
  config: Config.map(
    Config.option(Config.redacted(Config.nonEmptyString(variable))),
    Option.getOrUndefined
  )
})

/**
 * A secret under the name that other programs know it by, such as `HF_TOKEN`. It was meant for the
 * service at `home` and goes to no other host: it is `undefined` for a base URL of another origin.
 */
export const sharedSecret = (
  variable: string,
  home: string
): Config.Config<(baseUrl: URL) => Redacted.Redacted | undefined> => {
  const { origin } = new URL(home)
  return Config.map(
    secret(variable, "").config,
    (shared) => (baseUrl) => (baseUrl.origin === origin ? shared : undefined)
  )
}

/** Checks the address of a proxy; the error has the setting's name and never the address. */
export const proxyAddress = (
  name: string,
  address: string
): Either.Either<string, ConfigError.ConfigError> =>
  URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)
    ? Either.right(address)
    : Either.left(
        ConfigError.InvalidData([name], "expected a proxy address such as http://127.0.0.1:8080")
      )

/** The address of an http(s) proxy that may be missing; it may hold a password. */
export const proxy = (variable: string, description: string): Setting<string | undefined> => ({
  variable,
  description,
  secret: false,
  fallback: undefined,
  config: Config.nonEmptyString(variable).pipe(
    Config.mapOrFail((address) => proxyAddress(variable, address)),
    Config.withDefault(undefined)
  )
})

const time =
  (variable: string) =>
  (text: string): Either.Either<Duration.Duration, ConfigError.ConfigError> =>
    Either.fromOption(Duration.decodeUnknown(text), () =>
      ConfigError.InvalidData([variable], `expected a time such as "90 seconds", got "${text}"`)
    )

/** A length of time, written `"90 seconds"` or `"5 minutes"`, with a default. */
export const duration = (
  variable: string,
  fallback: Duration.Duration,
  description: string
): Setting<Duration.Duration> => ({
  variable,
  description,
  secret: false,
  fallback: Duration.format(fallback),
  config: Config.nonEmptyString(variable).pipe(
    Config.mapOrFail(time(variable)),
    Config.withDefault(fallback)
  )
})

/** One `Config` that reads every setting. */
export const toConfig = <S extends Settings>(settings: S): Config.Config<Values<S>> =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the compiler can't follow a mapped type through `Object.entries`; each field keeps its config
  Config.all(
    Object.fromEntries(Object.entries(settings).map(([name, setting]) => [name, setting.config]))
  ) as Config.Config<Values<S>>

/** What is wrong with settings, with the names of the variables; none of their values. */
export const describeError = (error: ConfigError.ConfigError): string =>
  error._op === "And" || error._op === "Or"
    ? `${describeError(error.left)}; ${describeError(error.right)}`
    : `${error.path.join("_") || "the configuration"}: ${error.message}`

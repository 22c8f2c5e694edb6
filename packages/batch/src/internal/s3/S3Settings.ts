/** Keys and address of an object store, in the names that its other programs read too. */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { OutputError } from "../../BatchError.js"

export interface S3Settings {
  readonly keyId: string
  readonly secretKey: Redacted.Redacted
  readonly sessionToken: Option.Option<Redacted.Redacted>
  readonly region: string
  /** Of a store that is not Amazon's. */
  readonly endpoint: Option.Option<URL>
}

/** An empty setting is none. */
const setting = (name: string) =>
  Config.map(
    Config.option(Config.string(name)),
    Option.filter((value) => value !== "")
  )

const secret = (name: string) => Config.map(setting(name), Option.map(Redacted.make))

const config = Config.all({
  keyId: setting("AWS_ACCESS_KEY_ID"),
  secretKey: secret("AWS_SECRET_ACCESS_KEY"),
  sessionToken: secret("AWS_SESSION_TOKEN"),
  region: setting("AWS_REGION"),
  standardRegion: setting("AWS_DEFAULT_REGION"),
  s3Endpoint: setting("AWS_ENDPOINT_URL_S3"),
  endpoint: setting("AWS_ENDPOINT_URL")
})

/** Without credentials in it, which would be told with the address. */
const parseEndpoint = (text: string): Either.Either<URL, string> => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url !== undefined && /^https?:$/.test(url.protocol) && url.username + url.password === ""
    ? Either.right(url)
    : Either.left("AWS_ENDPOINT_URL is to be an address with http:// or https://")
}

const missing = (keyId: Option.Option<string>, secretKey: Option.Option<unknown>): string =>
  [
    ...(Option.isNone(keyId) ? ["AWS_ACCESS_KEY_ID"] : []),
    ...(Option.isNone(secretKey) ? ["AWS_SECRET_ACCESS_KEY"] : [])
  ].join(" and ")

/** For the output of that location; what is missing or wrong is named, never shown. */
export const read = (location: string): Effect.Effect<S3Settings, OutputError> =>
  Effect.gen(function* () {
    const found = yield* Effect.mapError(
      config,
      () =>
        new OutputError({
          location,
          reason: "Denied",
          detail: "the settings of the store can't be read"
        })
    )
    const { keyId, secretKey, sessionToken } = found
    if (Option.isNone(keyId) || Option.isNone(secretKey)) {
      const detail = `the store's keys are not set: ${missing(keyId, secretKey)}`
      return yield* new OutputError({ location, reason: "Denied", detail })
    }
    const address = Option.orElse(found.s3Endpoint, () => found.endpoint)
    const endpoint = yield* Effect.transposeOption(
      Option.map(address, (text) =>
        Either.mapLeft(
          parseEndpoint(text),
          (detail) => new OutputError({ location, reason: "Invalid", detail })
        )
      )
    )
    return {
      keyId: keyId.value,
      secretKey: secretKey.value,
      sessionToken,
      region: Option.getOrElse(
        Option.orElse(found.region, () => found.standardRegion),
        () => "us-east-1"
      ),
      endpoint
    }
  })

import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { CassetteError } from "./CassetteError.js"
import { Cassette, format, version } from "./Format.js"

/** The most characters of a cassette's text: 64 Mi. */
export const maximumLength = 64 * 1024 * 1024

const longestMessage = 300

const issueText = (error: ParseResult.ParseError): string => {
  const [issue] = ParseResult.ArrayFormatter.formatErrorSync(error)
  const where = issue?.path.map(String).join(".") ?? ""
  const text = `${where === "" ? "" : `${where}: `}${issue?.message ?? error.message}`
  return text.length > longestMessage ? `${text.slice(0, longestMessage - 1)}…` : text
}

export const damaged = (error: ParseResult.ParseError): CassetteError =>
  new CassetteError({ reason: "Damaged", message: issueText(error) })

export const tooLarge = new CassetteError({
  reason: "TooLarge",
  message: "a cassette may have at most 64 MiB"
})

const encode = Schema.encodeEither(Cassette)

/** The cassette as JSON. */
export const toText = (cassette: Cassette): Either.Either<string, CassetteError> =>
  Either.flatMap(Either.mapLeft(encode(cassette), damaged), (encoded) => {
    const text = `${JSON.stringify(encoded, null, 2)}\n`
    return text.length > maximumLength ? Either.left(tooLarge) : Either.right(text)
  })

const parseJson = (text: string): Either.Either<unknown, CassetteError> =>
  Either.try({
    try: (): unknown => JSON.parse(text),
    catch: (error) =>
      new CassetteError({
        reason: "Damaged",
        message: `it is no JSON, or cut short: ${String(error)}`
      })
  })

const Label = Schema.Struct({
  format: Schema.Literal(format),
  version: Schema.optional(Schema.Unknown)
})

const isLabelled = Schema.is(Label)

const decode = Schema.decodeUnknownEither(Cassette, { onExcessProperty: "error" })

const fromJson = (json: unknown): Either.Either<Cassette, CassetteError> => {
  if (!isLabelled(json)) {
    const message = `it has no "format": "${format}"`
    return Either.left(new CassetteError({ reason: "NotACassette", message }))
  }
  if (json.version !== version) {
    const found = JSON.stringify(json.version)
    const message = `it has version ${found}; this testkit reads version ${version}`
    return Either.left(new CassetteError({ reason: "UnknownVersion", message }))
  }
  return Either.mapLeft(decode(json), damaged)
}

/** The cassette of a text, which is not trusted. */
export const fromText = (text: string): Either.Either<Cassette, CassetteError> =>
  text.length > maximumLength ? Either.left(tooLarge) : Either.flatMap(parseJson(text), fromJson)

/** `easel.config.json`: what it may say, and how it is read. */
import { readFile } from "node:fs/promises"
import * as AutoCorrect from "@effect/cli/AutoCorrect"
import * as CliConfig from "@effect/cli/CliConfig"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { type FileError, fromUnknown } from "../FileError.js"
import { UsageError } from "../UsageError.js"

const Config = Schema.Struct({
  /** Names of packages, or paths from the folder of the file. */
  plugins: Schema.optionalWith(Schema.Array(Schema.NonEmptyTrimmedString), { default: () => [] })
})

/** A file that was read. */
export interface ConfigFile {
  readonly path: string
  /** As it stands there. */
  readonly text: string
  /** Everything that it says. */
  readonly record: Readonly<Record<string, unknown>>
  readonly plugins: ReadonlyArray<string>
}

const keys = Object.keys(Config.fields)

const nearKey = (key: string): string | undefined =>
  keys.find((known) => AutoCorrect.levensteinDistance(key, known, CliConfig.defaultConfig) <= 2)

const parse = Schema.decodeUnknownEither(
  Schema.parseJson(Schema.Record({ key: Schema.String, value: Schema.Unknown }))
)
const decode = Schema.decodeUnknownEither(Config)

const firstIssue = (error: ParseResult.ParseError): string => {
  const [issue] = ParseResult.ArrayFormatter.formatErrorSync(error)
  const path = issue?.path.map(String).join(".") ?? ""
  return path === "" ? (issue?.message ?? "") : `${path}: ${issue?.message ?? ""}`
}

const complain = (path: string, problem: string, hint?: string): UsageError =>
  new UsageError({ message: `${path}: ${problem}`, hint })

/** A file that is not there yet. */
export const empty = (path: string): ConfigFile => ({ path, text: "", record: {}, plugins: [] })

/** The text with other plugins, indented as it was. */
export const textWith = ({ record, text }: ConfigFile, plugins: ReadonlyArray<string>): string => {
  const indent = /^[ \t]+(?=\S)/m.exec(text)?.[0] ?? "  "
  return `${JSON.stringify({ ...record, plugins }, null, indent)}\n`
}

/** Decodes the text of a file. */
export const decodeText = (path: string, text: string): Either.Either<ConfigFile, UsageError> =>
  Either.gen(function* () {
    const record = yield* Either.mapLeft(parse(text.replace(/^\uFEFF/, "")), (error) =>
      complain(path, `it is no JSON object: ${firstIssue(error)}`)
    )
    const unknown = Object.keys(record).find((key) => !keys.includes(key))
    if (unknown !== undefined) {
      const near = nearKey(unknown)
      return yield* Either.left(
        complain(
          path,
          `there is no key "${unknown}"`,
          near === undefined ? `its keys are: ${keys.join(", ")}` : `did you mean "${near}"?`
        )
      )
    }
    const { plugins } = yield* Either.mapLeft(decode(record), (error) =>
      complain(
        path,
        firstIssue(error),
        'such as { "plugins": ["@acme/easel-provider", "./mine.js"] }'
      )
    )
    return { path, text, record, plugins }
  })

/** Reads a file. */
export const read = (path: string): Effect.Effect<ConfigFile, FileError | UsageError> =>
  Effect.tryPromise({
    try: () => readFile(path, "utf8"),
    catch: fromUnknown(path, "read")
  }).pipe(Effect.flatMap((text) => decodeText(path, text)))

import * as Either from "effect/Either"
import type * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import { InvalidRequest } from "../ImageError.js"
import { invalidField } from "./invalidField.js"
import type { RequestFields } from "./parseRequest.js"

/** A provider's options, decoded, and as they can be written to JSON. */
export interface ReadResult<Options> {
  readonly options: Options
  readonly encodedOptions: Readonly<Record<string, unknown>>
}

export type ReadOptions<Options> = (
  fields: Pick<RequestFields, "providerOptions">
) => Either.Either<ReadResult<Options>, InvalidRequest>

/** An empty struct lets every key pass, even where excess keys are an error. */
const isEmptyStruct = (ast: SchemaAST.AST): boolean =>
  SchemaAST.isTypeLiteral(ast) &&
  ast.propertySignatures.length === 0 &&
  ast.indexSignatures.length === 0

/** Reads the options of one provider; those of another are refused. The schema is compiled once. */
export const makeReadOptions = <Options, Encoded>(
  provider: string,
  schema: Schema.Schema<Options, Encoded>
): ReadOptions<Options> => {
  const decode = Schema.decodeUnknownEither(schema, { onExcessProperty: "error" })
  const encode = Schema.encodeEither(schema)
  const hasNone = isEmptyStruct(SchemaAST.encodedAST(schema.ast))
  const refuse = (error: ParseResult.ParseError) =>
    Either.left(invalidField(error, "providerOptions", provider))
  return ({ providerOptions }) => {
    const given: Readonly<Record<string, unknown>> = { ...providerOptions }
    const foreign = Object.keys(given).find((id) => id !== provider && given[id] !== undefined)
    if (foreign !== undefined) {
      return Either.left(
        new InvalidRequest({
          option: `providerOptions.${foreign}`,
          reason: `this model belongs to ${provider}`,
          legal: `providerOptions.${provider}`
        })
      )
    }
    const [extra] = hasNone ? Object.keys(given[provider] ?? {}) : []
    if (extra !== undefined) {
      return Either.left(
        new InvalidRequest({
          option: `providerOptions.${provider}.${extra}`,
          reason: `${provider} has no options of its own`
        })
      )
    }
    const options = decode(given[provider] ?? {})
    if (Either.isLeft(options)) return refuse(options.left)
    const encoded = encode(options.right)
    if (Either.isLeft(encoded)) return refuse(encoded.left)
    return Either.right({
      options: options.right,
      encodedOptions: Object.fromEntries(Object.entries(encoded.right ?? {}))
    })
  }
}

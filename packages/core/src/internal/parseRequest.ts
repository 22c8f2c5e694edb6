import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { InvalidRequest } from "../ImageError.js"
import { ImageRequest, type Input } from "../ImageRequest.js"
import { invalidField } from "./invalidField.js"
import { nearMatches } from "./nearMatches.js"

const Fields = Schema.typeSchema(Schema.Struct(ImageRequest.fields))

/** The fields of a request, checked. */
export type RequestFields = typeof Fields.Type

/** Compiled once; the class would compile its own check for each request. */
const validate = ParseResult.validateEither(Fields)

const unknownField = (name: string): InvalidRequest =>
  new InvalidRequest({
    option: name,
    reason: "no such field",
    legal: nearMatches(name, Object.keys(ImageRequest.fields))[0]
  })

/** Parses a request that was written in a program. */
export const parseRequest = (input: Input): Either.Either<RequestFields, InvalidRequest> => {
  if (input instanceof ImageRequest) return Either.right(input)
  for (const name of Object.keys(input)) {
    if (!Object.hasOwn(ImageRequest.fields, name)) return Either.left(unknownField(name))
  }
  const fields = validate(input)
  return Either.isRight(fields)
    ? Either.right(fields.right)
    : Either.left(invalidField(new ParseResult.ParseError({ issue: fields.left })))
}

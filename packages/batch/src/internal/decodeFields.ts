import { ImageRequest } from "@easel/core/ImageRequest"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as Prompt from "@easel/core/Prompt"
import type { Defaults } from "./ItemOptions.js"

const decode = Schema.decodeUnknownEither(Schema.Struct(ImageRequest.fields), { errors: "all" })

/** What is wrong with each field; an optional one has an issue too many, that it is not left out. */
export const issuesByField = (error: ParseResult.ParseError): ReadonlyArray<string> => {
  const issues = ParseResult.ArrayFormatter.formatErrorSync(error)
  return issues
    .filter(({ path }, index) => issues.findIndex((other) => other.path[0] === path[0]) === index)
    .map(({ message, path }) => `${path.map(String).join(".")}: ${message}`)
}

/** A request of what a line says, encoded as in JSON; `Left` says all that is wrong with it. */
export const decodeFields = (
  defaults: Defaults,
  encoded: Readonly<Record<string, unknown>>
): Either.Either<ImageRequest, ReadonlyArray<string>> => {
  const fields = decode(encoded)
  if (Either.isLeft(fields)) return Either.left(issuesByField(fields.left))
  const request = new ImageRequest({ ...defaults, ...fields.right }, { disableValidation: true })
  return Either.mapBoth(Prompt.fromRequest(request), {
    onLeft: (error) => [error.message],
    onRight: () => request
  })
}

import * as ParseResult from "effect/ParseResult"
import { InvalidRequest } from "../ImageError.js"

/** A failed check as the error of the field that is wrong. */
export const invalidField = (
  error: ParseResult.ParseError,
  ...parents: ReadonlyArray<string>
): InvalidRequest => {
  const issue = ParseResult.ArrayFormatter.formatErrorSync(error)[0]
  return new InvalidRequest({
    option: [...parents, ...(issue?.path ?? [])].map(String).join(".") || "request",
    reason: issue?.message ?? error.message
  })
}

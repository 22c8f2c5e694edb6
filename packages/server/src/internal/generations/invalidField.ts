import { InvalidRequest } from "@easel/core/ImageError"
import * as ParseResult from "effect/ParseResult"

/** A failed check as the error of the field that is wrong. */
export const invalidField = (error: ParseResult.ParseError): InvalidRequest => {
  const issue = ParseResult.ArrayFormatter.formatErrorSync(error)[0]
  return new InvalidRequest({
    option: (issue?.path ?? []).map(String).join(".") || "request",
    reason: issue?.message ?? error.message
  })
}

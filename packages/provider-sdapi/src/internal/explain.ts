import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { type Answer, clean, type Explanation } from "@easel/core/ServiceClient"

/** How AUTOMATIC1111 and its descendants say that something failed. */
const Failure = Schema.Struct({
  /** Name of an exception. */
  error: Schema.String,
  detail: Schema.String,
  errors: Schema.optional(Schema.String)
})

/** The text of a failure stands behind the name of its exception. */
export const explain = ({ json, status }: Answer): Explanation | undefined => {
  const answer = Schema.decodeUnknownEither(Failure)(json)
  if (Either.isLeft(answer)) return undefined
  const { detail, error, errors = "" } = answer.right
  const message = clean([detail, errors, error].find((text) => text.trim() !== "") ?? "")
  if (status === 401) return { reason: "Unauthorized", message }
  if (status === 404 || status === 422) return { reason: "Rejected", message }
  return status >= 500 ? { reason: "Server", message } : undefined
}

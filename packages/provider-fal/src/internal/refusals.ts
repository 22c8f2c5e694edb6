/** What fal means by an answer that is an error. */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { type Answer, clean, type Explanation } from "@easel/core/ServiceClient"

/** What a person can do who has no key. */
const keyHint = "set EASEL_FAL_API_KEY or FAL_KEY to a key of https://fal.ai/dashboard/keys"

/** What a model says about the inputs, one entry for each. */
const Details = Schema.Struct({
  detail: Schema.NonEmptyArray(
    Schema.Struct({
      loc: Schema.optional(Schema.Array(Schema.Union(Schema.String, Schema.Number))),
      msg: Schema.String,
      type: Schema.optional(Schema.String)
    })
  )
})

/** What the queue says, in one sentence. */
const Sentence = Schema.Struct({ detail: Schema.NonEmptyString })

/** Names the inputs that a model refused, and tells its own refusal of contents from a mistake. */
const refusedInputs = ({ detail }: typeof Details.Type, status: number): Explanation => {
  const message = detail
    .map(({ loc = [], msg }) => [...loc.filter((part) => part !== "body"), msg].join(": "))
    .join("; ")
  if (detail.some(({ type }) => type === "content_policy_violation")) {
    return { reason: "Moderated", message: clean(message) }
  }
  return { reason: status >= 500 ? "Server" : "Rejected", message: clean(message) }
}

/** Reads an answer of the queue or of a model; what else it is, its status tells. */
export const explain = ({ json, status }: Answer): Explanation | undefined => {
  const details = Schema.decodeUnknownOption(Details)(json)
  if (Option.isSome(details) && (status === 422 || status >= 500)) {
    return refusedInputs(details.value, status)
  }
  const sentence = Schema.decodeUnknownOption(Sentence)(json)
  if (Option.isNone(sentence)) return undefined
  const message = clean(sentence.value.detail).replace(/\.$/, "")
  // A locked account answers 403, as a key does that is not good.
  if (status === 403 && /balance|locked/i.test(message)) {
    const hint = "add to your balance at https://fal.ai/dashboard/billing"
    return { reason: "Quota", message: `${message}; ${hint}` }
  }
  return status === 401 || status === 403
    ? { reason: "Unauthorized", message: `${message}; ${keyHint}` }
    : undefined
}

/** What the gateway answers instead of a picture: the errors of core, and its own. */
import * as v from "valibot"

const text = v.optional(v.string())
const number = v.optional(v.number())

const fields = {
  _tag: v.string(),
  message: text,
  provider: text,
  model: text,
  jobId: text,
  /** `InvalidRequest`: the field of the request, and what would be legal. */
  option: text,
  reason: text,
  legal: text,
  name: text,
  near: v.optional(v.array(v.string())),
  /** Milliseconds. */
  retryAfter: number,
  retryable: v.optional(v.boolean()),
  expected: text,
  description: text,
  deadline: text,
  /** Milliseconds. */
  duration: number,
  /** `ShuttingDown`: it ran, and was cancelled. */
  cancelled: v.optional(v.boolean()),
  part: text,
  limit: v.optional(v.union([v.string(), v.number()]))
}

const Attempt = v.object(fields)

export const Failure = v.object({ ...fields, attempts: v.optional(v.array(Attempt)) })
export type Failure = v.InferOutput<typeof Failure>

/** Of the page itself: the gateway does not answer, or not as it should. */
export const unreachable = (description: string): Failure => ({ _tag: "Unreachable", description })

/** Of the page itself: nobody knows any more what became of the generation. */
export const lost = (description: string): Failure => ({ _tag: "Lost", description })

/** Jobs that a service has accepted. */
import * as Schema from "effect/Schema"

/** A job that a service has accepted. Survives JSON. */
export const Job = Schema.Struct({
  provider: Schema.NonEmptyString,
  model: Schema.NonEmptyString,
  jobId: Schema.NonEmptyString,
  submitted: Schema.DateFromString
})
export type Job = typeof Job.Type

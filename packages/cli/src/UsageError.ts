/** The command line was used in a way that can't work. */
import * as Data from "effect/Data"

export class UsageError extends Data.TaggedError("UsageError")<{
  /** What is wrong. */
  readonly message: string
  /** What to type instead. */
  readonly hint?: string | undefined
}> {}

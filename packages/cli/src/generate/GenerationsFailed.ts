/** Several pictures were asked for, and some or all of them failed. Each was reported by then. */
import * as Data from "effect/Data"

export interface Failure {
  /** Which call, counted from 1. */
  readonly n: number
  readonly error: unknown
}

export class GenerationsFailed extends Data.TaggedError("GenerationsFailed")<{
  readonly done: number
  readonly failures: readonly [Failure, ...ReadonlyArray<Failure>]
}> {
  override get message(): string {
    return `${this.failures.length} of ${this.done + this.failures.length} generations failed`
  }
}

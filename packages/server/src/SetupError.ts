import * as Data from "effect/Data"

/** A gateway can't be started as it was told to. */
export class SetupError extends Data.TaggedError("SetupError")<{
  /** The option that is wrong: `"port"`, `"keys"`, … */
  readonly option: string
  /** Never has the value of a key or a secret in it. */
  readonly reason: string
}> {
  override get message(): string {
    return `the gateway can't start: ${this.reason}`
  }
}

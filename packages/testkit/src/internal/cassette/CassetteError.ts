import * as Data from "effect/Data"

/** A cassette can't be had, or can't be kept. */
export class CassetteError extends Data.TaggedError("CassetteError")<{
  /**
   * `NotACassette`: it is something else. `UnknownVersion`: another testkit made it. `Damaged`: it is
   * cut short, or was changed by hand. `TooLarge`: over 64 MiB. `OtherModel`: a cassette holds one
   * model. `File`: it can't be read or written.
   */
  readonly reason:
    "NotACassette" | "UnknownVersion" | "Damaged" | "TooLarge" | "OtherModel" | "File"
  /** For people; says what is wrong and where. */
  readonly message: string
}> {}

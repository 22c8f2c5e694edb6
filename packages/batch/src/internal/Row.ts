import type * as Effect from "effect/Effect"
import type { FileLine } from "./FileLines.js"

/** What one record of a file says. */
export interface Row {
  /** Where it begins; counts from 1. */
  readonly line: number
  /** By the name of the field or column; `undefined` and `null` say nothing. */
  readonly values: ReadonlyMap<string, unknown>
}

/** Makes rows of lines, and tells its mistakes to whoever made it. */
export interface RowReader {
  readonly push: (line: FileLine) => ReadonlyArray<Row>
  /** What is left when the file has ended. */
  readonly end: Effect.Effect<ReadonlyArray<Row>>
}

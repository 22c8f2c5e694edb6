import * as Chunk from "effect/Chunk"
import * as Option from "effect/Option"
import type { ItemRow } from "./ItemRow.js"

/** A page as a stream takes it, with the number that the next one begins after. */
export const pageAfter = (rows: ReadonlyArray<ItemRow>) =>
  [
    Chunk.fromIterable(rows),
    Option.map(Option.fromNullable(rows.at(-1)), ({ number }) => number)
  ] as const

import * as Effect from "effect/Effect"
import type { FileLine } from "./FileLines.js"
import type { Mistakes } from "./Mistakes.js"
import type { Row, RowReader } from "./Row.js"

const kindOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "an array" : `a ${typeof value}`

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Reads JSONL: an object on each line; empty lines are left out. */
export const makeJsonRows = (mistakes: Mistakes): RowReader => {
  const read = ({ fault, number, text }: FileLine): ReadonlyArray<Row> => {
    const refuse = (reason: string): ReadonlyArray<Row> => {
      mistakes.add(number, reason)
      return []
    }
    if (fault !== undefined) return refuse(fault)
    if (text.trim() === "") return []
    try {
      const value: unknown = JSON.parse(text)
      return isObject(value)
        ? [{ line: number, values: new Map<string, unknown>(Object.entries(value)) }]
        : refuse(`is ${kindOf(value)}, not an object such as {"prompt": "A cat wearing a hat"}`)
    } catch (error) {
      return refuse(`is no JSON: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return { push: read, end: Effect.succeed([]) }
}

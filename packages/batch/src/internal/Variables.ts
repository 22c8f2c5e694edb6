import { nearMatches } from "@easel/core/NearMatches"
import type { Row } from "./Row.js"
import type { Template } from "./Template.js"

/** Text of a value in a template; `undefined` when it can't be part of one. */
export const textOf = (value: unknown): string | undefined => {
  switch (typeof value) {
    case "string":
      return value
    case "number":
    case "boolean":
      return String(value)
    default:
      return value === undefined || value === null ? "" : undefined
  }
}

/** Variables that every item has, unless its line has one of that name. */
export const always = {
  prompt: ["number"],
  name: ["number", "slug", "prompt"]
} as const satisfies Record<string, ReadonlyArray<string>>

const listed = (names: ReadonlyArray<string>): string => Array.from(new Set(names)).join(", ")

/** What is wrong with a template where these are the names that there are. */
export const unknownVariables = (
  what: string,
  { names }: Template,
  known: ReadonlyArray<string>
): ReadonlyArray<string> =>
  Array.from(names)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const [near] = nearMatches(name, known)
      const hint = near === undefined ? "" : `; did you mean {${near}}?`
      return `the template of ${what} has {${name}}, but there is only ${listed(known)}${hint}`
    })

/** What is wrong with these values of a row, which become part of a text. */
export const unfitValues = (names: ReadonlyArray<string>, { values }: Row): ReadonlyArray<string> =>
  Array.from(new Set(names))
    .filter((name) => textOf(values.get(name)) === undefined)
    .map((name) => `${name}: is no text or number, and can't be part of one`)

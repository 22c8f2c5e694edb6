import type { Parameter } from "./describeSpace.js"

/** A problem of a value, and what would be legal. */
export interface Problem {
  readonly reason: string
  readonly legal: string | undefined
}

const quote = (value: unknown): string => JSON.stringify(value) ?? String(value)

/** As many choices as a person reads. */
const listed = 20

const listOf = (choices: ReadonlyArray<unknown>): string =>
  choices.slice(0, listed).map(quote).join(", ") + (choices.length > listed ? ", …" : "")

const rangeOf = ({ maximum, minimum }: Parameter): string | undefined => {
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`
  if (minimum !== undefined) return `at least ${minimum}`
  return maximum === undefined ? undefined : `at most ${maximum}`
}

/** What is wrong with a value for an input, before anything is sent. */
export const problemOf = (parameter: Parameter, value: unknown): Problem | undefined => {
  const { choices, component, maximum, minimum, name, type } = parameter
  if (choices !== undefined) {
    return choices.includes(value)
      ? undefined
      : { reason: `${quote(value)} is none of the choices of ${name}`, legal: listOf(choices) }
  }
  if (type === "number" || type === "integer" || component === "slider") {
    if (typeof value !== "number" || !Number.isFinite(value)) {
      return { reason: `${name} takes a number, not ${quote(value)}`, legal: rangeOf(parameter) }
    }
    const isOut =
      (minimum !== undefined && value < minimum) || (maximum !== undefined && value > maximum)
    return isOut ? { reason: `${name} can't be ${value}`, legal: rangeOf(parameter) } : undefined
  }
  if (type === "boolean" && typeof value !== "boolean") {
    return { reason: `${name} takes true or false, not ${quote(value)}`, legal: "true, false" }
  }
  if (type === "string" && typeof value !== "string") {
    return { reason: `${name} takes a text, not ${quote(value)}`, legal: undefined }
  }
  return undefined
}

import type { Parameter } from "./describeSpace.js"

/** A problem of a value, and what would be legal. */
export interface Problem {
  readonly reason: string
  readonly legal?: string | undefined
}

const quote = (value: unknown): string => JSON.stringify(value) ?? String(value)

/** As many choices as a person reads. */
const listed = 20

const rangeOf = ({ maximum, minimum }: Parameter): string | undefined => {
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`
  if (minimum !== undefined) return `at least ${minimum}`
  return maximum === undefined ? undefined : `at most ${maximum}`
}

/** What is wrong with a value for an input, before anything is sent. */
export const problemOf = (parameter: Parameter, value: unknown): Problem | undefined => {
  const { choices, component, maximum = Infinity, minimum = -Infinity, name, type } = parameter
  if (choices !== undefined) {
    if (choices.includes(value)) return undefined
    const legal = choices.slice(0, listed).map(quote).join(", ")
    return {
      reason: `${quote(value)} is none of the choices of ${name}`,
      legal: choices.length > listed ? `${legal}, …` : legal
    }
  }
  if (type === "number" || type === "integer" || component === "slider") {
    const legal = rangeOf(parameter)
    if (typeof value !== "number" || !Number.isFinite(value)) {
      return { reason: `${name} takes a number, not ${quote(value)}`, legal }
    }
    const isIn = value >= minimum && value <= maximum
    return isIn ? undefined : { reason: `${name} can't be ${value}`, legal }
  }
  if (type === "boolean" && typeof value !== "boolean") {
    return { reason: `${name} takes true or false, not ${quote(value)}`, legal: "true, false" }
  }
  return type === "string" && typeof value !== "string"
    ? { reason: `${name} takes a text, not ${quote(value)}` }
    : undefined
}

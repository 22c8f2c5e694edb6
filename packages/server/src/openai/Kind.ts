/** Kinds of values that a field can hold, in JSON and as the text of a form. */
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import type * as Schema from "effect/Schema"

export interface Kind<A> {
  /** What is legal, in words: `"a whole number from 1 to 100"`. */
  readonly expected: string
  /** The value; `undefined` when it is another. */
  readonly read: (value: unknown) => A | undefined
  /** The same for the text of a form. */
  readonly readText: (text: string) => A | undefined
}

export const text: Kind<string> = {
  expected: "a text",
  read: (value) => (typeof value === "string" ? value : undefined),
  readText: (text) => text
}

export const boolean: Kind<boolean> = {
  expected: "true or false",
  read: (value) => (typeof value === "boolean" ? value : undefined),
  readText: (text) => (text === "true" ? true : text === "false" ? false : undefined)
}

const numeral = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i

const numberWhere = (expected: string, isLegal: (value: number) => boolean): Kind<number> => {
  const read = (value: unknown) => (typeof value === "number" && isLegal(value) ? value : undefined)
  return {
    expected,
    read,
    readText: (text) => (numeral.test(text) ? read(Number(text)) : undefined)
  }
}

/** Both ends are legal. */
export const number = (minimum: number, maximum?: number): Kind<number> =>
  numberWhere(
    maximum === undefined
      ? `a number that is not below ${minimum}`
      : `a number from ${minimum} to ${maximum}`,
    (value) =>
      Number.isFinite(value) && value >= minimum && (maximum === undefined || value <= maximum)
  )

/** Both ends are legal. */
export const integer = (minimum: number, maximum: number): Kind<number> =>
  numberWhere(
    `a whole number from ${minimum} to ${maximum}`,
    (value) => Number.isSafeInteger(value) && value >= minimum && value <= maximum
  )

export const oneOf = <const A extends string>(...values: ReadonlyArray<A>): Kind<A> => {
  const read = (value: unknown) => values.find((candidate) => candidate === value)
  return { expected: `one of ${values.join(", ")}`, read, readText: read }
}

const parse = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

/** What a schema takes without a change; JSON in a form. */
export const json = <A>(expected: string, schema: Schema.Schema<A>): Kind<A> => {
  const validate = ParseResult.validateEither(schema, { onExcessProperty: "error" })
  const read = (value: unknown) => Either.getOrUndefined(validate(value))
  return { expected, read, readText: (text) => read(parse(text)) }
}

/** A value as it may be quoted in an error. */
export const show = (value: unknown): string => {
  const shown = typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : undefined
  if (shown !== undefined) return shown
  if (Array.isArray(value)) return "a list"
  return typeof value === "object" && value !== null ? "an object" : String(value)
}

import * as Either from "effect/Either"

const parse = (text: string): Either.Either<unknown, unknown> =>
  Either.try((): unknown => JSON.parse(text))

/** The quote that ends the string which begins at `open`; the end of the text when there is none. */
const closingQuote = (text: string, open: number): number => {
  for (let quote = text.indexOf('"', open + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0
    while (text[quote - 1 - backslashes] === "\\") backslashes++
    if (backslashes % 2 === 0) return quote
  }
  return text.length
}

/** Python's numbers that JSON does not know, outside of strings, become null. */
const withoutNonFinite = (text: string): string => {
  let result = ""
  for (let at = 0; at < text.length;) {
    const quote = text.indexOf('"', at)
    const open = quote < 0 ? text.length : quote
    result += text.slice(at, open).replace(/-?Infinity|NaN/g, "null")
    at = quote < 0 ? text.length : closingQuote(text, open) + 1
    result += text.slice(open, at)
  }
  return result
}

/** Parses what Python's `json.dumps` writes, with `NaN` and `Infinity` as null. */
export const parseJson = (text: string): Either.Either<unknown, unknown> => {
  const strict = parse(text)
  return Either.isRight(strict) || !/Infinity|NaN/.test(text)
    ? strict
    : parse(withoutNonFinite(text))
}

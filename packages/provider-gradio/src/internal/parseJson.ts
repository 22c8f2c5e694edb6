import * as Either from "effect/Either"

const parse = (text: string): Either.Either<unknown, unknown> =>
  Either.try((): unknown => JSON.parse(text))

/** Python's numbers that JSON does not know, outside of strings, become null. */
const withoutNonFinite = (text: string): string => {
  let isInString = false
  return text.replace(/\\.|"|-?Infinity|NaN/gs, (token) => {
    if (token === '"') isInString = !isInString
    return isInString || /^["\\]/.test(token) ? token : "null"
  })
}

/** Parses what Python's `json.dumps` writes, with `NaN` and `Infinity` as null. */
export const parseJson = (text: string): Either.Either<unknown, unknown> => {
  const strict = parse(text)
  return Either.isRight(strict) || !/Infinity|NaN/.test(text)
    ? strict
    : parse(withoutNonFinite(text))
}

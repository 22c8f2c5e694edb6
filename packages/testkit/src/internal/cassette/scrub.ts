import * as Redacted from "effect/Redacted"

/** Something that must not be on a cassette: a secret, or what a pattern finds. */
export type Secret = Redacted.Redacted | RegExp

const mark = "<redacted>"

type Change = (text: string) => string

const remover = (secrets: ReadonlyArray<Secret>): Change => {
  const texts = secrets
    .flatMap((secret) => (secret instanceof RegExp ? [] : [Redacted.value(secret)]))
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .filter((secret) => secret !== "")
    .sort((a, b) => b.length - a.length)
  const patterns = secrets.flatMap((secret) =>
    secret instanceof RegExp ? [new RegExp(secret.source, `${secret.flags.replace("g", "")}g`)] : []
  )
  return (text) => {
    const rest = texts.reduce((rest, secret) => rest.replaceAll(secret, mark), text)
    return patterns.reduce((rest, pattern) => rest.replaceAll(pattern, mark), rest)
  }
}

/** An address without user and password, and without its query, which may be a signature. */
const withoutQueries: Change = (text) =>
  text
    .replace(/(https?:\/\/)[^\s/?#@"'<>]+@/gi, "$1")
    .replace(/(https?:\/\/[^\s?#"'<>]*)[?#][^\s"'<>]*/gi, "$1")

/** The words of the caller, whose addresses are part of the request. */
const callersWords = new Set(["request", "prompt", "parameters"])

type Fields = Readonly<Record<string, unknown>>

const mapTexts = (value: unknown, change: Change, passed: ReadonlySet<string>): unknown => {
  if (typeof value === "string") return change(value)
  if (Array.isArray(value)) return value.map((item: unknown) => mapTexts(item, change, passed))
  return typeof value === "object" && value !== null ? mapFields(value, change, passed) : value
}

const mapFields = (value: object, change: Change, passed: ReadonlySet<string>): Fields =>
  Object.fromEntries(
    Object.entries(value).map(([name, field]: [string, unknown]) => [
      change(name),
      passed.has(name) ? field : mapTexts(field, change, passed)
    ])
  )

const everything: ReadonlySet<string> = new Set()

/** Removes secrets, and the queries of addresses, which may be signatures. */
export const scrubber = (secrets: ReadonlyArray<Secret>) => {
  const removeSecrets = remover(secrets)
  return {
    text: removeSecrets,
    json: (value: object): Fields =>
      mapFields(mapFields(value, removeSecrets, everything), withoutQueries, callersWords)
  }
}

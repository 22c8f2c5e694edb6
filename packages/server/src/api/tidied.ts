import * as Predicate from "effect/Predicate"

type Json = Readonly<Record<string, unknown>>

/** Effect's own description of a request that does not fit; this gateway answers in its own words. */
const foreign: ReadonlySet<string> = new Set(["HttpApiDecodeError", "Issue", "PropertyKey"])

const prefix = "#/components/schemas/"

/** `@easel/core/Receipt` is no name in OpenAPI. */
const shortName = (name: string): string => name.split("/").at(-1) ?? name

const nameOfReference = (reference: string): string =>
  shortName(reference.slice(prefix.length).replaceAll("~1", "/"))

const isForeign = (schema: unknown): boolean =>
  Predicate.hasProperty(schema, "$ref") &&
  typeof schema.$ref === "string" &&
  foreign.has(nameOfReference(schema.$ref))

const isForeignAnswer = (answer: unknown): boolean =>
  Predicate.hasProperty(answer, "content") &&
  Predicate.isRecord(answer.content) &&
  Object.values(answer.content).some(
    (media) => Predicate.hasProperty(media, "schema") && isForeign(media.schema)
  )

const tidyEntry = ([key, value]: readonly [string, unknown]): ReadonlyArray<[string, unknown]> => {
  if (key === "$ref" && typeof value === "string") return [[key, prefix + nameOfReference(value)]]
  // Of a schema that takes anything; many have the same.
  if (key === "$id") return []
  if (isForeignAnswer(value)) return []
  if (key === "anyOf" && Array.isArray(value)) {
    const [first, ...others] = value.filter((schema) => !isForeign(schema))
    return Predicate.isRecord(first) && others.length === 0
      ? Object.entries(first).flatMap(tidyEntry)
      : [[key, [first, ...others].map(tidy)]]
  }
  return [[key, tidy(value)]]
}

const tidy = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(tidy)
  return Predicate.isRecord(value)
    ? Object.fromEntries(Object.entries(value).flatMap(tidyEntry))
    : value
}

const named = (schemas: unknown): unknown =>
  Predicate.isRecord(schemas)
    ? Object.fromEntries(
        Object.entries(schemas)
          .map(([name, schema]): [string, unknown] => [shortName(name), tidy(schema)])
          .filter(([name]) => !foreign.has(name))
      )
    : schemas

/** The OpenAPI document with names that are legal there, and without what is never answered. */
export const tidied = (document: Json): Record<string, unknown> => {
  const { components, ...rest } = document
  const parts = Predicate.isRecord(components) ? components : {}
  return {
    ...Object.fromEntries(Object.entries(rest).flatMap(tidyEntry)),
    components: { ...parts, schemas: named(parts["schemas"]) }
  }
}

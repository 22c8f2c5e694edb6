/** A provider's own options, read from its schema: what may follow `--set`. */
import * as Effect from "effect/Effect"
import * as JSONSchema from "effect/JSONSchema"
import type * as Schema from "effect/Schema"

/** One option. */
export interface Option {
  readonly key: string
  /** What may be its value, such as `"true or false"`. */
  readonly legal: string
  readonly description: string | undefined
  readonly required: boolean
}

/** The options as JSON schema; fails with a reason for a schema that JSON schema can't express. */
export const jsonSchema = (
  schema: Schema.Schema.AnyNoContext
): Effect.Effect<JSONSchema.JsonSchema7Root, string> =>
  Effect.try({ try: () => JSONSchema.make(schema), catch: String })

const bounds = (schema: JSONSchema.JsonSchema7Numeric): string => {
  const least = schema.minimum ?? schema.exclusiveMinimum
  const most = schema.maximum ?? schema.exclusiveMaximum
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`
  if (least !== undefined) {
    return schema.minimum === undefined ? ` above ${least}` : `, at least ${least}`
  }
  return most === undefined ? "" : `, at most ${most}`
}

const typeName = (schema: JSONSchema.JsonSchema7): string => {
  if ("$id" in schema || "$comment" in schema) return "any value"
  if ("anyOf" in schema) return schema.anyOf.map(typeName).join(" or ")
  if ("enum" in schema) return schema.enum.map(String).join(" or ")
  if (!("type" in schema)) return "any value"
  switch (schema.type) {
    case "boolean":
      return "true or false"
    case "integer":
      return `whole number${bounds(schema)}`
    case "number":
      return `number${bounds(schema)}`
    case "string":
      return "text"
    default:
      return schema.type ?? "any value"
  }
}

const legalValues = (schema: JSONSchema.JsonSchema7): string =>
  schema.default === undefined
    ? typeName(schema)
    : `${typeName(schema)}, default ${JSON.stringify(schema.default)}`

/** Follows a reference into the definitions of the schema. */
const follow = (
  root: JSONSchema.JsonSchema7Root,
  schema: JSONSchema.JsonSchema7
): JSONSchema.JsonSchema7 =>
  "$ref" in schema ? (root.$defs?.[schema.$ref.replace("#/$defs/", "")] ?? schema) : schema

/** The options that the schema describes. */
export const fromJsonSchema = (root: JSONSchema.JsonSchema7Root): ReadonlyArray<Option> => {
  const schema = follow(root, root)
  if (!("properties" in schema)) return []
  return Object.entries(schema.properties).map(([key, property]) => {
    const resolved = follow(root, property)
    return {
      key,
      legal: legalValues(resolved),
      description: property.description ?? resolved.description,
      required: schema.required.includes(key)
    }
  })
}

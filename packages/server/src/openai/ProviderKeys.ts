/** The options that only one provider has, as fields of a body. */
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import type { ImagePlugin } from "@easel/core/ImagePlugin"

/** By name, whether a value has the type that the option is written with. */
export type ProviderKeys = ReadonlyMap<string, (value: unknown) => boolean>

const known = new WeakMap<ImagePlugin, ProviderKeys>()

/** The options of a provider. */
export const of = (plugin: ImagePlugin): ProviderKeys => {
  const cached = known.get(plugin)
  if (cached !== undefined) return cached
  const signatures = SchemaAST.getPropertySignatures(SchemaAST.encodedAST(plugin.options.ast))
  const keys = new Map(
    signatures.map(({ name, type }) => [String(name), ParseResult.is(Schema.make(type))])
  )
  known.set(plugin, keys)
  return keys
}

const camel = (name: string): string =>
  name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** The option that a field means: its own name, or the same in snake case. */
export const find = (keys: ProviderKeys, field: string): string | undefined =>
  [field, camel(field)].find((name) => keys.has(name))

/** What the text of a form stands for: itself where the option is a text, else what it says as JSON. */
export const fromText = (keys: ProviderKeys, key: string, value: unknown): unknown => {
  if (typeof value !== "string" || keys.get(key)?.(value) !== false) return value
  try {
    const parsed: unknown = JSON.parse(value)
    return parsed
  } catch {
    return value
  }
}

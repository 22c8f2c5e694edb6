import * as Schema from "effect/Schema"
import type { ProviderOptions } from "@easel/core/ProviderOptions"
import type { Found } from "@easel/core/ProviderRegistry"
import type { FieldReader } from "./FieldReader.js"
import * as Kind from "./Kind.js"
import * as OpenAiOnly from "./OpenAiOnly.js"
import * as ProviderKeys from "./ProviderKeys.js"
import { Edit } from "./wire.js"

const options = Schema.Record({ key: Schema.String, value: Schema.Unknown })

const byProvider = Kind.json(
  'options by provider, as { "sd35": { "randomizeSeed": true } }',
  Schema.Record({ key: Schema.String, value: options })
)

/** Names that the routes know by themselves, to say what was meant. */
const routeNames = [...Object.keys(Edit.fields), "num_inference_steps", ...OpenAiOnly.names]

const letters = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "")

const meant = (field: string, keys: ProviderKeys.ProviderKeys): string | undefined =>
  [...routeNames, ...keys.keys()].find((name) => letters(name) === letters(field))

/** What the model has nothing for. */
const refuseUnused = (
  reader: FieldReader,
  { model, plugin }: Found,
  keys: ProviderKeys.ProviderKeys,
  lenient: boolean
): void => {
  for (const field of reader.leftOver) {
    if (!OpenAiOnly.names.includes(field)) {
      const own = keys.size === 0 ? "" : `; ${plugin.id} itself has ${[...keys.keys()].join(", ")}`
      reader.refuse(field, `there is no such parameter${own}`, meant(field, keys))
      continue
    }
    if (OpenAiOnly.isOrdinary(field, reader.valueOf(field))) continue
    const reason = `${model.label} does not take it`
    if (lenient) reader.warn(field, reason)
    else reader.refuse(field, reason, OpenAiOnly.legal(field))
  }
}

/**
 * The options of the providers: `provider_options`, and the fields whose names the model's provider
 * knows. No field may be left over.
 */
export const takeProviderOptions = (
  reader: FieldReader,
  found: Found,
  lenient: boolean
): ProviderOptions | undefined => {
  const { id } = found.plugin
  const keys = ProviderKeys.of(found.plugin)
  for (const name of OpenAiOnly.identities) reader.take(Kind.text, name)
  const given = reader.take(byProvider, "provider_options") ?? {}
  const own: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(given[id] ?? {})) {
    own[key] = reader.isForm ? ProviderKeys.fromText(keys, key, value) : value
  }
  for (const field of reader.leftOver) {
    const key = ProviderKeys.find(keys, field)
    if (key === undefined) continue
    if (Object.hasOwn(own, key)) reader.refuse(field, "provider_options says it already")
    const value = reader.takeAny(field)
    own[key] = reader.isForm ? ProviderKeys.fromText(keys, key, value) : value
    reader.spellings.set(`providerOptions.${id}.${key}`, field)
  }
  refuseUnused(reader, found, keys, lenient)
  const all = Object.keys(own).length === 0 ? given : { ...given, [id]: own }
  return Object.keys(all).length === 0 ? undefined : all
}

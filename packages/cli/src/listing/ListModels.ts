/** `easel models`: every model of every provider. */
import * as Effect from "effect/Effect"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import type { ModelInfo } from "@easel/core/ModelInfo"
import * as Output from "../Output.js"
import * as Plugins from "../Plugins.js"
import * as Capabilities from "./Capabilities.js"
import * as Table from "./Table.js"

interface Listed {
  readonly plugin: ImagePlugin
  readonly model: ModelInfo
  /** The provider's default. */
  readonly isDefault: boolean
}

const modelsOf = (plugin: ImagePlugin): ReadonlyArray<Listed> =>
  plugin.models.map((model) => ({ plugin, model, isDefault: model.name === plugin.defaultModel }))

const toJson = ({ isDefault, model }: Listed): string =>
  JSON.stringify({
    name: model.name,
    aliases: model.aliases,
    provider: model.provider,
    label: model.label,
    default: isDefault,
    working: model.working,
    takes: model.takes,
    gives: model.gives
  })

const toText = (listed: ReadonlyArray<Listed>): ReadonlyArray<string> => [
  ...Table.columns([
    ["PROVIDER", "MODEL", "ALIASES"],
    ...listed.map(({ isDefault, model, plugin }) => [
      plugin.id,
      isDefault ? `${model.name} *` : model.name,
      model.aliases.join(", ") || "-"
    ])
  ]),
  "",
  ...Table.definitions(listed.map(({ model }) => [model.name, Capabilities.size(model)])),
  "",
  "* is the provider's default. Choose with: easel generate -p <provider> -m <model> …"
]

/** Prints the table, or one JSON object a line. */
export const run = (input: { readonly plugin: ReadonlyArray<string>; readonly json: boolean }) =>
  Effect.gen(function* () {
    const models = (yield* Plugins.use(input.plugin)).flatMap(modelsOf)
    yield* Effect.forEach(input.json ? models.map(toJson) : toText(models), Output.result, {
      discard: true
    })
  })

/** `easel providers <id>`: everything that a person needs to use one provider. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as JSONSchema from "effect/JSONSchema"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import type { ModelInfo } from "@easel/core/ModelInfo"
import * as Output from "../Output.js"
import * as Plugins from "../Plugins.js"
import * as Capabilities from "./Capabilities.js"
import { findProvider } from "./catalogue.js"
import * as GenerateFlags from "./GenerateFlags.js"
import * as OptionList from "./OptionList.js"
import * as SettingList from "./SettingList.js"
import * as Table from "./Table.js"

interface Details {
  readonly plugin: ImagePlugin
  readonly settings: ReadonlyArray<SettingList.SettingState>
  readonly options: Either.Either<JSONSchema.JsonSchema7Root, string>
  readonly faults: Readonly<Record<string, string>> | undefined
}

const detailsOf = (plugin: ImagePlugin): Effect.Effect<Details> =>
  Effect.all({
    plugin: Effect.succeed(plugin),
    settings: SettingList.states(plugin.settings),
    options: Effect.either(OptionList.jsonSchema(plugin.options)),
    faults:
      plugin.fake === undefined
        ? Effect.succeed(undefined)
        : // A stand-in that can't be loaded has none; `easel sandbox` says why.
          Effect.catchAllDefect(
            Effect.map(plugin.fake, (fake) => fake.faults),
            () => Effect.succeed(undefined)
          )
  })

const toJson = ({ faults, options, plugin, settings }: Details): string =>
  JSON.stringify({
    id: plugin.id,
    version: plugin.version,
    contractVersion: plugin.contractVersion,
    label: plugin.label,
    homepage: plugin.homepage,
    url: plugin.url,
    apiEndpoint: plugin.apiEndpoint,
    defaultModel: plugin.defaultModel,
    models: plugin.models.map((model) => ({
      ...model,
      flags: GenerateFlags.flags(model).map(([flag, legal]) => ({ flag, legal }))
    })),
    options: Either.getOrNull(options),
    settings,
    faults,
    note: plugin.note
  })

const section = (title: string, lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.length === 0 ? [] : ["", title, ...lines]

const modelLines = (model: ModelInfo, isDefault: boolean): ReadonlyArray<string> => [
  ...section(`Model ${model.name}${isDefault ? " (default)" : ""}`, [
    ...Table.definitions([["label", model.label]], 2),
    ...(model.working ? [] : ["  known to be out of order"])
  ]),
  ...section("  Flags of easel generate", Table.definitions(GenerateFlags.flags(model), 4)),
  ...section("  Gives while it works", Table.definitions(Capabilities.explained(model), 4))
]

const optionLines = (options: Details["options"]): ReadonlyArray<string> =>
  Either.match(options, {
    onLeft: (reason) => [`  can't be listed: ${reason}`],
    onRight: (schema) =>
      Table.definitions(
        OptionList.fromJsonSchema(schema).map(({ description, key, legal, required }) => [
          `--set ${key}=…`,
          [description, legal, required ? "required" : undefined].filter(Boolean).join("; ")
        ]),
        2
      )
  })

const settingLines = (settings: Details["settings"]): ReadonlyArray<string> =>
  settings.flatMap((state) => [
    `  ${state.variable}`,
    ...Table.definitions(
      [
        ["", state.description],
        [
          "",
          state.set || state.inherited || state.fallback === undefined
            ? SettingList.shown(state)
            : `${SettingList.shown(state)}, default ${state.fallback}`
        ]
      ],
      2
    )
  ])

const faultLines = (
  id: string,
  faults: Readonly<Record<string, string>>
): ReadonlyArray<string> => {
  const names = Object.keys(faults)
  if (names.length === 0) return []
  return [
    ...Table.definitions([["", names.join(", ")]]),
    `  What each does: easel sandbox --list-faults -p ${id}`
  ]
}

const toText = (details: Details): ReadonlyArray<string> => {
  const { faults, options, plugin, settings } = details
  return [
    `${plugin.id}: ${plugin.label}`,
    ...(plugin.note === undefined ? [] : Table.wrap(plugin.note, Table.terminalWidth())),
    "",
    ...Table.definitions([
      ["homepage", plugin.homepage],
      ["url", plugin.url],
      ["endpoint", plugin.apiEndpoint],
      ["version", `${plugin.version} (contract ${plugin.contractVersion})`]
    ]),
    ...plugin.models.flatMap((model) => modelLines(model, model.name === plugin.defaultModel)),
    ...section("Its own options", optionLines(options)),
    ...section("Settings (environment variables)", settingLines(settings)),
    ...section("Faults of its stand-in", faultLines(plugin.id, faults ?? {})),
    "",
    `Try: easel generate -p ${plugin.id} "A cat wearing a hat"`
  ]
}

/** Prints the page, or one JSON object. */
export const run = (input: {
  readonly id: string
  readonly plugin: ReadonlyArray<string>
  readonly json: boolean
}) =>
  Effect.gen(function* () {
    const plugin = yield* findProvider(yield* Plugins.use(input.plugin), input.id)
    const details = yield* detailsOf(plugin)
    const lines = input.json ? [toJson(details)] : toText(details)
    yield* Effect.forEach(lines, Output.result, { discard: true })
  })

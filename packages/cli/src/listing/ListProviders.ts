/** `easel providers`: who can make pictures. */
import * as Effect from "effect/Effect"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import * as Output from "../Output.js"
import * as Plugins from "../Plugins.js"
import * as Capabilities from "./Capabilities.js"
import * as SettingList from "./SettingList.js"
import * as Table from "./Table.js"

interface Listed {
  readonly plugin: ImagePlugin
  readonly key: ReturnType<typeof SettingList.keyNeed>
}

const listed = (plugin: ImagePlugin): Effect.Effect<Listed> =>
  Effect.map(SettingList.states(plugin.settings), (states) => ({
    plugin,
    key: SettingList.keyNeed(states)
  }))

const toJson = ({ key, plugin }: Listed): string =>
  JSON.stringify({
    id: plugin.id,
    version: plugin.version,
    label: plugin.label,
    homepage: plugin.homepage,
    defaultModel: plugin.defaultModel,
    models: plugin.imageModels,
    working: plugin.models[0].working,
    gives: plugin.models[0].gives,
    edits: plugin.models[0].takes.images > 0,
    key,
    note: plugin.note
  })

const toText = (providers: ReadonlyArray<Listed>): ReadonlyArray<string> => [
  ...Table.columns([
    ["ID", "DEFAULT MODEL", "KEY", "GIVES"],
    ...providers.map(({ key, plugin }) => [
      plugin.id,
      plugin.defaultModel,
      key,
      Capabilities.given(plugin.models[0]).join(" ")
    ])
  ]),
  "",
  ...Table.definitions(
    providers.map(({ plugin }) => [
      plugin.id,
      [plugin.label, ...(plugin.note === undefined ? [] : [plugin.note])].join(": ")
    ])
  ),
  "",
  "More about one of them: easel providers <id>"
]

/** Prints the table, or one JSON object a line. */
export const run = (input: { readonly plugin: ReadonlyArray<string>; readonly json: boolean }) =>
  Effect.gen(function* () {
    const plugins = yield* Plugins.use(input.plugin)
    const providers = yield* Effect.forEach(plugins, listed)
    yield* Effect.forEach(input.json ? providers.map(toJson) : toText(providers), Output.result, {
      discard: true
    })
  })

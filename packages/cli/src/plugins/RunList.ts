/** `easel plugins list`: every plugin, where it is named, and whether it can be used. */
import * as Effect from "effect/Effect"
import * as Table from "../listing/Table.js"
import * as Output from "../Output.js"
import { builtIn } from "../builtIn.js"
import * as Plugins from "../Plugins.js"
import { readable } from "../terminal/readable.js"
import * as PluginState from "./PluginState.js"
import { ofIgnored } from "./Warnings.js"

export interface ListInput {
  readonly plugin: ReadonlyArray<string>
  readonly json: boolean
}

const row = (state: PluginState.PluginState): ReadonlyArray<string> => [
  state.id ?? "-",
  state.state,
  state.version ?? "-",
  state.contractVersion ?? "-",
  state.from,
  state.from === "built-in" ? "-" : state.name
]

const details = (states: ReadonlyArray<PluginState.PluginState>): ReadonlyArray<string> =>
  Table.definitions(
    states.map(({ from, hint, id, models, name, reason }) => [
      from === "built-in" ? (id ?? name) : name,
      readable(reason === undefined ? models.join(", ") : [reason, hint].filter(Boolean).join("; "))
    ])
  )

const toText = (states: ReadonlyArray<PluginState.PluginState>): ReadonlyArray<string> => {
  const files = new Set(states.flatMap(({ file }) => file ?? []))
  return [
    ...Table.columns([
      ["ID", "STATE", "VERSION", "CONTRACT", "FROM", "PLUGIN"],
      ...states.map(row)
    ]),
    "",
    ...details(states),
    "",
    ...(files.size === 0
      ? ["No file names plugins. Name one with: easel plugins add <name|path>"]
      : Array.from(files, (file) => `Named in ${file}`))
  ]
}

/** Prints the table, or one JSON object a line. */
export const run = (input: ListInput) =>
  Effect.gen(function* () {
    const loaded = yield* Plugins.load(input.plugin)
    const states = [...builtIn.map(PluginState.ofBuiltIn), ...PluginState.ofLoaded(loaded)]
    const ignored = loaded.ignored.map(ofIgnored)
    yield* Effect.forEach(ignored, ({ hint, what }) => Output.note(`${what}\n  ${hint}`))
    const lines = input.json ? states.map((state) => JSON.stringify(state)) : toText(states)
    yield* Effect.forEach(lines, Output.result, { discard: true })
  })

/** `easel plugins add`: names a plugin in a file, when it can be used. */
import * as Effect from "effect/Effect"
import * as Output from "../Output.js"
import { builtIn } from "../builtIn.js"
import * as ConfigFile from "./ConfigFile.js"
import { entryName, findEntry } from "./entryName.js"
import { importPlugin } from "./importPlugin.js"
import { admit, admitted } from "./Loaded.js"
import { loadAll } from "./loadAll.js"
import { fromFile } from "./PluginSource.js"
import { replaceFile } from "./replaceFile.js"
import { targetFile } from "./targetFile.js"

export interface AddInput {
  readonly name: string
  readonly global: boolean
}

/** Loads it first, beside all others; the file is touched only when that works. */
export const run = (input: AddInput) =>
  Effect.gen(function* () {
    const { config, origin } = yield* targetFile(input.global)
    const name = entryName(input.name, origin)
    const imported = yield* importPlugin(fromFile(name, origin))
    const others = admitted(yield* loadAll(builtIn, [])).filter(({ url }) => url !== imported.url)
    const { plugin } = yield* admit(imported, [...builtIn, ...others.map(({ plugin }) => plugin)])
    const what = `${plugin.id} ${plugin.version} (${name})`
    if (findEntry(input.name, origin, config.plugins) !== undefined) {
      return yield* Output.result(`${what} is already in ${origin.file}`)
    }
    yield* replaceFile(origin.file, ConfigFile.textWith(config, [...config.plugins, name]))
    yield* Output.result(`${what} is now in ${origin.file}`)
    yield* Output.note(`try: easel generate -p ${plugin.id} "A cat wearing a hat"`)
  })

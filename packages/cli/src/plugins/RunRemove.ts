/** `easel plugins remove`: takes a plugin out of a file; nothing is loaded. */
import * as Effect from "effect/Effect"
import * as Output from "../Output.js"
import { UsageError } from "../UsageError.js"
import * as ConfigFile from "./ConfigFile.js"
import { findEntry } from "./entryName.js"
import { replaceFile } from "./replaceFile.js"
import { targetFile } from "./targetFile.js"

export interface RemoveInput {
  readonly name: string
  readonly global: boolean
}

/** Where else it may be. */
const elsewhere = ({ global, name }: RemoveInput) =>
  Effect.gen(function* () {
    const { config, origin } = yield* targetFile(!global)
    return findEntry(name, origin, config.plugins) === undefined
      ? undefined
      : `it is in ${origin.file}: easel plugins remove ${global ? "" : "--global "}${name}`
  })

export const run = (input: RemoveInput) =>
  Effect.gen(function* () {
    const { config, origin } = yield* targetFile(input.global)
    const entry = findEntry(input.name, origin, config.plugins)
    if (entry === undefined) {
      const named = config.plugins.length === 0 ? "" : `it names ${config.plugins.join(", ")}`
      return yield* new UsageError({
        message: `${origin.file} does not name the plugin ${input.name}`,
        hint: (yield* elsewhere(input)) ?? (named || "see: easel plugins list")
      })
    }
    const left = config.plugins.filter((other) => other !== entry)
    yield* replaceFile(origin.file, ConfigFile.textWith(config, left))
    yield* Output.result(`${entry} is no longer in ${origin.file}`)
  })

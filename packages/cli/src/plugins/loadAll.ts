/** Loads every plugin that is named: by flags, by the project's file, by the person's file. */
import { existsSync } from "node:fs"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import * as Effect from "effect/Effect"
import type { FileError } from "../FileError.js"
import type { UsageError } from "../UsageError.js"
import * as ConfigFile from "./ConfigFile.js"
import { currentFolder, projectFile, userFile } from "./configFiles.js"
import { distrust } from "./distrust.js"
import { importPlugin } from "./importPlugin.js"
import { admitAll, type Ignored, type Loaded } from "./Loaded.js"
import { type FileOrigin, fromFile, fromFlag, type PluginSource } from "./PluginSource.js"

/** The files that are there, the project's first. */
const origins = (): ReadonlyArray<FileOrigin> => {
  const project = projectFile(currentFolder())
  const user = userFile()
  return [
    ...(project === undefined || project === user
      ? []
      : [{ _tag: "Project", file: project } as const]),
    ...(existsSync(user) ? [{ _tag: "User", file: user } as const] : [])
  ]
}

const sourcesOf = (
  origin: FileOrigin
): Effect.Effect<ReadonlyArray<PluginSource>, FileError | UsageError> =>
  Effect.map(ConfigFile.read(origin.file), ({ plugins }) =>
    plugins.map((name) => fromFile(name, origin))
  )

/** A plugin that fails does not keep the others from being loaded; a file that is wrong does. */
export const loadAll = (
  builtIn: ReadonlyArray<ImagePlugin>,
  names: ReadonlyArray<string>
): Effect.Effect<Loaded, FileError | UsageError> =>
  Effect.gen(function* () {
    const found = origins().map((origin) => ({ origin, reason: distrust(origin.file) }))
    const ignored = found.flatMap(({ origin, reason }): ReadonlyArray<Ignored> =>
      reason === undefined ? [] : [{ file: origin.file, reason }]
    )
    const configured = yield* Effect.forEach(
      found.filter(({ reason }) => reason === undefined),
      ({ origin }) => sourcesOf(origin)
    )
    const sources = [...names.map(fromFlag), ...configured.flat()]
    const candidates = yield* Effect.forEach(
      sources,
      (source) => Effect.either(importPlugin(source)),
      { concurrency: "unbounded" }
    )
    return { ...admitAll(builtIn, candidates), ignored }
  })

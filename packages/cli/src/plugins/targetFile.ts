/** The file that `easel plugins add` and `remove` change. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type { FileError } from "../FileError.js"
import { UsageError } from "../UsageError.js"
import * as ConfigFile from "./ConfigFile.js"
import { fileName, nearestWith, projectFile, userFile } from "./configFiles.js"
import { distrust } from "./distrust.js"
import type { FileOrigin } from "./PluginSource.js"

/** The project's file; one that is not there yet belongs beside its `package.json`. */
const projectTarget = (): string => {
  const folder = process.cwd()
  return projectFile(folder) ?? join(nearestWith(folder, "package.json") ?? folder, fileName)
}

const originOf = (global: boolean): FileOrigin =>
  global ? { _tag: "User", file: userFile() } : { _tag: "Project", file: projectTarget() }

/** The file as it is; an empty one when it is not there. */
export const targetFile = (
  global: boolean
): Effect.Effect<
  { readonly origin: FileOrigin; readonly config: ConfigFile.ConfigFile },
  FileError | UsageError
> =>
  Effect.gen(function* () {
    const origin = originOf(global)
    const { file } = origin
    if (!existsSync(file)) return { origin, config: ConfigFile.empty(file) }
    const reason = distrust(file)
    if (reason !== undefined) {
      return yield* new UsageError({ message: `${file} is ignored: ${reason}` })
    }
    return { origin, config: yield* ConfigFile.read(file) }
  })

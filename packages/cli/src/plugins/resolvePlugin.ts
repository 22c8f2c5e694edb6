/** From the name of a plugin to the file that is imported, by the rules of Node. */
import { existsSync, statSync } from "node:fs"
import { join, relative, resolve as resolvePath } from "node:path"
import { pathToFileURL } from "node:url"
import { resolve as resolveModule } from "import-meta-resolve"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Manifest from "./Manifest.js"
import { PluginFault } from "./PluginFault.js"
import { isPath, type PluginSource } from "./PluginSource.js"

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code

/** How to install a package where it will be found. */
const install = ({ folder, name }: PluginSource): string => {
  const here = relative(process.cwd(), folder) === ""
  return `npm install ${here ? "" : `--prefix ${folder} `}${name}`
}

const notInstalled = (source: PluginSource): PluginFault =>
  new PluginFault({
    source,
    reason: `there is no such package in ${source.folder} or above it`,
    hint: existsSync(join(source.folder, source.name))
      ? `for the file, write ./${source.name}`
      : `if you trust it: ${install(source)}`
  })

/** By Node's own rules, which import `exports` of a package for a module. */
const ofPackage = (source: PluginSource, name: string, folder: string) =>
  Either.try({
    try: () => resolveModule(name, pathToFileURL(join(folder, "package.json")).href),
    catch: (error) =>
      hasCode(error, "ERR_MODULE_NOT_FOUND")
        ? notInstalled(source)
        : new PluginFault({ source, reason: `can't be found: ${String(error)}` })
  }).pipe(
    Either.filterOrLeft(
      (url) => url.startsWith("file:"),
      (url) => new PluginFault({ source, reason: `leads to ${url}, which is no file` })
    )
  )

/** A folder is a package that needs no installing, such as the one that its author stands in. */
const ofFolder = (source: PluginSource, folder: string) =>
  Effect.gen(function* () {
    const manifest = yield* Manifest.read(join(folder, "package.json"))
    if (manifest === undefined) {
      return yield* new PluginFault({ source, reason: "the folder has no package.json" })
    }
    return manifest.exports === undefined || manifest.name === undefined
      ? pathToFileURL(join(folder, manifest.main ?? "index.js")).href
      : yield* ofPackage(source, manifest.name, folder)
  })

const ofPath = (source: PluginSource) => {
  const path = resolvePath(source.folder, source.name)
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) {
    return new PluginFault({ source, reason: `there is no file ${path}` })
  }
  return found.isDirectory() ? ofFolder(source, path) : Effect.succeed(pathToFileURL(path).href)
}

/** The address of the file. */
export const resolvePlugin = (source: PluginSource): Effect.Effect<string, PluginFault> =>
  Effect.suspend(() =>
    isPath(source.name) ? ofPath(source) : ofPackage(source, source.name, source.folder)
  )

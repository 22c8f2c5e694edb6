/** How a plugin is written in a file, and which entry of a file a name means. */
import { dirname, relative, resolve, sep } from "node:path"
import type { FileOrigin } from "./PluginSource.js"
import { isPath } from "./PluginSource.js"

/** Paths in a project go from its file, so that the project can be moved; others are absolute. */
export const entryName = (name: string, origin: FileOrigin): string => {
  if (!isPath(name)) return name
  const path = resolve(name)
  if (origin._tag === "User") return path
  const way = relative(dirname(origin.file), path).split(sep).join("/")
  return isPath(way) ? way : `./${way}`
}

/** The entry that means the same as a name that is typed in the current folder. */
export const findEntry = (
  name: string,
  origin: FileOrigin,
  entries: ReadonlyArray<string>
): string | undefined => {
  const absolute = (entry: string) => resolve(dirname(origin.file), entry)
  return entries.find(
    (entry) =>
      entry === name || (isPath(name) && isPath(entry) && absolute(entry) === resolve(name))
  )
}

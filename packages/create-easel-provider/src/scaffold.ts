import { mkdir, readdir, readFile, writeFile } from "node:fs/promises"
import { basename, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { type Names, namesOf, rename } from "./names.js"
import type { Template } from "./templates.js"
import { UsageError } from "./usageError.js"

const templatesFolder = fileURLToPath(new URL("../templates", import.meta.url))

/** Files that mean something to npm and to others where they lie, so they travel renamed. */
const renamed: Readonly<Record<string, string>> = {
  _gitignore: ".gitignore",
  "_package.json": "package.json"
}

const fileName = (name: string, names: Names): string => rename(renamed[name] ?? name, names)

const copy = async (from: string, to: string, names: Names): Promise<void> => {
  await mkdir(to, { recursive: true })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name)
    const target = join(to, fileName(entry.name, names))
    if (entry.isDirectory()) await copy(source, target, names)
    else await writeFile(target, rename(await readFile(source, "utf8"), names), { flag: "wx" })
  }
}

/** The names in a folder; none when there is no folder. */
const namesIn = async (folder: string): Promise<ReadonlyArray<string>> => {
  try {
    return await readdir(folder)
  } catch (error) {
    if (error instanceof Error && "code" in error) {
      if (error.code === "ENOENT") return []
      if (error.code === "ENOTDIR") throw new UsageError(`${folder} is not a folder`)
    }
    throw error
  }
}

/** Where a package will lie, and under which names. */
export interface Target {
  /** Absolute. */
  readonly folder: string
  readonly names: Names
}

/**
 * A new or empty folder (one that holds a fresh `.git` counts as empty). Its name, for `.` that of
 * the current folder, is the name of the service.
 */
export const targetOf = async (path: string): Promise<Target> => {
  const folder = resolve(path)
  const names = namesOf(basename(folder))
  const present = (await namesIn(folder)).filter((name) => name !== ".git")
  if (present.length > 0) {
    throw new UsageError(`${folder} is not empty; nothing was written`)
  }
  return { folder, names }
}

/** Writes the package. */
export const scaffold = async ({ folder, names }: Target, template: Template): Promise<void> => {
  await copy(join(templatesFolder, "shared"), folder, names)
  await copy(join(templatesFolder, template), folder, names)
}

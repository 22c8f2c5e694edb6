/** Where files that name plugins may lie. Used by the launcher, so it imports nothing but Node. */
import { existsSync } from "node:fs"
import { homedir } from "node:os"
import { dirname, isAbsolute, join } from "node:path"

export const fileName = "easel.config.json"

/** The current folder; none when somebody has removed it. */
export const currentFolder = (): string | undefined => {
  try {
    return process.cwd()
  } catch {
    return undefined
  }
}

/** The nearest of this folder and those above it that has the file, up to the home folder. */
export const nearestWith = (folder: string, name: string): string | undefined => {
  const above = dirname(folder)
  if (existsSync(join(folder, name))) return folder
  return above === folder || folder === homedir() ? undefined : nearestWith(above, name)
}

/** The folder for the settings of this person; `XDG_CONFIG_HOME` counts when it is absolute. */
const settingsFolder = (): string => {
  const { APPDATA, XDG_CONFIG_HOME } = process.env
  if (XDG_CONFIG_HOME !== undefined && isAbsolute(XDG_CONFIG_HOME)) return XDG_CONFIG_HOME
  if (process.platform === "win32" && APPDATA !== undefined) return APPDATA
  return join(homedir(), ".config")
}

/** The file of this person, whether it is there or not. */
export const userFile = (): string => join(settingsFolder(), "easel", fileName)

/** The file of the project that a folder belongs to, when there is one. */
export const projectFile = (folder: string | undefined): string | undefined => {
  const found = folder === undefined ? undefined : nearestWith(folder, fileName)
  return found === undefined ? undefined : join(found, fileName)
}

/** Whether there is any file that could name plugins. */
export const exist = (): boolean =>
  projectFile(currentFolder()) !== undefined || existsSync(userFile())

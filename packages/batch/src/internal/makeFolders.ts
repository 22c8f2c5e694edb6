import { mkdir, stat } from "node:fs/promises"
import { dirname } from "node:path"
import { codeOf } from "./fileFailure.js"

const makeFolder = async (path: string): Promise<void> => {
  try {
    await mkdir(path)
  } catch (error) {
    if (codeOf(error) !== "EEXIST" || !(await stat(path)).isDirectory()) throw error
  }
}

/** Node's own `recursive` calls a file system that is read-only one where the folder is missing. */
export const makeFolders = async (path: string): Promise<void> => {
  try {
    await makeFolder(path)
  } catch (error) {
    const parent = dirname(path)
    if (codeOf(error) !== "ENOENT" || parent === path) throw error
    await makeFolders(parent)
    await makeFolder(path)
  }
}

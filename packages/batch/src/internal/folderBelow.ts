/** Folders below a root, made one by one so that no link leads out of it. */
import { mkdir, realpath, stat } from "node:fs/promises"
import { join, relative, isAbsolute, sep } from "node:path"
import { OutputError } from "../BatchError.js"
import { codeOf } from "./fileFailure.js"

const isBelow = (root: string, path: string): boolean => {
  const way = relative(root, path)
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** Fails when following the links of `path` leads out of `root`, which has none itself. */
export const requireBelow = async (root: string, path: string): Promise<void> => {
  if (isBelow(root, await realpath(path))) return
  throw new OutputError({
    location: path,
    reason: "Invalid",
    detail: `a link leads out of ${root}`
  })
}

const makeFolder = async (root: string, folder: string): Promise<void> => {
  try {
    await mkdir(folder)
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error
    await requireBelow(root, folder)
    if ((await stat(folder)).isDirectory()) return
    throw new OutputError({
      location: folder,
      reason: "Invalid",
      detail: "a part of the path is no folder"
    })
  }
}

/** The folder of these segments below the root. */
export const folderBelow = async (
  root: string,
  segments: ReadonlyArray<string>
): Promise<string> => {
  let folder = root
  for (const segment of segments) {
    folder = join(folder, segment)
    await makeFolder(root, folder)
  }
  return folder
}

/**
 * Puts bytes at a path, whole or not at all, and never over another program's file.
 *
 * They are written to a temporary file beside it, which then gets the name as well. The temporary
 * file is its maker's alone and its name follows from the picture's: what a killed program left is
 * cleared away by whoever repeats the step, also on another machine, without a look at the folder.
 */
import { createHash } from "node:crypto"
import { constants } from "node:fs"
import { type FileHandle, link, lstat, open, rename, unlink } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { OutputError } from "../BatchError.js"
import { codeOf } from "./fileFailure.js"
import { reserved } from "./pictureName.js"

/** So many programs may write one picture at once, those counted that were killed at it. */
const slots = 8

const temporaryPaths = (path: string): ReadonlyArray<string> => {
  const hash = createHash("sha256").update(basename(path)).digest("hex").slice(0, 16)
  return Array.from({ length: slots }, (_, index) =>
    join(dirname(path), `${reserved}${hash}${index === 0 ? "" : `-${index + 1}`}.part`)
  )
}

/** True when it was there. */
const remove = async (path: string): Promise<boolean> => {
  try {
    await unlink(path)
    return true
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false
    throw error
  }
}

interface Temporary {
  readonly path: string
  readonly handle: FileHandle
}

/** The first of the names that nobody has. */
const openTemporary = async (path: string): Promise<Temporary> => {
  for (const temporary of temporaryPaths(path)) {
    try {
      return { path: temporary, handle: await open(temporary, "wx") }
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error
    }
  }
  throw new OutputError({
    location: path,
    reason: "Taken",
    detail: `${slots} programs write it or were killed at it: see the files ${reserved}*.part beside it`
  })
}

const writeTemporary = async (path: string, bytes: Uint8Array): Promise<string> => {
  const temporary = await openTemporary(path)
  try {
    try {
      await temporary.handle.writeFile(bytes)
      await temporary.handle.sync()
    } finally {
      await temporary.handle.close()
    }
    return temporary.path
  } catch (error) {
    await remove(temporary.path)
    throw error
  }
}

/** What `link` answers where it is not to be had; a folder that is closed says so again. */
const withoutLinks = new Set([
  "EACCES",
  "EPERM",
  "ENOTSUP",
  "EOPNOTSUPP",
  "ENOSYS",
  "EMLINK",
  "EXDEV"
])

const isThere = async (path: string): Promise<boolean> => {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false
    throw error
  }
}

/**
 * `Lost`: the temporary file was cleared away by somebody who was faster. Where a file system has no
 * links, a file that comes to be between the look and the move would be replaced: an empty file that
 * held its place would be all that is left when this program is killed there.
 */
const giveName = async (temporary: string, path: string): Promise<"Named" | "Taken" | "Lost"> => {
  try {
    await link(temporary, path)
    return "Named"
  } catch (error) {
    const code = codeOf(error)
    if (code === "EEXIST") return "Taken"
    if (code === "ENOENT") return "Lost"
    if (!withoutLinks.has(code)) throw error
  }
  if (await isThere(path)) return "Taken"
  await rename(temporary, path)
  return "Named"
}

/** Whether a file holds these bytes; what is no plain file holds none, and no link is followed. */
const holds = async (path: string, bytes: Uint8Array): Promise<boolean | undefined> => {
  let handle: FileHandle
  try {
    if (!(await lstat(path)).isFile()) return false
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined
    throw error
  }
  try {
    if ((await handle.stat()).size !== bytes.length) return false
    return Buffer.compare(await handle.readFile(), bytes) === 0
  } finally {
    await handle.close()
  }
}

/** Makes the name outlast a loss of power, where folders can be synced. */
const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === "win32") return
  const handle = await open(folder, constants.O_RDONLY)
  try {
    await handle.sync()
  } catch (error) {
    if (codeOf(error) !== "EINVAL") throw error
  } finally {
    await handle.close()
  }
}

/** Whoever still writes one of them begins anew. */
export const clearTemporaries = async (path: string): Promise<void> => {
  await Promise.all(temporaryPaths(path).map(remove))
}

const other = (path: string) =>
  new OutputError({
    location: path,
    reason: "Taken",
    detail: "there is another file of that name; it was left as it is"
  })

/** The same bytes at the path already are as good as written. */
export const placeFile = async (path: string, bytes: Uint8Array): Promise<void> => {
  for (;;) {
    const before = await holds(path, bytes)
    if (before === false) throw other(path)
    if (before === true) break
    const temporary = await writeTemporary(path, bytes)
    let outcome: "Named" | "Taken" | "Lost"
    try {
      outcome = await giveName(temporary, path)
    } catch (error) {
      await remove(temporary)
      throw error
    }
    if (outcome === "Named") break
    await remove(temporary)
  }
  await clearTemporaries(path)
  await syncFolder(dirname(path))
}

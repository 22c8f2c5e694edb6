/** Writes a file over another one of the same name, whole or not at all. */
import { randomBytes } from "node:crypto"
import { mkdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import * as Effect from "effect/Effect"
import { type FileError, fromUnknown } from "../FileError.js"

/** Nobody else may write to a file that names code. */
const defaultMode = 0o644

const permissions = 0o777

/** Where a link leads, so that it stays one; the permissions are kept. */
const existing = (path: string): Promise<{ readonly path: string; readonly mode: number }> =>
  realpath(path).then(
    async (real) => ({ path: real, mode: (await stat(real)).mode & permissions }),
    () => ({ path, mode: defaultMode })
  )

const write = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true })
  const target = await existing(path)
  const temporary = join(dirname(target.path), `.easel-${randomBytes(6).toString("hex")}.tmp`)
  try {
    await writeFile(temporary, text, { flag: "wx", mode: target.mode, flush: true })
    await rename(temporary, target.path)
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Makes missing folders. */
export const replaceFile = (path: string, text: string): Effect.Effect<void, FileError> =>
  Effect.uninterruptible(
    Effect.tryPromise({ try: () => write(path, text), catch: fromUnknown(path, "write") })
  )

/** Writes a file whole or not at all, and never over another one. */
import { randomBytes } from "node:crypto"
import { access, constants, link, mkdir, open, rename, unlink } from "node:fs/promises"
import { dirname, join, parse } from "node:path"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { type FileError, fromUnknown } from "../FileError.js"

/** Suffixes that are tried before a folder counts as hopeless. */
const maximumSuffix = 10_000

const attempt = <A>(path: string, run: () => Promise<A>): Effect.Effect<A, FileError> =>
  Effect.tryPromise({ try: run, catch: fromUnknown(path, "write") })

/** Makes sure that the folder is there and takes files, before anything is paid for. */
export const prepareFolder = (folder: string): Effect.Effect<void, FileError> =>
  attempt(folder, async () => {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK | constants.X_OK)
  })

/** `cat.png`, `cat-2.png`, `cat-3.png`, … */
const candidate = (path: string, number: number): string => {
  const { dir, ext, name } = parse(path)
  return number === 1 ? path : join(dir, `${name}-${number}${ext}`)
}

const writeNew = async (path: string, bytes: Uint8Array): Promise<void> => {
  const handle = await open(path, "wx")
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const remove = (path: string): Effect.Effect<void> =>
  Effect.ignore(attempt(path, () => unlink(path)))

/** A name in the same folder; what is there is removed with the scope. */
const temporaryName = (path: string): Effect.Effect<string, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => join(dirname(path), `.easel-${randomBytes(6).toString("hex")}.tmp`)),
    remove
  )

/** File systems without hard links: the name is taken first, then the file moves over it. */
const moveOver = async (temporary: string, path: string): Promise<void> => {
  const handle = await open(path, "wx")
  await handle.close()
  try {
    await rename(temporary, path)
  } catch (error) {
    await unlink(path)
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

const place = (temporary: string, path: string): Effect.Effect<void, FileError> =>
  attempt(path, () => link(temporary, path)).pipe(
    Effect.catchIf(
      (error) => withoutLinks.has(error.code),
      () => attempt(path, () => moveOver(temporary, path))
    )
  )

/** Saves what `write` puts on the disk under that name, or under the next free one; gives the name. */
const saveWritten = <E, R>(
  path: string,
  write: (temporary: string) => Effect.Effect<void, E, R>
): Effect.Effect<string, E | FileError, R> => {
  const tryFrom = (temporary: string, number: number): Effect.Effect<string, FileError> => {
    const name = candidate(path, number)
    return Effect.as(place(temporary, name), name).pipe(
      Effect.catchIf(
        (error) => error.code === "EEXIST" && number < maximumSuffix,
        () => tryFrom(temporary, number + 1)
      )
    )
  }
  return prepareFolder(dirname(path)).pipe(
    Effect.zipRight(temporaryName(path)),
    Effect.tap(write),
    Effect.flatMap((temporary) => tryFrom(temporary, 1)),
    Effect.scoped
  )
}

/** Saves under that name, or under the next free one; gives the name. */
export const saveFile = (path: string, bytes: Uint8Array): Effect.Effect<string, FileError> =>
  saveWritten(path, (temporary) => attempt(path, () => writeNew(temporary, bytes)))

/** The same for bytes that come piece by piece. */
export const saveStream = <E, R>(
  path: string,
  bytes: Stream.Stream<Uint8Array, E, R>
): Effect.Effect<string, E | FileError, R> =>
  saveWritten(path, (temporary) =>
    Effect.acquireUseRelease(
      attempt(path, () => open(temporary, "wx")),
      (handle) =>
        Stream.runForEach(bytes, (piece) => attempt(path, () => handle.writeFile(piece))).pipe(
          Effect.zipRight(attempt(path, () => handle.sync()))
        ),
      (handle) => Effect.ignore(attempt(path, () => handle.close()))
    )
  )

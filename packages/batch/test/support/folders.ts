/** Folders of the tests: they go with their scope. */
import { spawnSync } from "node:child_process"
import { mkdtemp, readdir, realpath, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export const folder: Effect.Effect<string, never, Scope.Scope> = Effect.acquireRelease(
  Effect.promise(async () => mkdtemp(join(await realpath(tmpdir()), "easel-output-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
)

/** A file system of its own; `undefined` where this user may mount none. */
export const mounted = (options: string): Effect.Effect<string | undefined, never, Scope.Scope> =>
  Effect.flatMap(folder, (path) =>
    Effect.acquireRelease(
      Effect.sync(() => {
        const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path])
        return status === 0 ? path : undefined
      }),
      (mount) => Effect.sync(() => mount !== undefined && spawnSync("umount", [mount]))
    )
  )

/** Every file below, in order; folders are not named. */
export const filesBelow = (path: string): Effect.Effect<ReadonlyArray<string>> =>
  Effect.promise(async () => {
    const entries = await readdir(path, { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
      .sort()
  })

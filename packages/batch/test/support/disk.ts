/** File systems of a fixed size, for whoever may mount one. */
import { spawnSync } from "node:child_process"
import { appendFile, mkdir, rm } from "node:fs/promises"
import { join } from "node:path"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"

export const noMounts = "only root can mount a small file system"

const succeeds = (command: string, args: ReadonlyArray<string>): boolean =>
  spawnSync(command, args).status === 0

/** Mounts one there; false where this user may not. */
export const mountedAt = (
  path: string,
  options: string
): Effect.Effect<boolean, never, Scope.Scope> =>
  Effect.zipRight(
    Effect.promise(() => mkdir(path, { recursive: true })),
    Effect.acquireRelease(
      Effect.sync(() => succeeds("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path])),
      (mounted) => Effect.sync(() => mounted && succeeds("umount", ["-l", path]))
    )
  )

/** Changes its size, or whether it can be written, as soon as nothing writes. */
export const remount = (path: string, options: string): Effect.Effect<void> =>
  Effect.sync(() => succeeds("mount", ["-o", `remount,${options}`, path])).pipe(
    Effect.filterOrFail((done) => done),
    Effect.retry(Schedule.spaced(Duration.millis(5))),
    Effect.timeout(Duration.seconds(10)),
    Effect.orDie,
    Effect.asVoid
  )

const isFull = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOSPC"

/** Takes all of its room with a file beside the others; gives how to take that away. */
export const filledUp = (path: string): Effect.Effect<Effect.Effect<void>> =>
  Effect.promise(async () => {
    const file = join(path, "filler")
    const block = new Uint8Array(4096)
    try {
      for (;;) await appendFile(file, block)
    } catch (error) {
      if (!isFull(error)) throw error
    }
    return Effect.promise(() => rm(file))
  })

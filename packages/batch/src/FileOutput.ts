/**
 * Pictures in a folder of this machine, or in one that several machines share.
 *
 * A picture has its name only when it is whole and on the disk. A program that is killed while it
 * writes leaves a file `.easel-….part`, which goes away when the step is repeated. Another program's
 * file is never replaced, and no link inside the folder leads a picture out of it.
 */
import { open as openFile, readFile, realpath, unlink } from "node:fs/promises"
import { join, resolve } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { OutputError } from "./BatchError.js"
import { attempt, codeOf } from "./internal/fileFailure.js"
import { folderBelow, requireBelow } from "./internal/folderBelow.js"
import { makeFolders } from "./internal/makeFolders.js"
import { reserved, segmentsOf } from "./internal/pictureName.js"
import { clearTemporaries, placeFile } from "./internal/placeFile.js"
import { OutputStore, type Place } from "./OutputStore.js"

const probe = Buffer.from("Easel tries whether this folder takes files; this one can go.\n")

/** Only a write tells: permissions, read-only mounts and full disks all look well before it. */
const tryFolder = async (folder: string): Promise<void> => {
  const file = join(folder, `${reserved}probe.part`)
  try {
    const handle = await openFile(file, "w")
    try {
      await handle.writeFile(probe)
      await handle.sync()
    } finally {
      await handle.close()
    }
  } finally {
    await unlink(file).catch((error: unknown) => {
      if (codeOf(error) !== "ENOENT") throw error
    })
  }
}

/** `root` has no links in it. */
const placeAt = (root: string): Place => ({
  put: (name, bytes) =>
    Effect.flatMap(segmentsOf(name), (segments) => {
      const location = join(root, ...segments)
      return attempt(location, async () => {
        await folderBelow(root, segments.slice(0, -1))
        await placeFile(location, bytes)
        return location
      })
    }),
  get: (name) =>
    Effect.flatMap(segmentsOf(name), (segments) => {
      const location = join(root, ...segments)
      return attempt(location, async () => {
        await requireBelow(root, location)
        return new Uint8Array(await readFile(location))
      })
    }),
  tidy: (name) =>
    Effect.flatMap(segmentsOf(name), (segments) => {
      const location = join(root, ...segments)
      return attempt(location, () => clearTemporaries(location))
    })
})

/** Makes the folder where it is missing. Its pictures' locations are absolute paths. */
export const open = (folder: string): Effect.Effect<Place, OutputError> =>
  Effect.gen(function* () {
    const path = resolve(folder)
    yield* attempt(path, () => makeFolders(path))
    yield* attempt(path, () => tryFolder(path))
    return placeAt(yield* attempt(path, () => realpath(path)))
  })

export const layer: Layer.Layer<OutputStore> = Layer.succeed(OutputStore, { open })

import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import type { PlatformError } from "@effect/platform/Error"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { PictureName } from "./PictureName.js"

/** The sub-folder that a picture is in. */
export const folderOf = (name: string): string => name.slice(0, 2)

/** What a picture is called until it is whole. */
export const temporaryName = (name: string, unique: string): string => `.${name}.${unique}.part`

const ofPicture = Schema.is(PictureName)
const ofPart = /^\.([0-9a-f]{64}\.[a-z]{3,4})\.[0-9a-f-]{36}\.part$/

/** Writing one takes seconds; what is older was left behind by a process that died. */
const abandoned = 60 * 60 * 1000

interface Found {
  readonly file: string
  readonly size: number
  readonly modified: number
  readonly isPart: boolean
}

export interface Limits {
  readonly folder: string
  /** Milliseconds. */
  readonly age: number
  readonly maximumBytes: number
}

/** Of the limit; so that not every picture that is put then begins a search of the whole folder. */
const restAfterSweep = 0.9

/**
 * Removes pictures that are too old, then, when the rest is beyond the limit, the oldest until it is
 * well within; tells how many bytes are left. Touches nothing that a store has not made. What can't
 * be removed stays, and counts.
 */
export const sweepFolder = (
  limits: Limits
): Effect.Effect<number, PlatformError, FileSystem.FileSystem | Path.Path> =>
  Effect.gen(function* () {
    const fileSystem = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const now = yield* Clock.currentTimeMillis

    /** Another gateway may have removed the file meanwhile. */
    const look = (file: string, isPart: boolean) =>
      fileSystem.stat(file).pipe(
        Effect.map(({ mtime, size, type }): Option.Option<Found> =>
          type === "File"
            ? Option.some({
                file,
                isPart,
                size: Number(size),
                modified: Option.match(mtime, { onNone: () => 0, onSome: (at) => at.getTime() })
              })
            : Option.none()
        ),
        Effect.orElseSucceed(() => Option.none<Found>())
      )

    const remove = (file: string) =>
      fileSystem.remove(file, { force: true }).pipe(
        Effect.as(true),
        Effect.catchAll((error) =>
          Effect.as(Effect.logWarning("an old picture can't be removed", error), false)
        )
      )

    const lookInto = (folder: string) =>
      Effect.gen(function* () {
        const names = yield* fileSystem
          .readDirectory(path.join(limits.folder, folder))
          .pipe(Effect.orElseSucceed(() => []))
        const found = yield* Effect.forEach(names, (name) => {
          const picture = ofPart.exec(name)?.[1] ?? name
          return ofPicture(picture) && folderOf(picture) === folder
            ? look(path.join(limits.folder, folder, name), picture !== name)
            : Effect.succeedNone
        })
        return found.flatMap(Option.toArray)
      })

    const folders = yield* fileSystem.readDirectory(limits.folder)
    const found = yield* Effect.forEach(
      folders.filter((folder) => /^[0-9a-f]{2}$/.test(folder)),
      lookInto,
      { concurrency: 8 }
    )
    const oldestFirst = found.flat().sort((one, other) => one.modified - other.modified)
    let bytes = oldestFirst.reduce((sum, { size }) => sum + size, 0)
    const most = bytes > limits.maximumBytes ? limits.maximumBytes * restAfterSweep : bytes
    let pictures = oldestFirst.filter(({ isPart }) => !isPart).length
    for (const { file, isPart, modified, size } of oldestFirst) {
      const age = now - modified
      const isOver = isPart ? age >= abandoned : age >= limits.age || (bytes > most && pictures > 1)
      if (!isOver) continue
      const isGone = yield* remove(file)
      if (!isGone) continue
      bytes -= size
      if (!isPart) pictures--
    }
    return bytes
  })

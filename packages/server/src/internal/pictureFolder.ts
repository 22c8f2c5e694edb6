import { randomUUID } from "node:crypto"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import type { PlatformError } from "@effect/platform/Error"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as ImageAsset from "@easel/core/ImageAsset"
import { PictureNotFound, type PictureStoreError } from "../GatewayError.js"
import type { FolderOptions, PictureName, Service } from "../PictureStore.js"
import { defaultMaximumAge, sweepInterval } from "./pictureAge.js"
import { nameOfPicture } from "./nameOfPicture.js"
import { storeFailure } from "./storeFailure.js"
import { folderOf, sweepFolder, temporaryName } from "./sweepFolder.js"

const defaultMaximumBytes = 2 * 1024 * 1024 * 1024

const isMissing = (error: PlatformError): boolean =>
  error._tag === "SystemError" && error.reason === "NotFound"

export const pictureFolder = ({
  folder,
  maximumAge = defaultMaximumAge,
  maximumBytes = defaultMaximumBytes
}: FolderOptions): Effect.Effect<
  Service,
  PictureStoreError,
  FileSystem.FileSystem | Path.Path | Scope.Scope
> =>
  Effect.gen(function* () {
    const fileSystem = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const age = Duration.toMillis(maximumAge)
    const pathOf = (name: PictureName) => path.join(folder, folderOf(name), name)
    /** Bytes of all pictures as far as this process knows. */
    let bytes = 0

    const sweeping = yield* Effect.makeSemaphore(1)
    const sweep = sweepFolder({ folder, age, maximumBytes }).pipe(
      Effect.tap((left) =>
        Effect.sync(() => {
          bytes = left
        })
      ),
      Effect.catchAll((error) => Effect.logWarning("old pictures can't be removed", error)),
      Effect.provideService(FileSystem.FileSystem, fileSystem),
      Effect.provideService(Path.Path, path),
      sweeping.withPermits(1)
    )

    /** Under its name a picture is whole: it gets the name when it is. */
    const write = (name: PictureName, content: Uint8Array, now: Date) => {
      const temporary = path.join(folder, folderOf(name), temporaryName(name, randomUUID()))
      return fileSystem.makeDirectory(path.dirname(temporary), { recursive: true }).pipe(
        Effect.zipRight(fileSystem.writeFile(temporary, content, { flag: "wx" })),
        Effect.zipRight(fileSystem.utimes(temporary, now, now)),
        Effect.zipRight(fileSystem.rename(temporary, pathOf(name))),
        Effect.onError(() => Effect.ignore(fileSystem.remove(temporary, { force: true }))),
        Effect.uninterruptible
      )
    }

    const put: Service["put"] = (picture) =>
      Effect.gen(function* () {
        const name = yield* nameOfPicture(picture)
        yield* write(name, picture.bytes, new Date(yield* Clock.currentTimeMillis))
        bytes += picture.bytes.length
        if (bytes > maximumBytes) yield* sweep
        return name
      }).pipe(Effect.catchAll(storeFailure("put")))

    /** A file that is no longer what its name says is as good as none. */
    const get: Service["get"] = (name) =>
      Effect.gen(function* () {
        const file = pathOf(name)
        const { mtime } = yield* fileSystem.stat(file)
        const since = mtime._tag === "Some" ? mtime.value.getTime() : 0
        if ((yield* Clock.currentTimeMillis) - since >= age) return yield* new PictureNotFound()
        const picture = ImageAsset.fromBytes(yield* fileSystem.readFile(file))
        if (Either.isRight(picture) && (yield* nameOfPicture(picture.right)) === name) {
          return picture.right
        }
        yield* Effect.logWarning(`the picture ${name} is damaged, and is removed`)
        yield* fileSystem.remove(file, { force: true })
        return yield* new PictureNotFound()
      }).pipe(
        Effect.catchTags({
          BadArgument: storeFailure("get"),
          SystemError: (error) =>
            isMissing(error) ? new PictureNotFound() : storeFailure("get")(error)
        })
      )

    yield* fileSystem
      .makeDirectory(folder, { recursive: true })
      .pipe(
        Effect.zipRight(fileSystem.access(folder, { readable: true, writable: true })),
        Effect.catchAll(storeFailure("put"))
      )
    yield* sweep.pipe(Effect.repeat(Schedule.spaced(sweepInterval(maximumAge))), Effect.forkScoped)
    return { put, get }
  })

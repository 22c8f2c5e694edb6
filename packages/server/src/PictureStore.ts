/**
 * Where a gateway keeps finished pictures, under a name made of their content. Any store will do
 * that can keep bytes under a name.
 */
import type * as FileSystem from "@effect/platform/FileSystem"
import type * as Path from "@effect/platform/Path"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ImageAsset } from "@easel/core/ImageAsset"
import type { PictureNotFound, PictureStoreError } from "./GatewayError.js"
import { pictureFolder } from "./internal/pictureFolder.js"
import { pictureMemory } from "./internal/pictureMemory.js"
import { PictureName } from "./internal/PictureName.js"

export { PictureName }

export interface Service {
  /** Keeps a picture, whole or not at all; the same picture again is kept once, as new. */
  readonly put: (picture: ImageAsset) => Effect.Effect<PictureName, PictureStoreError>
  readonly get: (
    name: PictureName
  ) => Effect.Effect<ImageAsset, PictureNotFound | PictureStoreError>
}

export class PictureStore extends Context.Tag("@easel/server/PictureStore")<
  PictureStore,
  Service
>() {}

export interface Limits {
  /** How long a picture is kept. Default 24 hours. */
  readonly maximumAge?: Duration.DurationInput | undefined
  /**
   * Bytes of all pictures; the oldest go first, and the newest always stays. Default 2 GiB in a
   * folder, 256 MiB in memory.
   */
  readonly maximumBytes?: number | undefined
}

/** In this process; a restart forgets them. */
export const layerMemory = (limits: Limits = {}): Layer.Layer<PictureStore> =>
  Layer.scoped(PictureStore, pictureMemory(limits))

export interface FolderOptions extends Limits {
  /**
   * Made when it is not there. Several gateways may share one, and other files in it are left alone.
   */
  readonly folder: string
}

/**
 * In a folder, each under the first two digits of its name; a restart finds them again. Fails when
 * the folder can't be made or written.
 */
export const layerFileSystem = (
  options: FolderOptions
): Layer.Layer<PictureStore, PictureStoreError, FileSystem.FileSystem | Path.Path> =>
  Layer.scoped(PictureStore, pictureFolder(options))

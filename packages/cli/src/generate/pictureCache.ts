/** The cache of `--cache`: a folder of this machine. */
import { homedir } from "node:os"
import { isAbsolute, join } from "node:path"
import * as CacheStore from "@easel/core/CacheStore"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import * as Policy from "@easel/core/Policy"
import type { FileSystem } from "@effect/platform/FileSystem"
import type { Path } from "@effect/platform/Path"
import type { ConfigError } from "effect/ConfigError"
import * as Effect from "effect/Effect"
import { UsageError } from "../UsageError.js"

/** XDG says that a relative path is to be ignored. */
const defaultFolder = (): string => {
  const base = process.env["XDG_CACHE_HOME"] ?? ""
  return join(isAbsolute(base) ? base : join(homedir(), ".cache"), "easel", "pictures")
}

/** Makes the folder; an empty name stands for the one of the user. */
export const openCache = (
  folder: string
): Effect.Effect<CacheStore.CacheStore, UsageError, FileSystem | Path> => {
  const path = folder === "" ? defaultFolder() : folder
  return Effect.mapError(
    CacheStore.fileSystem(path),
    (error) =>
      new UsageError({
        message: `--cache: can't use the folder ${path}: ${error.message}`,
        hint: "name another one: --cache=FOLDER"
      })
  )
}

/** Its pictures are those of one address: a stand-in's are never taken for the service's. */
export const cacheFor = (
  plugin: ImagePlugin,
  store: CacheStore.CacheStore
): Effect.Effect<Policy.Policy, ConfigError> =>
  Effect.map(plugin.settings["baseUrl"]?.config ?? Effect.succeed(undefined), (address) =>
    Policy.cache({ store, namespace: address instanceof URL ? address.href : undefined })
  )

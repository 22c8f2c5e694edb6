/**
 * Where `Policy.cache` keeps finished generations: in memory, in a folder, or in any `KeyValueStore`.
 */
import type * as FileSystem from "@effect/platform/FileSystem"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import type * as Path from "@effect/platform/Path"
import type { PlatformError } from "@effect/platform/Error"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { ImagePreview, ImageResponse, Warning } from "./ImageEvent.js"
import * as CacheEntry from "./internal/CacheEntry.js"
import { sha256 } from "./internal/sha256.js"

/** A finished generation. The source of every picture in it is `Bytes`. */
export interface Kept {
  readonly events: ReadonlyArray<ImagePreview | Warning>
  readonly response: ImageResponse
}

/** A store can't be read or written. Never fails a generation: it is logged, and goes on without. */
export class CacheStoreError extends Data.TaggedError("CacheStoreError")<{
  readonly doing: "read" | "write"
  readonly cause: unknown
}> {}

export interface CacheStore {
  /** What was kept under the key, a text of any length. */
  readonly get: (key: string) => Effect.Effect<Option.Option<Kept>, CacheStoreError>
  readonly set: (key: string, kept: Kept) => Effect.Effect<void, CacheStoreError>
}

export interface MemoryOptions {
  /** The most generations. Default 100. */
  readonly entries?: number | undefined
  /** The most bytes of pictures, previews included. Default 256 MiB; a larger one is not kept. */
  readonly bytes?: number | undefined
}

/** In this process; what was not used for longest goes first. */
export const memory = (options: MemoryOptions = {}): CacheStore => {
  const { bytes: maximumBytes = 256 * 1024 * 1024, entries: maximumEntries = 100 } = options
  // A map keeps the order in which its keys were set.
  const all = new Map<string, Kept>()
  let bytes = 0
  const remove = (key: string): void => {
    const kept = all.get(key)
    if (kept !== undefined && all.delete(key)) bytes -= CacheEntry.byteLength(kept)
  }
  return {
    get: (key) =>
      Effect.sync(() => {
        const kept = all.get(key)
        if (kept !== undefined && all.delete(key)) all.set(key, kept)
        return Option.fromNullable(kept)
      }),
    set: (key, kept) =>
      Effect.sync(() => {
        remove(key)
        const size = CacheEntry.byteLength(kept)
        if (size > maximumBytes || maximumEntries < 1) return
        all.set(key, kept)
        bytes += size
        for (const oldest of all.keys()) {
          if (all.size <= maximumEntries && bytes <= maximumBytes) return
          remove(oldest)
        }
      })
  }
}

const failed = (doing: CacheStoreError["doing"]) =>
  Effect.mapError((cause: unknown) => new CacheStoreError({ doing, cause }))

const encoder = new TextEncoder()

/**
 * In a `KeyValueStore`, under the SHA-256 of the key, as JSON text with the pictures in base64. What
 * can't be read as an entry of that key, since it is corrupt or somebody else's, is not there. It
 * grows without bound; an entry may be removed at any time.
 */
export const keyValue = (store: KeyValueStore.KeyValueStore): CacheStore => {
  const nameOf = (key: string) => Effect.suspend(() => sha256(encoder.encode(key)))
  return {
    get: (key) =>
      nameOf(key).pipe(
        Effect.flatMap((name) => store.get(name)),
        Effect.map(Option.flatMap(CacheEntry.decode(key))),
        failed("read")
      ),
    set: (key, kept) =>
      Effect.zip(nameOf(key), CacheEntry.encode(key, kept)).pipe(
        Effect.flatMap(([name, text]) => store.set(name, text)),
        failed("write")
      )
  }
}

/** In a folder, which is made when it is missing: one file for each generation. */
export const fileSystem = (
  folder: string
): Effect.Effect<CacheStore, PlatformError, FileSystem.FileSystem | Path.Path> =>
  Effect.map(KeyValueStore.KeyValueStore, keyValue).pipe(
    Effect.provide(KeyValueStore.layerFileSystem(folder))
  )

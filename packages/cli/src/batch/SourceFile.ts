/** The file of a batch, which can be read more than once: to check it, and to hand it in. */
import { createReadStream } from "node:fs"
import { basename, parse } from "node:path"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { type FileError, fromUnknown } from "../FileError.js"
import { UsageError } from "../UsageError.js"

export interface SourceFile {
  /** As messages call it. */
  readonly name: string
  /** The folder for its pictures when none is named. */
  readonly folder: string
  readonly bytes: Stream.Stream<Uint8Array, FileError>
}

const read = (
  name: string,
  source: () => AsyncIterable<Uint8Array>
): Stream.Stream<Uint8Array, FileError> =>
  Stream.suspend(() => Stream.fromAsyncIterable(source(), fromUnknown(name, "read")))

const stdin: Effect.Effect<SourceFile, FileError | UsageError> = Effect.gen(function* () {
  if (process.stdin.isTTY) {
    return yield* new UsageError({
      message: "there is no file",
      hint: "name one: easel batch run FILE; or send lines to stdin"
    })
  }
  const pieces = yield* Stream.runCollect(read("stdin", () => process.stdin))
  return { name: "stdin", folder: "stdin", bytes: Stream.fromChunk(pieces) }
})

/** A file of the disk, or with `-` all of stdin, which is kept in memory. */
export const open = (path: string): Effect.Effect<SourceFile, FileError | UsageError> =>
  path === "-"
    ? stdin
    : Effect.succeed({
        name: path,
        folder: parse(basename(path)).name,
        bytes: read(path, () => createReadStream(path))
      })

/** A file or folder of this machine can't be read or written. */
import * as Data from "effect/Data"

export class FileError extends Data.TaggedError("FileError")<{
  readonly path: string
  /** Node's code, such as `"ENOSPC"`. */
  readonly code: string
  readonly doing: "read" | "write"
}> {
  override get message(): string {
    return `can't ${this.doing} ${this.path}: ${reasons[this.code] ?? this.code}`
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left on the device",
  EDQUOT: "the disk quota is used up",
  ENOENT: "no such file or folder",
  ENOTDIR: "a part of the path is no folder",
  EISDIR: "it is a folder",
  EEXIST: "there is a file of that name",
  ENAMETOOLONG: "the name is too long",
  EMFILE: "too many open files",
  EIO: "the device reports an error"
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : String(error)

/** What Node threw, as a `FileError`. */
export const fromUnknown =
  (path: string, doing: FileError["doing"]) =>
  (error: unknown): FileError =>
    new FileError({ path, doing, code: codeOf(error) })

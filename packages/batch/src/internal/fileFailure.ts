/** What the file system said, as an `OutputError`. */
import * as Effect from "effect/Effect"
import { OutputError } from "../BatchError.js"

const failures: Readonly<Record<string, readonly [OutputError["reason"], string]>> = {
  ENOSPC: ["Full", "no space left on the device"],
  EDQUOT: ["Full", "the disk quota is used up"],
  EFBIG: ["Full", "the file system takes no file of that size"],
  EACCES: ["Denied", "permission denied"],
  EPERM: ["Denied", "not permitted"],
  EROFS: ["Denied", "the file system is read-only"],
  ENOENT: ["Missing", "no such file or folder"],
  ENOTDIR: ["Invalid", "a part of the path is no folder"],
  EEXIST: ["Invalid", "there is a file of that name"],
  EISDIR: ["Invalid", "it is a folder"],
  ELOOP: ["Invalid", "its links lead in a circle"],
  ENAMETOOLONG: ["Invalid", "the name is too long"],
  EINVAL: ["Invalid", "the file system does not take that name"],
  EILSEQ: ["Invalid", "the file system does not take that name"],
  EIO: ["Unreachable", "the device reports an error"],
  ESTALE: ["Unreachable", "the shared folder has gone away"],
  EMFILE: ["Unreachable", "too many open files"],
  ENFILE: ["Unreachable", "too many open files"]
}

/** Node's code, such as `"ENOSPC"`; empty for anything else that was thrown. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : ""

/** What was thrown at that location. */
const fileFailure =
  (location: string) =>
  (error: unknown): OutputError => {
    if (error instanceof OutputError) return error
    const code = codeOf(error)
    const [reason, detail] = failures[code] ?? ["Unreachable", code === "" ? String(error) : code]
    return new OutputError({ location, reason, detail })
  }

/** Steps on the file system that no interruption cuts in two. */
export const attempt = <A>(
  location: string,
  run: () => Promise<A>
): Effect.Effect<A, OutputError> =>
  Effect.uninterruptible(Effect.tryPromise({ try: run, catch: fileFailure(location) }))

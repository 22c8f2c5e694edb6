/** Names of pictures below an output: they never lead out of it. */
import * as Either from "effect/Either"
import { OutputError } from "../BatchError.js"

/** Files of ours that are no pictures begin with it, in folders and in object stores. */
export const reserved = ".easel-"

// eslint-disable-next-line no-control-regex
const control = /[\u0000-\u001f\u007f]/

const fault = (name: string, segments: ReadonlyArray<string>): string | undefined => {
  if (control.test(name)) return "a name has no control characters"
  if (name.includes("\\")) return "folders in a name are parted by /, not by \\"
  if (segments.some((segment) => segment === "" || segment === "." || segment === "..")) {
    return "a name stays below its output: no / at its ends or twice, no . and no .. as a part"
  }
  if (segments.some((segment) => segment.startsWith(reserved))) {
    return `names that begin with ${reserved} are Easel's own`
  }
  return undefined
}

/** The parts of a name between its `/`; fails as `Invalid`. */
export const segmentsOf = (name: string): Either.Either<ReadonlyArray<string>, OutputError> => {
  const segments = name.split("/")
  const detail = fault(name, segments)
  return detail === undefined
    ? Either.right(segments)
    : Either.left(new OutputError({ location: name, reason: "Invalid", detail }))
}

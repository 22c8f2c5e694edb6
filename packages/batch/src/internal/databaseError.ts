/** What a database's own error means to whoever runs the batch. */
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import { DatabaseError } from "../BatchError.js"

type Reason = DatabaseError["reason"]

const reasons: ReadonlyArray<readonly [code: RegExp, reason: Reason]> = [
  [/^SQLITE_(BUSY|LOCKED)|^55P03$/, "Locked"],
  [/^SQLITE_FULL|^ENOSPC|^53100$/, "Full"],
  [/^SQLITE_(CANTOPEN|READONLY|IOERR|PERM)|^E[A-Z]+$|^(08|28|57|3D)/, "Unreachable"]
]

/** The innermost error is the one that says what happened. */
const causeOf = (error: unknown): unknown =>
  Predicate.hasProperty(error, "cause") && error.cause !== undefined ? causeOf(error.cause) : error

const codeOf = (cause: unknown): string =>
  Predicate.hasProperty(cause, "code") && typeof cause.code === "string" ? cause.code : ""

/** Which value of a row is not what it should be; the whole schema tells nobody anything. */
const unreadable = (error: ParseResult.ParseError): string => {
  const [issue] = ParseResult.ArrayFormatter.formatErrorSync(error)
  const where =
    issue === undefined ? "" : ` (${issue.path.map(String).join(".")}: ${issue.message})`
  return `a row of it can't be read${where}`
}

const wordsOf = (cause: unknown): string => {
  if (ParseResult.isParseError(cause)) return unreadable(cause)
  const text = cause instanceof Error ? cause.message : String(cause)
  const code = codeOf(cause)
  return text === "" ? code : text
}

/** The same error in our terms; `database` is shown to people and holds no password. */
export const fromUnknown = (database: string, error: unknown): DatabaseError => {
  if (error instanceof DatabaseError) return error
  const cause = causeOf(error)
  const code = codeOf(cause)
  const reason = reasons.find(([pattern]) => pattern.test(code))?.[1] ?? "Broken"
  return new DatabaseError({ database, reason, detail: wordsOf(cause) })
}

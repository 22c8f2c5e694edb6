/**
 * One engine for one file. Two on one file have run the same step twice, which is paying twice.
 *
 * The lock is a transaction that stays open on a small database beside the real one: the operating
 * system lets go of it when the process ends, however it ends.
 */
import { readFileSync, writeFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import Database from "libsql"
import { DatabaseError } from "../BatchError.js"

const holderOf = (file: string): string => {
  try {
    return readFileSync(file, "utf8").trim()
  } catch {
    return ""
  }
}

/** Held until the scope closes. */
export const exclusiveLock = (file: string): Effect.Effect<void, DatabaseError, Scope.Scope> => {
  const holderFile = `${file}.pid`
  const held = Effect.acquireRelease(
    Effect.try({
      try: () => {
        const lock = new Database(`${file}.lock`, { timeout: 0 })
        lock.exec("BEGIN EXCLUSIVE")
        writeFileSync(holderFile, `${process.pid}\n`)
        return lock
      },
      catch: () => {
        const holder = holderOf(holderFile)
        const who = holder === "" ? "another program" : `process ${holder}`
        return new DatabaseError({
          database: file,
          reason: "Locked",
          detail: `${who} is working on it; wait for it, stop it, or use another --database`
        })
      }
    }),
    (lock) => Effect.sync(() => lock.close())
  )
  return Effect.asVoid(held)
}

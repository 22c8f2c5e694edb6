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
import { fromUnknown } from "./databaseError.js"

const holderOf = (file: string): string => {
  try {
    return readFileSync(file, "utf8").trim()
  } catch {
    return ""
  }
}

const inUse = (file: string) => {
  const holder = holderOf(`${file}.pid`)
  const who = holder === "" ? "another program" : `process ${holder}`
  return new DatabaseError({
    database: file,
    reason: "Locked",
    detail: `${who} is working on it; wait for it, stop it, or use another --database`
  })
}

const lockOf = (file: string): Database.Database => {
  const lock = new Database(`${file}.lock`, { timeout: 0 })
  try {
    lock.exec("BEGIN EXCLUSIVE")
    writeFileSync(`${file}.pid`, `${process.pid}\n`)
    return lock
  } catch (error) {
    lock.close()
    throw error
  }
}

/** Held until the scope closes. */
export const exclusiveLock = (file: string): Effect.Effect<void, DatabaseError, Scope.Scope> =>
  Effect.asVoid(
    Effect.acquireRelease(
      Effect.try({
        try: () => lockOf(file),
        catch: (error) => {
          const known = fromUnknown(file, error)
          return known.reason === "Locked" ? inUse(file) : known
        }
      }),
      (lock) => Effect.sync(() => lock.close())
    )
  )

/** The tables of batches, and whether a database is one that this version knows. */
import * as Migrator from "@effect/sql/Migrator"
import * as SqlClient from "@effect/sql/SqlClient"
import * as Effect from "effect/Effect"
import { DatabaseError } from "../BatchError.js"

const table = "easel_migrations"

const createTables = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    CREATE TABLE easel_batches (
      id TEXT PRIMARY KEY,
      source TEXT NOT NULL,
      settings TEXT NOT NULL,
      state TEXT NOT NULL,
      reason TEXT,
      created TEXT NOT NULL,
      total INTEGER NOT NULL
    )`
  yield* sql`
    CREATE TABLE easel_items (
      batch TEXT NOT NULL REFERENCES easel_batches (id),
      number INTEGER NOT NULL,
      line INTEGER,
      name TEXT NOT NULL,
      request TEXT NOT NULL,
      state TEXT NOT NULL,
      try INTEGER NOT NULL,
      submissions INTEGER NOT NULL,
      worker TEXT,
      provider TEXT,
      model TEXT,
      job TEXT,
      made TEXT,
      pictures TEXT NOT NULL,
      receipt TEXT,
      warnings TEXT NOT NULL,
      error TEXT,
      error_reason TEXT,
      error_message TEXT,
      cost_amount DOUBLE PRECISION,
      cost_currency TEXT,
      reserved TEXT,
      finished TEXT,
      PRIMARY KEY (batch, number)
    )`
  yield* sql`CREATE INDEX easel_items_state ON easel_items (batch, state, number)`
})

const migrations = { "0001_batches": createTables }

/** The newest one that this version has. */
const newest = Object.keys(migrations).length

const refuseNewer = (database: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const [row] = yield* sql<{ version: number }>`
      SELECT MAX(migration_id) AS version FROM ${sql(table)}`
    if (row !== undefined && row.version > newest) {
      return yield* new DatabaseError({
        database,
        reason: "NewerVersion",
        detail: `a newer Easel wrote it (schema ${row.version}, this one knows ${newest}); update Easel`
      })
    }
  })

/** Makes the tables that are missing. Programs that start at the same moment must take turns. */
export const migrate = (database: string) =>
  Effect.zipRight(
    Migrator.make({})({ loader: Migrator.fromRecord(migrations), table }),
    refuseNewer(database)
  )

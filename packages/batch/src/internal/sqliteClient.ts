/**
 * Effect's SQL client on one connection of libsql.
 *
 * `@effect/sql-libsql` opens a connection for each transaction, which cost nine tenths of the
 * engine's speed and some 400 MB; here is one, with its statements prepared once.
 */
import * as Reactivity from "@effect/experimental/Reactivity"
import * as SqlClient from "@effect/sql/SqlClient"
import type { Connection } from "@effect/sql/SqlConnection"
import { SqlError } from "@effect/sql/SqlError"
import * as Statement from "@effect/sql/Statement"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import Database from "libsql"

/** What waits for another process's write, in milliseconds. */
const busyTimeout = 5_000

/** Longer ones hold lists of ids and would each be kept for one use. */
const longestKept = 4_000

interface Prepared {
  readonly statement: Database.Statement
  readonly givesRows: boolean
}

const toSql = (value: unknown): unknown => {
  if (value === undefined) return null
  if (typeof value === "boolean") return value ? 1 : 0
  return value instanceof Date ? value.toISOString() : value
}

class SqliteConnection implements Connection {
  private readonly prepared = new Map<string, Prepared>()

  constructor(private readonly database: Database.Database) {}

  private prepare(sql: string): Prepared {
    const known = this.prepared.get(sql)
    if (known !== undefined) return known
    const statement = this.database.prepare(sql)
    const fresh = { statement, givesRows: statement.columns().length > 0 }
    if (sql.length <= longestKept) this.prepared.set(sql, fresh)
    return fresh
  }

  private run<A>(
    sql: string,
    params: ReadonlyArray<unknown>,
    read: (prepared: Prepared, params: Array<unknown>) => A
  ): Effect.Effect<A, SqlError> {
    return Effect.withFiberRuntime((fiber) => {
      const safe = Context.get(fiber.currentContext, SqlClient.SafeIntegers)
      return Effect.try({
        try: () => {
          const prepared = this.prepare(sql)
          prepared.statement.safeIntegers(safe)
          return read(prepared, params.map(toSql))
        },
        catch: (cause) => new SqlError({ cause, message: "the statement failed" })
      })
    })
  }

  execute(
    sql: string,
    params: ReadonlyArray<unknown>,
    transform: (<A extends object>(rows: ReadonlyArray<A>) => ReadonlyArray<A>) | undefined
  ) {
    const rows = this.run(sql, params, rowsOf)
    return transform === undefined ? rows : Effect.map(rows, transform)
  }

  executeUnprepared(
    sql: string,
    params: ReadonlyArray<unknown>,
    transform: (<A extends object>(rows: ReadonlyArray<A>) => ReadonlyArray<A>) | undefined
  ) {
    return this.execute(sql, params, transform)
  }

  executeRaw(sql: string, params: ReadonlyArray<unknown>) {
    return this.run(sql, params, rowsOf)
  }

  executeValues(sql: string, params: ReadonlyArray<unknown>) {
    return this.run(sql, params, (prepared, values) => rowsOf(prepared, values).map(valuesOf))
  }

  executeStream() {
    return Stream.dieMessage("SQLite answers at once; there is nothing to stream")
  }
}

const rowsOf = (
  { givesRows, statement }: Prepared,
  params: Array<unknown>
): ReadonlyArray<object> => {
  if (givesRows) {
    return statement.all(params).filter((row) => typeof row === "object" && row !== null)
  }
  statement.run(params)
  return []
}

const valuesOf = (row: object): ReadonlyArray<unknown> => Object.values(row)

const open = (file: string): Effect.Effect<Database.Database, SqlError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.try({
      try: () => {
        const database = new Database(file, { timeout: busyTimeout })
        database.exec("PRAGMA journal_mode = WAL")
        // A commit is on the disk before anything is paid for.
        database.exec("PRAGMA synchronous = FULL")
        return database
      },
      catch: (cause) => new SqlError({ cause, message: `can't open ${file}` })
    }),
    (database) => Effect.sync(() => database.close())
  )

/** A client of that file; its statements run one after the other. */
export const sqliteClient = (file: string) =>
  Effect.gen(function* () {
    const connection = new SqliteConnection(yield* open(file))
    const turn = yield* Effect.makeSemaphore(1)
    const acquirer = Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(Effect.scope, (scope) =>
        restore(turn.take(1)).pipe(
          Effect.zipRight(Scope.addFinalizer(scope, turn.release(1))),
          Effect.as(connection)
        )
      )
    )
    return yield* SqlClient.make({
      acquirer,
      transactionAcquirer: acquirer,
      compiler: Statement.makeCompilerSqlite(),
      spanAttributes: [["db.system.name", "sqlite"]],
      beginTransaction: "BEGIN IMMEDIATE"
    })
  })

export const layer = (file: string): Layer.Layer<SqlClient.SqlClient, SqlError> =>
  Layer.scoped(SqlClient.SqlClient, sqliteClient(file)).pipe(Layer.provide(Reactivity.layer))

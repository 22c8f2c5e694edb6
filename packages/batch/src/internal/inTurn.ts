/** Programs that start at once on an empty PostgreSQL database make their tables one after the other. */
import type { SqlClient } from "@effect/sql/SqlClient"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"

/** Any number that other programs on the database are unlikely to lock: the letters of "easel". */
const key = 0x656173656c

/** The lock belongs to one connection, which is kept meanwhile. */
const lock = (sql: SqlClient, scope: Scope.Scope) =>
  Effect.tap(Scope.extend(sql.reserve, scope), (connection) =>
    connection.executeRaw(`SELECT pg_advisory_lock(${key})`, [])
  )

/** Runs an effect while no other program of ours on that database is within this function. */
export const inTurn = <A, E, R>(sql: SqlClient, effect: Effect.Effect<A, E, R>) =>
  sql.onDialectOrElse({
    pg: () =>
      Effect.acquireUseRelease(
        Scope.make(),
        (scope) =>
          Effect.acquireUseRelease(
            lock(sql, scope),
            () => effect,
            (connection) =>
              Effect.ignoreLogged(connection.executeRaw(`SELECT pg_advisory_unlock(${key})`, []))
          ),
        (scope, exit) => Scope.close(scope, exit)
      ),
    orElse: () => effect
  })

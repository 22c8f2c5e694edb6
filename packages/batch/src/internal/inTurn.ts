/** Programs that start at once on an empty PostgreSQL database make their tables one after the other. */
import type { SqlClient } from "@effect/sql/SqlClient"
import * as Effect from "effect/Effect"

/** Any number that other programs on the database are unlikely to lock: the letters of "easel". */
const key = 0x656173656c

/** Runs an effect while no other program of ours on that database is within this function. */
export const inTurn = <A, E, R>(sql: SqlClient, effect: Effect.Effect<A, E, R>) =>
  sql.onDialectOrElse({
    pg: () =>
      Effect.scoped(
        Effect.flatMap(sql.reserve, (connection) =>
          Effect.acquireUseRelease(
            connection.executeRaw(`SELECT pg_advisory_lock(${key})`, []),
            () => effect,
            () =>
              Effect.ignoreLogged(connection.executeRaw(`SELECT pg_advisory_unlock(${key})`, []))
          )
        )
      ),
    orElse: () => effect
  })

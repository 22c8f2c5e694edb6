/**
 * Which workers live. What was reserved and not answered is lost only when its worker is: one that is
 * slow, or was stopped for a while, may still get the answer.
 *
 * On PostgreSQL a worker holds a lock that the server takes back when the worker's connection ends,
 * which happens at once when the program dies, and within seconds when its machine does.
 */
import { createHash } from "node:crypto"
import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"

/** First half of the locks' key: the letters of "work". */
const group = 0x776f726b

/** A machine that is gone is noticed after about nine seconds. */
const keepAlive =
  "SET tcp_keepalives_idle = 3; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3"

const beat = Duration.seconds(2)

/** Second half of the key. Two workers of one number would only be waited for too long. */
const numberOf = (worker: string): number =>
  createHash("sha256").update(worker).digest().readUInt32BE(0) >>> 1

export interface Presence {
  /** Whether a worker lives that is not this one. */
  readonly isAlive: (worker: string) => Effect.Effect<boolean, SqlError>
  /** Fails when others take this worker for dead. */
  readonly lost: Effect.Effect<never, SqlError>
}

/** One program has the file for itself. */
const alone: Presence = { isAlive: () => Effect.succeed(false), lost: Effect.never }

const amongOthers = (sql: SqlClient, own: string) =>
  Effect.gen(function* () {
    const connection = yield* sql.reserve
    yield* connection.executeRaw(keepAlive, [])
    yield* connection.executeRaw(`SELECT pg_advisory_lock(${group}, ${numberOf(own)})`, [])
    return {
      isAlive: (worker: string) =>
        worker === own
          ? Effect.succeed(false)
          : Effect.map(
              sql`SELECT 1 AS found FROM pg_locks
                WHERE locktype = 'advisory' AND granted AND objsubid = 2
                  AND classid = ${sql.literal(String(group))}::oid
                  AND objid = ${sql.literal(String(numberOf(worker)))}::oid
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
              (rows) => rows.length > 0
            ),
      lost: Effect.zipRight(
        Effect.repeat(connection.executeRaw("SELECT 1", []), Schedule.spaced(beat)),
        Effect.never
      )
    }
  })

/** Shows that this worker lives, until the scope closes. */
export const makePresence = (
  sql: SqlClient,
  worker: string
): Effect.Effect<Presence, SqlError, Scope.Scope> =>
  sql.onDialectOrElse({
    pg: () => amongOthers(sql, worker),
    orElse: () => Effect.succeed(alone)
  })

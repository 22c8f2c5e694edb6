/** Which of several workers begins the items, as the database sees it from outside. */
import * as PgClient from "@effect/sql-pg/PgClient"
import * as SqlClient from "@effect/sql/SqlClient"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"

/** The same database for a program whose connections go by that name. */
export const calling = (database: string, name: string): string => {
  const url = new URL(database)
  url.searchParams.set("application_name", name)
  return url.href
}

const Names = Schema.Array(Schema.Struct({ name: Schema.String }))

/** Only the feeder looks for active batches, and it does so twice a second. */
const looking = (sql: SqlClient.SqlClient) => sql`
  SELECT DISTINCT application_name AS name FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND query LIKE '%FROM easel_batches WHERE state = ''active'' ORDER BY%'
    AND query_start > now() - interval '2 seconds'`

/** The name of the one that feeds now. */
export const feederOf = (database: string): Effect.Effect<string> =>
  Effect.gen(function* () {
    const names = yield* Schema.decodeUnknown(Names)(yield* looking(yield* SqlClient.SqlClient))
    return names.map(({ name }) => name)
  }).pipe(
    Effect.filterOrFail(
      (names) => names.length === 1,
      (names) => `these look for batches: ${names.join(", ")}`
    ),
    Effect.map(([name = ""]) => name),
    Effect.retry(Schedule.spaced(Duration.millis(50))),
    Effect.timeout(Duration.seconds(60)),
    Effect.provide(PgClient.layer({ url: Redacted.make(database), maxConnections: 1 })),
    Effect.orDie
  )

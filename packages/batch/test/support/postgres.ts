/** Databases on the server that `npm run test:batch` starts. */
import * as PgClient from "@effect/sql-pg/PgClient"
import * as SqlClient from "@effect/sql/SqlClient"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

const server = process.env.EASEL_TEST_POSTGRES

export const noPostgres = server === undefined

const counter = { next: 1 }

const onServer = <A, E>(effect: Effect.Effect<A, E, SqlClient.SqlClient>) =>
  Effect.provide(
    effect,
    PgClient.layer({ url: Redacted.make(server ?? ""), maxConnections: 1 })
  ).pipe(Effect.orDie)

/** The address of a database that is empty. */
export const emptyDatabase = Effect.suspend(() => {
  const name = `easel_${process.pid}_${counter.next++}`
  const url = new URL(server ?? "")
  url.pathname = `/${name}`
  return onServer(
    Effect.flatMap(SqlClient.SqlClient, (sql) => sql`CREATE DATABASE ${sql(name)}`)
  ).pipe(Effect.as(url.href))
})

/** Nobody gets in for so long, and whoever is in is thrown out. */
export const outage = (address: string, whileAway: Effect.Effect<void>) => {
  const name = new URL(address).pathname.slice(1)
  const allow = (allowed: boolean) =>
    onServer(
      Effect.flatMap(SqlClient.SqlClient, (sql) =>
        sql.unsafe(`ALTER DATABASE ${name} ALLOW_CONNECTIONS ${String(allowed)}`)
      )
    )
  const throwOut = onServer(
    Effect.flatMap(
      SqlClient.SqlClient,
      (sql) => sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${name}`
    )
  )
  return Effect.acquireUseRelease(
    allow(false),
    () => Effect.zipRight(throwOut, whileAway),
    () => allow(true)
  )
}

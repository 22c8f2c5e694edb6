/** Effect's SQL client on a PostgreSQL server. */
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"

const withOptions = (url: Redacted.Redacted, options: string): Redacted.Redacted => {
  const address = new URL(Redacted.value(url))
  address.searchParams.set("options", options)
  return Redacted.make(address.href)
}

const layer = (url: Redacted.Redacted, maxConnections: number) =>
  PgClient.layer({
    url,
    maxConnections,
    connectTimeout: Duration.seconds(10),
    applicationName: "easel"
  })

/** For items: what is written is on the server's disk. */
export const forItems = (url: Redacted.Redacted) => layer(url, 6)

/**
 * For the tables of the engine, twice as fast: a server that loses power may lose their last tenth of
 * a second. Then they have an item begin once more, and its row knows better.
 */
export const forEngine = (url: Redacted.Redacted) =>
  layer(withOptions(url, "-c synchronous_commit=off"), 6)

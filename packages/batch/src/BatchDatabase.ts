/** Where batches are kept: a file in the project's folder, or a PostgreSQL server for several machines. */
import { mkdirSync } from "node:fs"
import { dirname, resolve } from "node:path"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { DatabaseError } from "./BatchError.js"
import { fromUnknown } from "./internal/databaseError.js"
import { exclusiveLock } from "./internal/exclusiveLock.js"
import { migrate } from "./internal/migrations.js"
import { forItems } from "./internal/postgresClient.js"
import * as Sqlite from "./internal/sqliteClient.js"
import { inTurn } from "./internal/inTurn.js"

export type Location = Data.TaggedEnum<{
  /** One machine, no server. */
  File: { readonly path: string }
  /** `postgres://user:password@host:port/database`. */
  Postgres: { readonly url: Redacted.Redacted; readonly host: string }
}>
export const Location = Data.taggedEnum<Location>()

/** An open database with our tables in it. */
export class BatchDatabase extends Context.Tag("@easel/batch/BatchDatabase")<
  BatchDatabase,
  {
    readonly location: Location
    /** As people may see it: without the password. */
    readonly name: string
    readonly sql: SqlClient.SqlClient
  }
>() {}

const isPostgres = /^postgres(ql)?:\/\//

/** The address without what only its owner may know. */
const withoutPassword = (url: URL): string => `${url.protocol}//${url.host}${url.pathname}`

/** How a location is called in messages. */
export const nameOf = (location: Location): string =>
  Location.$match(location, {
    File: ({ path }) => path,
    Postgres: ({ url }) => withoutPassword(new URL(Redacted.value(url)))
  })

/** Reads a path, or the address of a PostgreSQL server. */
export const parse = (text: string): Either.Either<Location, DatabaseError> => {
  const wrong = (detail: string) =>
    Either.left(new DatabaseError({ database: "--database", reason: "Unreachable", detail }))
  if (text.trim() === "")
    return wrong("needs a path or an address such as postgres://host/database")
  if (!isPostgres.test(text)) {
    return /^[a-z][a-z0-9+.-]+:\/\//i.test(text)
      ? wrong("is a path, or an address that begins with postgres://")
      : Either.right(Location.File({ path: resolve(text) }))
  }
  return URL.canParse(text)
    ? Either.right(Location.Postgres({ url: Redacted.make(text), host: new URL(text).hostname }))
    : wrong("is no address; a special character of a password is written as %40 for @")
}

export interface OpenOptions {
  /** Whether this program means to run the engine on it; a file has one such program at a time. */
  readonly exclusive: boolean
}

type OpenSql = Effect.Effect<SqlClient.SqlClient, SqlError | DatabaseError, Scope.Scope>

const openFile = (path: string, exclusive: boolean): OpenSql =>
  Effect.gen(function* () {
    yield* Effect.try({
      try: () => mkdirSync(dirname(path), { recursive: true }),
      catch: (error) => fromUnknown(path, error)
    })
    if (exclusive) yield* exclusiveLock(path)
    const client = yield* Effect.map(Layer.build(Sqlite.layer(path)), (context) =>
      Context.get(context, SqlClient.SqlClient)
    )
    yield* Effect.provideService(
      client.withTransaction(migrate(path)),
      SqlClient.SqlClient,
      client
    ).pipe(Effect.mapError((error) => fromUnknown(path, error)))
    return client
  })

const openPostgres = (url: Redacted.Redacted, name: string): OpenSql =>
  Effect.gen(function* () {
    const context = yield* Layer.build(forItems(url))
    const client = Context.get(context, SqlClient.SqlClient)
    yield* inTurn(client, migrate(name)).pipe(
      Effect.provideService(SqlClient.SqlClient, client),
      Effect.mapError((error) => fromUnknown(name, error))
    )
    return client
  })

const open = (location: Location, { exclusive }: OpenOptions) => {
  const name = nameOf(location)
  return Location.$match(location, {
    File: ({ path }) => openFile(path, exclusive),
    Postgres: ({ url }) => openPostgres(url, name)
  }).pipe(
    Effect.mapBoth({
      onFailure: (error) => fromUnknown(name, error),
      onSuccess: (sql) => ({ location, name, sql })
    })
  )
}

/** Opens it and makes the tables that are missing. */
export const layer = (
  location: Location,
  options: OpenOptions
): Layer.Layer<BatchDatabase, DatabaseError> => Layer.scoped(BatchDatabase, open(location, options))

/** Where batches are kept: a file in the project's folder, or a PostgreSQL server for several machines. */
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Redacted from "effect/Redacted"

export type Location = Data.TaggedEnum<{
  /** One machine, no server. */
  File: { readonly path: string }
  /** `postgres://user:password@host:port/database`. */
  Postgres: { readonly url: Redacted.Redacted }
}>
export const Location = Data.taggedEnum<Location>()

/** An open database with our tables in it. */
export class BatchDatabase extends Context.Tag("@easel/batch/BatchDatabase")<
  BatchDatabase,
  { readonly location: Location }
>() {}

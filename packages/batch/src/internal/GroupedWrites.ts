/**
 * The two writes of an item, gathered over all items for a few milliseconds each: a batch is as fast
 * as its database takes writes, so there are few of them and they are large.
 */
import * as DataLoader from "@effect/experimental/RequestResolver"
import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Request from "effect/Request"
import * as RequestResolver from "effect/RequestResolver"
import { type ItemChange, type ItemKey, type Reservation, toRow } from "./ItemChange.js"

/** How long the first of a group waits for others. */
const window = Duration.millis(4)

const largest = 256

const reservationRow = (reservation: Reservation) => ({
  batch: reservation.batch,
  number: reservation.number,
  try: reservation.try,
  worker: reservation.worker,
  from_state: reservation.from.state,
  from_worker: reservation.from.state === "pending" ? null : reservation.from.worker
})

const changeColumns = {
  state: "text",
  provider: "text",
  model: "text",
  job: "text",
  made: "text",
  receipt: "text",
  pictures: "text",
  warnings: "text",
  error: "text",
  error_reason: "text",
  error_message: "text",
  cost_amount: "double precision",
  cost_currency: "text",
  finished: "text"
} as const

const keyColumns = { batch: "text", number: "integer", try: "integer" } as const

const reservationColumns = { worker: "text", from_state: "text", from_worker: "text" } as const

/** Rows as one parameter, so that a group of any size is the same statement. */
const rowsAs = (
  sql: SqlClient,
  columns: Readonly<Record<string, string>>,
  rows: ReadonlyArray<object>
) => {
  const text = JSON.stringify(rows)
  return sql.onDialectOrElse({
    pg: () => {
      const types = Object.entries(columns).map(([name, type]) => `"${name}" ${type}`)
      return sql`jsonb_to_recordset(${text}::jsonb) AS p(${sql.literal(types.join(", "))})`
    },
    orElse: () => {
      const names = Object.keys(columns).map(
        (name) => `json_extract(value, '$.${name}') AS "${name}"`
      )
      return sql`(SELECT ${sql.literal(names.join(", "))} FROM json_each(${text})) AS p`
    }
  })
}

const sameItem = "i.batch = p.batch AND i.number = p.number AND i.try = p.try"

const nameOf = ({ batch, number }: Pick<ItemKey, "batch" | "number">): string =>
  `${batch}/${number}`

/** SQLite knows no other name of the table here, PostgreSQL wants to know which of two is meant. */
const returned = (sql: SqlClient) =>
  sql.literal(sql.onDialectOrElse({ pg: () => "i.batch, i.number", orElse: () => "batch, number" }))

const reserveAll = (sql: SqlClient, reservations: ReadonlyArray<Reservation>, now: string) =>
  sql<{ batch: string; number: number }>`
    UPDATE easel_items AS i
    SET state = 'reserved', worker = p.worker, reserved = ${now}, submissions = submissions + 1
    FROM ${rowsAs(sql, { ...keyColumns, ...reservationColumns }, reservations.map(reservationRow))}
    WHERE ${sql.literal(sameItem)} AND i.state = p.from_state
      AND (p.from_worker IS NULL OR i.worker = p.from_worker)
    RETURNING ${returned(sql)}`.pipe(Effect.map((won) => new Set(won.map(nameOf))))

const recordAll = (sql: SqlClient, changes: ReadonlyArray<ItemChange>) => {
  const { state: _state, ...kept } = changeColumns
  const columns = Object.keys(kept).map((name) => `${name} = COALESCE(p.${name}, i.${name})`)
  return sql`
    UPDATE easel_items AS i
    SET state = p.state, ${sql.literal(columns.join(", "))}
    FROM ${rowsAs(sql, { ...keyColumns, ...changeColumns }, changes.map(toRow))}
    WHERE ${sql.literal(sameItem)}`
}

class Reserve extends Request.TaggedClass("Reserve")<boolean, SqlError, Reservation> {}
class Note extends Request.TaggedClass("Note")<void, SqlError, { readonly change: ItemChange }> {}

/** One for each program. */
export const groupedWrites = (sql: SqlClient) =>
  Effect.gen(function* () {
    const options = { window, maxBatchSize: largest }
    const reserver = yield* DataLoader.dataLoader(
      RequestResolver.makeBatched((requests: ReadonlyArray<Reserve>) =>
        Effect.clockWith((clock) => clock.currentTimeMillis).pipe(
          Effect.flatMap((now) => reserveAll(sql, requests, new Date(now).toISOString())),
          Effect.matchEffect({
            onFailure: (error) => Effect.forEach(requests, Request.fail(error), { discard: true }),
            onSuccess: (won) =>
              Effect.forEach(requests, (one) => Request.succeed(one, won.has(nameOf(one))), {
                discard: true
              })
          })
        )
      ),
      options
    )
    const recorder = yield* DataLoader.dataLoader(
      RequestResolver.makeBatched((requests: ReadonlyArray<Note>) =>
        Effect.matchEffect(
          recordAll(
            sql,
            requests.map(({ change }) => change)
          ),
          {
            onFailure: (error) => Effect.forEach(requests, Request.fail(error), { discard: true }),
            onSuccess: () =>
              Effect.forEach(requests, (one) => Request.succeed(one, undefined), { discard: true })
          }
        )
      ),
      options
    )
    return {
      /** Writes the intent; false when the item is not in the expected state any more. */
      reserve: (reservation: Reservation) => Effect.request(new Reserve(reservation), reserver),
      /** Writes what was done. A later change of an item waits for the earlier one by itself. */
      record: (change: ItemChange) => Effect.request(new Note({ change }), recorder)
    }
  })

export type GroupedWrites = Effect.Effect.Success<ReturnType<typeof groupedWrites>>

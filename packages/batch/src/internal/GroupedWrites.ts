/**
 * The two writes of an item, gathered over all items for a few milliseconds each: a batch is as fast
 * as its database takes writes, so there are few of them and they are large.
 */
import * as DataLoader from "@effect/experimental/RequestResolver"
import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Request from "effect/Request"
import * as RequestResolver from "effect/RequestResolver"
import { endStates } from "../BatchItem.js"
import { type ChangeRow, type ItemChange, type ItemKey, type Taking, toRow } from "./ItemChange.js"

/** How long the first of a group waits for others. */
const window = Duration.millis(4)

const largest = 256

const takingRow = ({ from, to, ...taking }: Taking) => ({
  batch: taking.batch,
  number: taking.number,
  try: taking.try,
  worker: taking.worker,
  from_state: from.state,
  from_worker: from.worker,
  to_state: to,
  submits: taking.submits ? 1 : 0
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

const keyColumns = { batch: "text", number: "integer", try: "integer", worker: "text" } as const

const takingColumns = {
  from_state: "text",
  from_worker: "text",
  to_state: "text",
  submits: "integer"
} as const

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

/** An item that has ended is not written any more. */
const stillOpen = `AND i.state NOT IN (${endStates.map((state) => `'${state}'`).join(", ")})`

/** SQLite knows no other name of the table here, PostgreSQL wants to know which of two is meant. */
const returned = (sql: SqlClient) =>
  sql.literal(sql.onDialectOrElse({ pg: () => "i.batch, i.number", orElse: () => "batch, number" }))

const takeAll = (sql: SqlClient, takings: ReadonlyArray<Taking>, now: string) =>
  sql<{ batch: string; number: number }>`
    UPDATE easel_items AS i
    SET state = p.to_state, worker = p.worker, submissions = i.submissions + p.submits,
      reserved = CASE WHEN p.submits = 1 THEN ${now} ELSE i.reserved END,
      job = CASE WHEN p.submits = 1 THEN NULL ELSE i.job END,
      made = CASE WHEN p.submits = 1 THEN NULL ELSE i.made END,
      receipt = CASE WHEN p.submits = 1 THEN NULL ELSE i.receipt END
    FROM ${rowsAs(sql, { ...keyColumns, ...takingColumns }, takings.map(takingRow))}
    WHERE ${sql.literal(sameItem)} AND i.state = p.from_state
      AND i.worker IS NOT DISTINCT FROM p.from_worker
    RETURNING ${returned(sql)}`

/** All submissions of an item are paid; of another currency only the last one is told. */
const added = `cost_amount = CASE
  WHEN p.cost_amount IS NULL THEN i.cost_amount
  WHEN i.cost_currency = p.cost_currency THEN i.cost_amount + p.cost_amount
  ELSE p.cost_amount END`

const recordAll = (sql: SqlClient, rows: ReadonlyArray<ChangeRow>) => {
  const { cost_amount: _cost, state: _state, ...kept } = changeColumns
  const columns = Object.keys(kept).map((name) => `${name} = COALESCE(p.${name}, i.${name})`)
  return sql<{ batch: string; number: number }>`
    UPDATE easel_items AS i
    SET state = p.state, ${sql.literal(columns.join(", "))}, ${sql.literal(added)}
    FROM ${rowsAs(sql, { ...keyColumns, ...changeColumns }, rows)}
    WHERE ${sql.literal(sameItem)} AND i.worker = p.worker ${sql.literal(stillOpen)}
    RETURNING ${returned(sql)}`
}

class Take extends Request.TaggedClass("Take")<boolean, SqlError, Taking> {}
class Note extends Request.TaggedClass("Note")<boolean, SqlError, { readonly row: ChangeRow }> {}

type Written = ReadonlyArray<Pick<ItemKey, "batch" | "number">>

/** Each request hears whether its item was written. */
const answered = <R extends Take | Note>(
  keyOf: (request: R) => ItemKey,
  write: (requests: ReadonlyArray<R>) => Effect.Effect<Written, SqlError>
) =>
  RequestResolver.makeBatched((requests: ReadonlyArray<R>) =>
    Effect.matchEffect(write(requests), {
      onFailure: (error) =>
        Effect.forEach(requests, (one: Take | Note) => Request.fail(one, error), { discard: true }),
      onSuccess: (rows) => {
        const written = new Set(rows.map(nameOf))
        const tell = (one: R) => {
          const request: Take | Note = one
          return Request.succeed(request, written.has(nameOf(keyOf(one))))
        }
        return Effect.forEach(requests, tell, { discard: true })
      }
    })
  )

/** One for each program. */
export const groupedWrites = (sql: SqlClient) =>
  Effect.gen(function* () {
    const options = { window, maxBatchSize: largest }
    const taker = yield* DataLoader.dataLoader(
      answered<Take>(
        (one) => one,
        (requests) =>
          Effect.flatMap(Clock.currentTimeMillis, (now) =>
            takeAll(sql, requests, new Date(now).toISOString())
          )
      ),
      options
    )
    const recorder = yield* DataLoader.dataLoader(
      answered<Note>(
        ({ row }) => row,
        (requests) =>
          recordAll(
            sql,
            requests.map(({ row }) => row)
          )
      ),
      options
    )
    return {
      /** False when the item is not what it is expected to be any more. */
      take: (taking: Taking) => Effect.request(new Take(taking), taker),
      /**
       * Writes what was done; false when the item is another's by now, or has ended. A later change
       * of an item waits for the earlier one by itself.
       */
      record: (change: ItemChange) =>
        // What can't be written down is the fault of one item, not of its whole group.
        Effect.suspend(() => Effect.request(new Note({ row: toRow(change) }), recorder))
    }
  })

export type GroupedWrites = Effect.Effect.Success<ReturnType<typeof groupedWrites>>

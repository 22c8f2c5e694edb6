/** Batches and items as they are kept; what is read is parsed here and trusted elsewhere. */
import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { Fragment } from "@effect/sql/Statement"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { BatchNotFound, type DatabaseError, WorkflowDefect } from "../BatchError.js"
import { endStates, type ItemState } from "../BatchItem.js"
import type { BatchState } from "../BatchSummary.js"
import type { Selection } from "../Batches.js"
import { BatchRow, FailureRow, Sum, toSummaries, toSummary } from "./batchRow.js"
import { fromUnknown } from "./databaseError.js"
import type { Holding, ItemKey } from "./ItemChange.js"
import { columns, ItemRow } from "./ItemRow.js"
import { nearMatches } from "@easel/core/NearMatches"
import { pageAfter } from "./pageAfter.js"

const readBatches = Schema.decodeUnknown(Schema.Array(BatchRow))
const readSums = Schema.decodeUnknown(Schema.Array(Sum))
const readFailures = Schema.decodeUnknown(Schema.Array(FailureRow))
const readItems = Schema.decodeUnknown(Schema.Array(ItemRow))
const Ids = Schema.Array(Schema.Struct({ id: Schema.String }))
const readIds = Schema.decodeUnknown(Ids)

const encodeDefect = Schema.encodeSync(Schema.parseJson(WorkflowDefect))

/** Something may run for items in these states. */
export const begunStates = ["reserved", "accepted", "made"] as const satisfies Array<ItemState>

/** Items that are read at once. */
const pageSize = 200

export const makeBatchStore = (sql: SqlClient, database: string) => {
  const batchColumns = sql.literal("id, source, settings, state, reason, created, total")
  const itemColumns = sql.literal(columns.join(", "))

  /** What can't be read is no less a fault of the database than what can't be asked. */
  const ask = <A, E>(effect: Effect.Effect<A, E | SqlError>): Effect.Effect<A, DatabaseError> =>
    Effect.mapError(effect, (error) => fromUnknown(database, error))

  const ids = ask(Effect.flatMap(sql`SELECT id FROM easel_batches`, readIds))

  const notFound = (id: string) =>
    Effect.flatMap(ids, (known) =>
      Effect.fail(
        new BatchNotFound({
          id,
          near: nearMatches(
            id,
            known.map((one) => one.id)
          )
        })
      )
    )

  const find = (id: string) =>
    Effect.flatMap(
      ask(
        Effect.flatMap(sql`SELECT ${batchColumns} FROM easel_batches WHERE id = ${id}`, readBatches)
      ),
      ([row]) => (row === undefined ? notFound(id) : Effect.succeed(row))
    )

  /** The sums of some batches and why their items failed, in two statements. */
  const sumsWhere = (areTheirs: Fragment) =>
    ask(
      Effect.gen(function* () {
        const sums = yield* sql`
          SELECT batch, state, provider, model, cost_currency AS currency, COUNT(*) AS items,
            SUM(cost_amount) AS cost, SUM(submissions) AS submissions,
            MIN(reserved) AS started, MAX(reserved) AS "lastStarted", MAX(finished) AS latest
          FROM easel_items WHERE ${areTheirs}
          GROUP BY batch, state, provider, model, cost_currency`
        const failures = yield* sql`
          SELECT batch, error_reason AS reason, COUNT(*) AS count, MIN(error_message) AS example
          FROM easel_items WHERE ${areTheirs} AND state IN ('failed', 'unknown')
          GROUP BY batch, error_reason ORDER BY COUNT(*) DESC`
        return [yield* readSums(sums), yield* readFailures(failures)] as const
      })
    )

  const sumUp = (row: BatchRow) =>
    Effect.map(sumsWhere(sql`batch = ${row.id}`), ([sums, failures]) =>
      toSummary(row, sums, failures)
    )

  /** Any number of ids as one parameter. */
  const isAmong = (ids: ReadonlyArray<string>) => {
    const text = JSON.stringify(ids)
    return sql.onDialectOrElse({
      pg: () => sql`batch = ANY(ARRAY(SELECT jsonb_array_elements_text(${text}::jsonb)))`,
      orElse: () => sql`batch IN (SELECT value FROM json_each(${text}))`
    })
  }

  /** What comes after `SELECT … FROM easel_batches` for a selection. */
  const chosen = ({ limit, source, sourcePrefix, states }: Selection) => {
    const conditions = [
      ...(source === undefined ? [] : [sql`source = ${source}`]),
      ...(sourcePrefix === undefined
        ? []
        : [
            sql`substr(source, 1, ${sql.literal(String([...sourcePrefix].length))}) = ${sourcePrefix}`
          ]),
      ...(states === undefined ? [] : [sql.in("state", states)])
    ]
    const where = conditions.length === 0 ? sql.literal("") : sql`WHERE ${sql.and(conditions)}`
    const most = limit === undefined ? sql.literal("") : sql`LIMIT ${limit}`
    return sql`${where} ORDER BY created DESC, id ${most}`
  }

  /** The next page after an item. */
  const page = (id: string, states: ReadonlyArray<ItemState> | undefined, after: number) =>
    ask(
      Effect.flatMap(
        sql`
          SELECT ${itemColumns} FROM easel_items
          WHERE batch = ${id} AND number > ${after}
            ${states === undefined ? sql.literal("") : sql`AND ${sql.in("state", states)}`}
          ORDER BY number LIMIT ${pageSize}`,
        readItems
      )
    )

  return {
    sql,
    ask,
    find,
    sumUp,
    /** The newest first. */
    ids: (selection: Selection) =>
      ask(
        Effect.map(
          Effect.flatMap(sql`SELECT id FROM easel_batches ${chosen(selection)}`, readIds),
          (rows) => rows.map(({ id }) => id)
        )
      ),
    /** The newest first. */
    summaries: (selection: Selection) =>
      Effect.flatMap(
        ask(
          Effect.flatMap(
            sql`SELECT ${batchColumns} FROM easel_batches ${chosen(selection)}`,
            readBatches
          )
        ),
        (rows) =>
          Effect.map(sumsWhere(isAmong(rows.map(({ id }) => id))), ([sums, failures]) =>
            toSummaries(rows, sums, failures)
          )
      ),
    /** The oldest first. */
    active: ask(
      Effect.flatMap(
        sql`SELECT ${batchColumns} FROM easel_batches WHERE state = 'active' ORDER BY created, id`,
        readBatches
      )
    ),
    /** Those of these batches that were cancelled. */
    cancelledAmong: (among: ReadonlyArray<string>) =>
      ask(
        Effect.map(
          Effect.flatMap(
            sql`SELECT id FROM easel_batches WHERE state = 'cancelled' AND ${sql.in("id", among)}`,
            readIds
          ),
          (rows) => new Set(rows.map(({ id }) => id))
        )
      ),
    /** Batches that begin nothing more, with items that have begun and not ended. */
    unsettled: ask(
      Effect.flatMap(
        sql`SELECT ${batchColumns} FROM easel_batches AS b
          WHERE state IN ('paused', 'cancelled') AND EXISTS (
            SELECT 1 FROM easel_items WHERE batch = b.id AND ${sql.in("state", begunStates)})`,
        readBatches
      )
    ),
    /** Of every page after that item, read as it is taken. */
    items: (id: string, states: ReadonlyArray<ItemState> | undefined) =>
      Stream.paginateChunkEffect(0, (after) => Effect.map(page(id, states, after), pageAfter)),
    /** One item; `undefined` when there is none. */
    item: (id: string, number: number) =>
      ask(
        Effect.map(
          Effect.flatMap(
            sql`SELECT ${itemColumns} FROM easel_items WHERE batch = ${id} AND number = ${number}`,
            readItems
          ),
          ([row]) => row
        )
      ),
    /** Moves a batch from one of those states; false when it is in another. */
    move: (
      id: string,
      from: ReadonlyArray<BatchState>,
      to: BatchState,
      reason: string | null = null
    ) =>
      ask(
        Effect.map(
          sql`UPDATE easel_batches SET state = ${to}, reason = ${reason}
            WHERE id = ${id} AND ${sql.in("state", from)} RETURNING id`,
          (rows) => rows.length > 0
        )
      ),
    /** Says why a batch that is active stands still. */
    note: (id: string, reason: string | null) =>
      ask(
        Effect.asVoid(
          sql`UPDATE easel_batches SET reason = ${reason} WHERE id = ${id} AND state = 'active'`
        )
      ),
    /** An active batch all of whose items have ended is finished. */
    finish: (id: string) =>
      ask(
        Effect.asVoid(
          sql`UPDATE easel_batches SET state = 'finished', reason = NULL
            WHERE id = ${id} AND state = 'active' AND NOT EXISTS (
              SELECT 1 FROM easel_items
              WHERE batch = ${id} AND NOT ${sql.in("state", endStates)})`
        )
      ),
    /** Takes back the intent of a worker to submit an item. */
    release: ({ batch, number, ...key }: ItemKey, worker: string) =>
      ask(
        Effect.asVoid(
          sql`UPDATE easel_items
            SET state = 'pending', worker = NULL, submissions = submissions - 1
            WHERE batch = ${batch} AND number = ${number} AND try = ${key.try}
              AND state = 'reserved' AND worker = ${worker}`
        )
      ),
    /**
     * Nothing is left of an item's submission, and it waits in line for another one; false when it is
     * not as it is said to be any more.
     */
    putBack: ({ batch, number, ...key }: ItemKey, { state, worker }: Holding) =>
      ask(
        Effect.map(
          sql`UPDATE easel_items
            SET state = 'pending', try = try + 1, worker = NULL, job = NULL, made = NULL
            WHERE batch = ${batch} AND number = ${number} AND try = ${key.try}
              AND state = ${state} AND worker IS NOT DISTINCT FROM ${worker} RETURNING number`,
          (rows) => rows.length > 0
        )
      ),
    /** Ends an item that nobody could end, whoever has it. */
    giveUp: ({ batch, number, ...key }: ItemKey, defect: WorkflowDefect) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        ask(
          sql`UPDATE easel_items
            SET state = 'failed', error = ${encodeDefect(defect)}, error_reason = ${defect._tag},
              error_message = ${defect.message}, finished = ${new Date(now).toISOString()}
            WHERE batch = ${batch} AND number = ${number} AND try = ${key.try}
              AND NOT ${sql.in("state", endStates)}`
        )
      ),
    /** Ends items that nothing was sent for. */
    cancelPending: (id: string) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        ask(
          sql`UPDATE easel_items SET state = 'cancelled', finished = ${new Date(now).toISOString()}
            WHERE batch = ${id} AND state = 'pending'`
        )
      ),
    /** Begins another try of items in those states; says how many. */
    again: (id: string, states: ReadonlyArray<ItemState>) =>
      ask(
        Effect.map(
          sql`UPDATE easel_items
            SET state = 'pending', try = try + 1, error = NULL, error_reason = NULL,
              error_message = NULL, finished = NULL, worker = NULL, job = NULL
            WHERE batch = ${id} AND ${sql.in("state", states)} RETURNING number`,
          (rows) => rows.length
        )
      )
  }
}

export type BatchStore = ReturnType<typeof makeBatchStore>

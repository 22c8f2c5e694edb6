import { SqlError } from "@effect/sql/SqlError"
import { ImageRequest } from "@easel/core/ImageRequest"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { BatchItem, ItemState } from "../BatchItem.js"
import { BatchSettings } from "../BatchSettings.js"
import { BatchSummary, isAtRest } from "../BatchSummary.js"
import type { Batches, Manifest } from "../Batches.js"
import type { BatchStore } from "./BatchStore.js"
import { checkManifest } from "./checkManifest.js"
import { toRecord } from "./ItemRow.js"

/** Rows of one insert. */
const insertedAtOnce = 500

const watchInterval = Duration.millis(500)

const encodeSettings = Schema.encodeSync(Schema.parseJson(BatchSettings))
const encodeRequest = Schema.encodeSync(Schema.parseJson(ImageRequest))
const encodeSummary = Schema.encodeSync(Schema.parseJson(BatchSummary))

const isSqlError = (error: unknown): error is SqlError => error instanceof SqlError

const itemRow = (batch: string, item: BatchItem) => ({
  batch,
  number: item.number,
  line: item.line ?? null,
  name: item.name,
  request: encodeRequest(item.request),
  state: "pending",
  try: 1,
  submissions: 0,
  pictures: "[]",
  warnings: "[]"
})

export const makeBatches = (store: BatchStore): Batches["Type"] => {
  const { ask, sql } = store

  const insert = <E, R>({ id, items, settings, source }: Manifest<E, R>) =>
    Effect.gen(function* () {
      const created = new Date(yield* Clock.currentTimeMillis).toISOString()
      const row = {
        id,
        source,
        settings: encodeSettings(settings),
        state: "active",
        created,
        total: 0
      }
      const added = yield* sql`
        INSERT INTO easel_batches ${sql.insert(row)} ON CONFLICT (id) DO NOTHING RETURNING id`
      if (added.length === 0) {
        yield* sql`UPDATE easel_batches SET settings = ${row.settings} WHERE id = ${id}`
        return undefined
      }
      const total = yield* items.pipe(
        Stream.grouped(insertedAtOnce),
        Stream.runFoldEffect(0, (count, page) => {
          const rows = Chunk.toReadonlyArray(page).map((item) => itemRow(id, item))
          return Effect.as(sql`INSERT INTO easel_items ${sql.insert(rows)}`, count + rows.length)
        })
      )
      yield* sql`UPDATE easel_batches SET total = ${total} WHERE id = ${id}`
      return total
    })

  const submit = <E, R>(manifest: Manifest<E, R>) =>
    Effect.gen(function* () {
      const { id } = manifest
      yield* checkManifest(manifest)
      const total = yield* Effect.catchIf(
        sql.withTransaction(insert(manifest)),
        isSqlError,
        (error) => ask(Effect.fail(error))
      )
      if (total !== undefined) return { id, isNew: true, total }
      const known = yield* Effect.catchTag(store.find(id), "BatchNotFound", Effect.die)
      return { id, isNew: false, total: known.total }
    })

  const get = (id: string) => Effect.flatMap(store.find(id), store.sumUp)

  const retry = (id: string, states: ReadonlyArray<ItemState>) =>
    Effect.zipRight(
      store.find(id),
      Effect.zipLeft(
        store.again(id, states),
        store.move(id, ["active", "paused", "cancelled", "finished"], "active")
      )
    )

  return {
    submit: Effect.fn("Batches.submit")(submit),
    get,
    list: store.summaries({}),
    select: store.summaries,
    ids: store.ids,
    watch: (id) =>
      Stream.repeatEffectWithSchedule(get(id), Schedule.spaced(watchInterval)).pipe(
        Stream.changesWith((one, other) => encodeSummary(one) === encodeSummary(other)),
        Stream.takeUntil(isAtRest)
      ),
    items: (id, states) =>
      Stream.unwrap(Effect.as(store.find(id), Stream.map(store.items(id, states), toRecord))),
    resume: (id) =>
      Effect.gen(function* () {
        const { state } = yield* store.find(id)
        if (state === "cancelled") yield* store.again(id, ["cancelled"])
        yield* store.move(id, ["paused", "cancelled"], "active")
      }),
    cancel: (id) =>
      Effect.gen(function* () {
        yield* store.find(id)
        const moved = yield* store.move(id, ["active", "paused"], "cancelled")
        if (moved) yield* store.cancelPending(id)
      }),
    retry
  }
}

/** One row of `easel_items`, and the item that it stands for. */
import { ImageRequest } from "@easel/core/ImageRequest"
import { Job } from "@easel/core/Jobs"
import { Receipt } from "@easel/core/Receipt"
import * as Schema from "effect/Schema"
import { type ItemRecord, ItemError, ItemState, ItemWarning, StoredPicture } from "../BatchItem.js"
import { Made } from "./Made.js"

const json = <A, I>(schema: Schema.Schema<A, I>) => Schema.NullOr(Schema.parseJson(schema))

/** PostgreSQL and SQLite give the same columns. */
export const ItemRow = Schema.Struct({
  number: Schema.Int,
  line: Schema.NullOr(Schema.Int),
  name: Schema.NonEmptyString,
  request: Schema.parseJson(ImageRequest),
  state: ItemState,
  try: Schema.Int,
  submissions: Schema.Int,
  worker: Schema.NullOr(Schema.String),
  job: json(Job),
  made: json(Made),
  pictures: Schema.parseJson(Schema.Array(StoredPicture)),
  receipt: json(Receipt),
  warnings: Schema.parseJson(Schema.Array(ItemWarning)),
  error: json(ItemError),
  reserved: Schema.NullOr(Schema.DateFromString),
  finished: Schema.NullOr(Schema.DateFromString)
})
export type ItemRow = typeof ItemRow.Type

export const columns = Object.keys(ItemRow.fields)

/** As a reader of the batch sees it. */
export const toRecord = ({ made: _made, ...row }: ItemRow): ItemRecord => ({
  ...row,
  line: row.line ?? undefined,
  worker: row.worker ?? undefined,
  job: row.job ?? undefined,
  receipt: row.receipt ?? undefined,
  error: row.error ?? undefined,
  reserved: row.reserved ?? undefined,
  finished: row.finished ?? undefined
})

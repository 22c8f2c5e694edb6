/** What is written down about an item while it is made. Each is one row of a larger write. */
import { Job } from "@easel/core/Jobs"
import { type Cost, Receipt } from "@easel/core/Receipt"
import * as Schema from "effect/Schema"
import { ItemError, type ItemState, ItemWarning, StoredPicture } from "../BatchItem.js"
import { reasonOf } from "../report/ErrorWords.js"
import { Made } from "./Made.js"

/** Which try of which item. */
export interface ItemKey {
  readonly batch: string
  readonly number: number
  readonly try: number
}

/**
 * An engine keeps what has ended as ended for ever: an item that did not end with its run needs
 * another one. Counts from 1.
 */
export interface ItemRun extends ItemKey {
  readonly run: number
}

/** What an item is before somebody takes it. */
export interface Holding {
  readonly state: ItemState
  /** Who has it; `null` while nobody ever had. */
  readonly worker: string | null
}

/** An item passes from whoever has it to this program; `reserved` is the intent to submit. */
export interface Taking extends ItemKey {
  readonly worker: string
  /** When it is something else meanwhile, or another's, nothing is written. */
  readonly from: Holding
  readonly to: "reserved" | "accepted" | "made"
  /** Whether it is about to be submitted; what is known of submissions before counts no more. */
  readonly submits: boolean
}

/** A step that is finished; what is left out stays as it was. */
export interface ItemChange extends ItemKey {
  /** Who has it; nothing is written about an item that is another's by now. */
  readonly worker: string
  readonly state: ItemState
  readonly job?: Job | undefined
  readonly made?: Made | undefined
  readonly receipt?: Receipt | undefined
  /** Of a submission whose cost was not written down before; added to what the item has cost. */
  readonly cost?: Cost | undefined
  readonly pictures?: ReadonlyArray<StoredPicture> | undefined
  readonly warnings?: ReadonlyArray<ItemWarning> | undefined
  readonly error?: ItemError | undefined
  /** Milliseconds; set when the item ends. */
  readonly finished?: number | undefined
}

const encoded = <A, I>(schema: Schema.Schema<A, I>) => {
  const encode = Schema.encodeSync(Schema.parseJson(schema))
  return (value: A | undefined): string | null => (value === undefined ? null : encode(value))
}

const job = encoded(Job)
const made = encoded(Made)
const receipt = encoded(Receipt)
const pictures = encoded(Schema.Array(StoredPicture))
const warnings = encoded(Schema.Array(ItemWarning))
const error = encoded(ItemError)

const at = (time: number | undefined): string | null =>
  time === undefined ? null : new Date(time).toISOString()

/** As the write takes it. */
export interface ChangeRow extends ItemKey {
  readonly worker: string
  readonly state: ItemState
  readonly [column: string]: string | number | null
}

/** A service's words may hold what no database takes as text: NUL, and half of a character. */
const storable = (text: string): string => text.replace(/[\0\p{Surrogate}]/gu, "\uFFFD")

/** The columns of a change; `null` leaves a column as it is. */
export const toRow = (change: ItemChange): ChangeRow => ({
  batch: change.batch,
  number: change.number,
  try: change.try,
  worker: change.worker,
  state: change.state,
  provider: change.receipt?.provider ?? change.job?.provider ?? null,
  model: change.receipt?.model ?? change.job?.model ?? null,
  job: job(change.job),
  made: made(change.made),
  receipt: receipt(change.receipt),
  pictures: pictures(change.pictures),
  warnings: warnings(change.warnings),
  error: error(change.error),
  error_reason: change.error === undefined ? null : reasonOf(change.error),
  error_message: change.error === undefined ? null : storable(change.error.message),
  cost_amount: change.cost?.amount ?? null,
  cost_currency: change.cost?.currency ?? null,
  finished: at(change.finished)
})

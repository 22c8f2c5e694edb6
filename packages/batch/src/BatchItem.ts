/** One picture order of a batch, and what became of it. */
import { ImageError } from "@easel/core/ImageError"
import { ImageRequest } from "@easel/core/ImageRequest"
import { Job } from "@easel/core/Jobs"
import { Receipt } from "@easel/core/Receipt"
import * as Schema from "effect/Schema"
import { OutcomeUnknown, OutputError, WorkflowDefect } from "./BatchError.js"

/** What is to be made. */
export const BatchItem = Schema.Struct({
  /** Counts from 1 in the order of the batch. */
  number: Schema.Int.pipe(Schema.positive()),
  /** Where it stands in the file that it came from. */
  line: Schema.optional(Schema.Int.pipe(Schema.positive())),
  /**
   * Name of the picture below the output, without its extension, unique in the batch without regard
   * to case; `/` makes folders. Several pictures of one item get `-2`, `-3`, ….
   */
  name: Schema.NonEmptyString,
  request: ImageRequest
})
export type BatchItem = typeof BatchItem.Type

/**
 * - `pending`: nothing was sent;
 * - `reserved`: the intent to submit is written, the service has not answered yet;
 * - `accepted`: the service has the job, its id is known;
 * - `made`: the service is done, the pictures are not all stored yet;
 * - `done`, `failed`, `unknown`, `cancelled`: it ended. `unknown` may have been paid.
 */
export const ItemState = Schema.Literal(
  "pending",
  "reserved",
  "accepted",
  "made",
  "done",
  "failed",
  "unknown",
  "cancelled"
)
export type ItemState = typeof ItemState.Type

/** States that an item does not leave by itself. */
export const endStates = [
  "done",
  "failed",
  "unknown",
  "cancelled"
] as const satisfies Array<ItemState>

/** True when it stays as it is until somebody asks for another try. */
export const hasEnded = ({ state }: { readonly state: ItemState }): boolean =>
  endStates.some((end) => end === state)

/** Why an item ended without a picture. */
export const ItemError = Schema.Union(ImageError, OutputError, OutcomeUnknown, WorkflowDefect)
export type ItemError = typeof ItemError.Type

/** A stored picture. */
export const StoredPicture = Schema.Struct({
  /** The name below the output, with its extension. */
  name: Schema.NonEmptyString,
  /** A path, or the address of the object. */
  location: Schema.NonEmptyString,
  mediaType: Schema.String,
  bytes: Schema.Int,
  /** Of the bytes as stored, hexadecimal. */
  sha256: Schema.String,
  width: Schema.optional(Schema.Int),
  height: Schema.optional(Schema.Int)
})
export type StoredPicture = typeof StoredPicture.Type

/** A warning of a provider, or what was found when a picture was checked (`SizeDiffers`). */
export const ItemWarning = Schema.Struct({ code: Schema.String, message: Schema.String })
export type ItemWarning = typeof ItemWarning.Type

/** What became of an item. */
export const ItemRecord = Schema.Struct({
  ...BatchItem.fields,
  state: ItemState,
  /** Counts from 1; `Batches.retry` begins another, and so does whatever must be submitted again. */
  try: Schema.Int,
  /** How often it was submitted, over all tries. */
  submissions: Schema.Int,
  /** Which program has it or had it last. */
  worker: Schema.optional(Schema.String),
  job: Schema.optional(Job),
  pictures: Schema.Array(StoredPicture),
  receipt: Schema.optional(Receipt),
  warnings: Schema.Array(ItemWarning),
  error: Schema.optional(ItemError),
  /** Intent written. */
  reserved: Schema.optional(Schema.DateFromString),
  /** Ended. */
  finished: Schema.optional(Schema.DateFromString)
})
export type ItemRecord = typeof ItemRecord.Type

/** What can go wrong with a batch as a whole, as tagged schema errors that survive JSON. */
import * as Schema from "effect/Schema"

/** One mistake in a batch file. */
export const Mistake = Schema.Struct({
  /** Counts from 1; missing for the file as a whole. */
  line: Schema.optional(Schema.Int),
  reason: Schema.String
})
export type Mistake = typeof Mistake.Type

/** The file of a batch can't be read as one; nothing was sent. */
export class BatchFileError extends Schema.TaggedError<BatchFileError>(
  "@easel/batch/BatchFileError"
)("BatchFileError", {
  file: Schema.String,
  /** In the order of the file; the first hundred. */
  mistakes: Schema.NonEmptyArray(Mistake),
  /** How many there are. */
  total: Schema.Int
}) {
  override get message(): string {
    const { file, total } = this
    const shown = this.mistakes.map(({ line, reason }) =>
      line === undefined ? `${file}: ${reason}` : `${file}:${line}: ${reason}`
    )
    const more = total - shown.length
    return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join("\n")
  }
}

/** A batch can't be handed in as it is; nothing was written down. */
export class InvalidBatch extends Schema.TaggedError<InvalidBatch>("@easel/batch/InvalidBatch")(
  "InvalidBatch",
  {
    id: Schema.String,
    /** Such as `id` or `settings.concurrency`. */
    field: Schema.String,
    reason: Schema.String
  }
) {
  override get message(): string {
    return `the batch ${JSON.stringify(this.id)} can't be handed in: ${this.field}: ${this.reason}`
  }
}

/** No batch has that id. */
export class BatchNotFound extends Schema.TaggedError<BatchNotFound>("@easel/batch/BatchNotFound")(
  "BatchNotFound",
  { id: Schema.String, near: Schema.Array(Schema.String) }
) {
  override get message(): string {
    const hint = this.near.length === 0 ? "" : `; did you mean ${this.near.join(" or ")}?`
    return `no batch is called ${this.id}${hint}`
  }
}

/** The database can't be used. */
export class DatabaseError extends Schema.TaggedError<DatabaseError>("@easel/batch/DatabaseError")(
  "DatabaseError",
  {
    /** A file, or the address without its password. */
    database: Schema.String,
    reason: Schema.Literal("Locked", "NewerVersion", "Unreachable", "Full", "Broken"),
    detail: Schema.String
  }
) {
  override get message(): string {
    return `${this.database}: ${this.detail}`
  }
}

/** A picture can't be written where it belongs. */
export class OutputError extends Schema.TaggedError<OutputError>("@easel/batch/OutputError")(
  "OutputError",
  {
    /** Folder, file or object. */
    location: Schema.String,
    /** `Full`: no space; `Denied`: no permission or read-only; `Taken`: another program's file. */
    reason: Schema.Literal("Full", "Denied", "Taken", "Missing", "Unreachable", "Invalid"),
    detail: Schema.String
  }
) {
  override get message(): string {
    return `${this.location}: ${this.detail}`
  }
}

/** The item may have been submitted and paid, and nobody can say what became of it. */
export class OutcomeUnknown extends Schema.TaggedError<OutcomeUnknown>(
  "@easel/batch/OutcomeUnknown"
)("OutcomeUnknown", {
  /** The job, where the service had told its id but can't be asked for it again. */
  jobId: Schema.optional(Schema.String),
  detail: Schema.String
}) {
  override get message(): string {
    return this.detail
  }
}

/** A mistake in Easel or in a plugin; the item's other tries are not concerned. */
export class WorkflowDefect extends Schema.TaggedError<WorkflowDefect>(
  "@easel/batch/WorkflowDefect"
)("WorkflowDefect", { detail: Schema.String }) {
  override get message(): string {
    return this.detail
  }
}

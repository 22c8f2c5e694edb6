/** What goes over the wire, as far as it is read. */
import * as Schema from "effect/Schema"

/** Answer to `POST /prompt`. */
export const Submitted = Schema.Struct({ prompt_id: Schema.NonEmptyString })

/** Answer to `POST /upload/image`. */
export const Uploaded = Schema.Struct({
  name: Schema.NonEmptyString,
  subfolder: Schema.optional(Schema.String)
})

/** Answer to `GET /models/checkpoints`. */
export const Checkpoints = Schema.Array(Schema.String)

export const File = Schema.Struct({
  filename: Schema.NonEmptyString,
  subfolder: Schema.optionalWith(Schema.String, { default: () => "" }),
  type: Schema.optionalWith(Schema.String, { default: () => "output" })
})
export type File = typeof File.Type

/** A job that is over. */
export const Entry = Schema.Struct({
  outputs: Schema.Record({
    key: Schema.String,
    value: Schema.Struct({ images: Schema.optional(Schema.Array(File)) })
  }),
  status: Schema.optional(
    Schema.NullOr(
      Schema.Struct({
        status_str: Schema.String,
        messages: Schema.optionalWith(Schema.Array(Schema.Tuple(Schema.String, Schema.Unknown)), {
          default: () => []
        })
      })
    )
  )
})
export type Entry = typeof Entry.Type

/** Answer to `GET /history/{id}`: empty while the job is not over. */
export const History = Schema.Record({ key: Schema.String, value: Entry })

const Job = Schema.Tuple([Schema.Number, Schema.String], Schema.Unknown)

/** Answer to `GET /queue`: a number that orders the jobs, and the id. */
export const Queue = Schema.Struct({
  queue_running: Schema.Array(Job),
  queue_pending: Schema.Array(Job)
})
export type Queue = typeof Queue.Type

/** Why a node failed. */
export const Failure = Schema.Struct({
  node_type: Schema.optional(Schema.String),
  exception_type: Schema.optional(Schema.String),
  exception_message: Schema.String
})

/** A text of the web socket. Which fields its data has, the type says. */
export const Text = Schema.Struct({
  type: Schema.String,
  data: Schema.Struct({
    prompt_id: Schema.optional(Schema.String),
    node: Schema.optional(Schema.NullOr(Schema.String)),
    /** Of `execution_cached`: node ids. */
    nodes: Schema.optional(Schema.Unknown),
    value: Schema.optional(Schema.Number),
    max: Schema.optional(Schema.Number)
  })
})
export type Text = typeof Text.Type

/** What a Space answers and says; only what is needed is named, and more may come. */
import * as Schema from "effect/Schema"

const Text = Schema.optional(Schema.NullOr(Schema.String))
const Amount = Schema.optional(Schema.NullOr(Schema.Number))

/** Ids become part of a path, so that one with a slash or dots is refused. */
export const Submitted = Schema.Struct({
  event_id: Schema.String.pipe(
    Schema.pattern(/^[\w-]{1,128}$/, { message: () => "an id without slashes or dots" })
  )
})

/** Paths on the server. */
export const Uploaded = Schema.Tuple(Schema.NonEmptyString)

/** `GET /config`: the components of the page, and the functions that they call. */
export const Config = Schema.Struct({
  /** Missing in Gradio 4, whose routes begin at the root. */
  api_prefix: Text,
  components: Schema.Array(
    Schema.Struct({
      id: Schema.Number,
      type: Text,
      /** Not offered to programs, such as a state. */
      skip_api: Schema.optional(Schema.NullOr(Schema.Boolean)),
      props: Schema.optional(
        Schema.Struct({
          minimum: Amount,
          maximum: Amount,
          choices: Schema.optional(Schema.NullOr(Schema.Array(Schema.Unknown))),
          allow_custom_value: Schema.optional(Schema.NullOr(Schema.Boolean)),
          multiselect: Schema.optional(Schema.NullOr(Schema.Boolean))
        })
      )
    })
  ),
  dependencies: Schema.Array(
    Schema.Struct({
      id: Schema.optional(Schema.Number),
      api_name: Schema.optional(Schema.NullOr(Schema.Union(Schema.String, Schema.Boolean))),
      inputs: Schema.Array(Schema.Number),
      outputs: Schema.Array(Schema.Number)
    })
  )
})
export type Config = typeof Config.Type

/** `GET /info`: what may be called, without what is not offered to programs. */
export const Info = Schema.Struct({
  named_endpoints: Schema.Record({
    key: Schema.String,
    value: Schema.Struct({
      parameters: Schema.Array(
        Schema.Struct({
          label: Text,
          parameter_name: Text,
          parameter_has_default: Schema.optional(Schema.Boolean),
          parameter_default: Schema.optional(Schema.Unknown),
          type: Schema.optional(Schema.Unknown),
          component: Schema.String
        })
      ),
      returns: Schema.Array(Schema.Struct({ label: Text, component: Schema.String }))
    })
  })
})
export type Info = typeof Info.Type

/** One bar; either how far it is, or a number of a total. */
const Bar = Schema.Struct({
  index: Amount,
  length: Amount,
  progress: Amount,
  unit: Text,
  desc: Text
})
export type Bar = typeof Bar.Type

/** Messages of the queue's stream by `msg`. Times are seconds. */
export const Message = {
  estimation: Schema.Struct({
    /** Jobs in front, without the one that runs. */
    rank: Schema.optional(Schema.NullOr(Schema.NonNegativeInt)),
    queue_size: Schema.optional(Schema.NullOr(Schema.NonNegativeInt)),
    rank_eta: Amount
  }),
  process_starts: Schema.Struct({ eta: Amount }),
  /** Nested bars, the innermost last; none when they are closed. */
  progress: Schema.Struct({ progress_data: Schema.Array(Bar) }),
  log: Schema.Struct({ log: Schema.String, level: Text }),
  process_generating: Schema.Struct({ output: Schema.Struct({ data: Schema.Unknown }) }),
  process_completed: Schema.Struct({
    output: Schema.Unknown,
    success: Schema.optional(Schema.NullOr(Schema.Boolean))
  }),
  unexpected_error: Schema.Struct({ message: Text })
}

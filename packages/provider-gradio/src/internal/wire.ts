/** What a Space answers and says; only what is needed is named, and more may come. */
import * as Schema from "effect/Schema"

const maybe = <A, I>(schema: Schema.Schema<A, I>) => Schema.optional(Schema.NullOr(schema))

const Text = maybe(Schema.String)
const Amount = maybe(Schema.Number)

/** Of what must be understood whatever it is. */
const anything = Schema.optional(Schema.Unknown)

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
      skip_api: maybe(Schema.Boolean),
      props: Schema.optional(
        Schema.Struct({
          minimum: Amount,
          maximum: Amount,
          choices: maybe(Schema.Array(Schema.Unknown)),
          allow_custom_value: maybe(Schema.Boolean),
          multiselect: maybe(Schema.Boolean)
        })
      )
    })
  ),
  dependencies: Schema.Array(
    Schema.Struct({
      id: Schema.optional(Schema.Number),
      api_name: maybe(Schema.Union(Schema.String, Schema.Boolean)),
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

const message = <const Name extends string, Fields extends Schema.Struct.Fields>(
  msg: Name,
  fields: Fields
) => Schema.Struct({ msg: Schema.Literal(msg), ...fields })

/** What the queue's stream tells. Times are seconds. */
export const Message = Schema.Union(
  message("estimation", {
    /** Jobs in front, without the one that runs. */
    rank: maybe(Schema.NonNegativeInt),
    queue_size: maybe(Schema.NonNegativeInt),
    rank_eta: Amount
  }),
  message("process_starts", { eta: Amount }),
  /** Nested bars, the innermost last; none when they are closed. */
  message("progress", { progress_data: Schema.Array(Bar) }),
  message("log", { log: Schema.String, level: Text }),
  message("process_generating", { output: Schema.Struct({ data: Schema.Unknown }) }),
  message("process_completed", { output: anything, success: anything }),
  message("unexpected_error", { message: anything })
)
export type Message = typeof Message.Type

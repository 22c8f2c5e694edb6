/** What goes over the wire, as far as it is read. */
import * as Schema from "effect/Schema"

/** Answer to `txt2img` and `img2img`. */
export const Answer = Schema.Struct({
  /** Base64. */
  images: Schema.NullOr(Schema.Array(Schema.String)),
  /** JSON in a text. */
  info: Schema.optional(Schema.String)
})

/** What is read of `info`. */
export const Info = Schema.parseJson(
  Schema.Struct({
    seed: Schema.optional(Schema.Int),
    all_seeds: Schema.optionalWith(Schema.Array(Schema.Int), { default: () => [] })
  })
)

const number = Schema.optional(Schema.NullOr(Schema.Number))
const text = Schema.optional(Schema.NullOr(Schema.String))

/** Answer to `POST /internal/progress`, which asks about one task. */
export const TaskProgress = Schema.Struct({
  active: Schema.Boolean,
  queued: Schema.Boolean,
  completed: Schema.Boolean,
  progress: number,
  /** Seconds. */
  eta: number,
  /** A `data:` URL, when it is a new one. */
  live_preview: text,
  id_live_preview: number,
  textinfo: text
})
export type TaskProgress = typeof TaskProgress.Type

/** Answer to `GET /sdapi/v1/progress`, about whatever runs. */
export const ServerProgress = Schema.Struct({
  progress: Schema.Number,
  /** Seconds. */
  eta_relative: number,
  /** Base64. */
  current_image: text,
  current_task: text
})

/** Entries of `samplers`, `schedulers` and `sd-models`. */
export const Names = Schema.Array(
  Schema.Struct({
    name: text,
    label: text,
    title: text,
    model_name: text,
    aliases: Schema.optional(Schema.NullOr(Schema.Array(Schema.String)))
  })
)

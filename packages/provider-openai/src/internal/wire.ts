/** What the hosts answer. Anything may be missing or null, and there is more than is known. */
import * as Schema from "effect/Schema"
import { Base64Text } from "@easel/core/GeneratedImage"
import { Progress, Queued, Warning } from "@easel/core/ImageEvent"

const maybe = <A, I>(schema: Schema.Schema<A, I>) => Schema.optional(Schema.NullOr(schema))

/** A picture, or a preview of one. */
const Picture = Schema.Struct({
  b64_json: maybe(Base64Text),
  url: maybe(Schema.String),
  revised_prompt: maybe(Schema.String),
  seed: maybe(Schema.Number)
})
export type Picture = typeof Picture.Type

/** Read by `Usage`, since a picture must not be lost over it. */
const usage = Schema.optional(Schema.Unknown)

/** The JSON answer. */
export const Answer = Schema.Struct({
  data: maybe(Schema.Array(Picture)),
  usage,
  error: Schema.optional(Schema.Unknown)
})
export type Answer = typeof Answer.Type

/** The data of a server-sent event; its `type` counts, since not every host names its events. */
export const Event = Schema.Struct(
  {
    ...Picture.fields,
    type: maybe(Schema.String),
    usage,
    error: Schema.optional(Schema.Unknown)
  },
  { key: Schema.String, value: Schema.Unknown }
)

/** What Easel's gateway tells beside that, when it is asked to: its own events under names of its own. */
const easelTags: Readonly<Record<string, string>> = {
  "easel.queued": Queued._tag,
  "easel.progress": Progress._tag,
  "easel.warning": Warning._tag
}

const decodeEasel = Schema.decodeUnknownOption(Schema.Union(Queued, Progress, Warning))

/** The event of Easel in an event of the wire. */
export const easelEventOf = (event: typeof Event.Type) =>
  decodeEasel({ ...event, _tag: easelTags[event.type ?? ""] })

/** Tokens. */
export const Usage = Schema.Struct({
  input_tokens: maybe(Schema.Number),
  output_tokens: maybe(Schema.Number),
  total_tokens: Schema.Number
})

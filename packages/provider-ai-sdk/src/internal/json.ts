import * as Schema from "effect/Schema"

/** What JSON can hold, in the form that the AI SDK's types ask for. */
export type Json = null | string | number | boolean | Array<Json> | { [key: string]: Json }

const Json: Schema.Schema<Json> = Schema.Union(
  Schema.Null,
  Schema.String,
  Schema.Number,
  Schema.Boolean,
  Schema.mutable(Schema.Array(Schema.suspend(() => Json))),
  Schema.mutable(Schema.Record({ key: Schema.String, value: Schema.suspend(() => Json) }))
)

/** An object in JSON text. */
export const decodeObject = Schema.decodeSync(
  Schema.parseJson(Schema.mutable(Schema.Record({ key: Schema.String, value: Json })))
)

/** The wire of Darkroom: a negative is exposed, watched while it develops, and printed. */
import { Schema } from "effect"

/** Body of `POST /negatives`; the service chooses the grain when it is missing. */
export const Exposure = Schema.Struct({
  prompt: Schema.NonEmptyString,
  avoid: Schema.String,
  size: Schema.Struct({ width: Schema.Int, height: Schema.Int }),
  passes: Schema.Int,
  grain: Schema.optional(Schema.Int)
})

/** Answer of `POST /negatives`. */
export const Negative = Schema.Struct({ negative: Schema.NonEmptyString })

/** Data of the events of `GET /negatives/{id}/progress`; `print` is a path on the service. */
export const Progress = Schema.parseJson(
  Schema.Union(
    Schema.Struct({ is: Schema.Literal("waiting"), ahead: Schema.Int }),
    Schema.Struct({ is: Schema.Literal("developing"), pass: Schema.Int, of: Schema.Int }),
    Schema.Struct({ is: Schema.Literal("printed"), print: Schema.String, grain: Schema.Int }),
    Schema.Struct({ is: Schema.Literal("spoiled"), why: Schema.String })
  )
)

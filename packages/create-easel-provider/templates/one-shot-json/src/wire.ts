/** What the service is sent, and what it answers. */
import { Schema } from "effect"

/** Body of `POST /images`. */
export const Submission = Schema.Struct({
  prompt: Schema.NonEmptyString,
  width: Schema.Int,
  height: Schema.Int,
  seed: Schema.Int,
  /** 0 to 1. */
  glow: Schema.Number.pipe(Schema.between(0, 1))
})

/** Its answer. Fields that are not named here may come and are passed over. */
export const Answer = Schema.Struct({
  /** The picture in base64. */
  image: Schema.NonEmptyString,
  /** The seed really used. */
  seed: Schema.Int
})

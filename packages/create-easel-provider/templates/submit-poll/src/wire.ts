/** What the service is sent, and what it answers. */
import { Schema } from "effect"

/** Body of `POST /jobs`. */
export const Submission = Schema.Struct({
  prompt: Schema.NonEmptyString,
  width: Schema.Int,
  height: Schema.Int,
  seed: Schema.Int,
  /** 0 to 1. */
  glow: Schema.Number.pipe(Schema.between(0, 1))
})

/** Answer of `POST /jobs`. */
export const Submitted = Schema.Struct({ id: Schema.NonEmptyString })

/** Answer of `GET /jobs/{id}`. */
export const JobState = Schema.Union(
  /** `position` jobs are in front. */
  Schema.Struct({ state: Schema.Literal("waiting"), position: Schema.Int }),
  /** `done` is 0 to 1. */
  Schema.Struct({
    state: Schema.Literal("working"),
    done: Schema.Number.pipe(Schema.between(0, 1))
  }),
  /** `url` is the picture's address. */
  Schema.Struct({ state: Schema.Literal("finished"), url: Schema.NonEmptyString }),
  Schema.Struct({ state: Schema.Literal("failed"), error: Schema.String })
)

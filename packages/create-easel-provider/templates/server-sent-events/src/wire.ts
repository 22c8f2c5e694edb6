/** What the service is sent, and what it answers. */
import { GeneratedImage } from "@easel/core"
import { Schema } from "effect"

/** Body of `POST /generate`. */
export const Submission = Schema.Struct({
  prompt: Schema.NonEmptyString,
  width: Schema.Int,
  height: Schema.Int,
  seed: Schema.Int,
  /** 0 to 1. */
  glow: Schema.Number.pipe(Schema.between(0, 1))
})

/** The events of its answer: the name on the wire, and what its data hold. */
export const events = {
  accepted: Schema.Struct({ id: Schema.NonEmptyString }),
  /** `position` jobs are in front. */
  queued: Schema.Struct({ position: Schema.Int }),
  step: Schema.Struct({ step: Schema.Int, total: Schema.Int.pipe(Schema.positive()) }),
  /** `image` is a picture in base64, here and below. */
  preview: Schema.Struct({ image: GeneratedImage.Base64Text }),
  /** `seed` is the one really used. */
  finished: Schema.Struct({ image: GeneratedImage.Base64Text, seed: Schema.Int }),
  failed: Schema.Struct({ error: Schema.String })
}

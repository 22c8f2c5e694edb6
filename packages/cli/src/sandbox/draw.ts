import * as Effect from "effect/Effect"
import type { Picture, PictureSpecification } from "@easel/core/Fake"
import * as Drawing from "@easel/provider-sketch/Drawing"

/** The picture of a stand-in, drawn by rule. */
export const draw = ({
  detail,
  height,
  prompt,
  seed,
  width
}: PictureSpecification): Effect.Effect<Picture> =>
  Effect.map(
    Effect.promise((signal) =>
      Drawing.draw(Drawing.plan(prompt, seed), { width, height }, { detail, signal })
    ),
    (bytes) => ({ bytes, mediaType: "image/png" })
  )

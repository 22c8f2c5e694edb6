/** A stand-in's pictures that can't be compressed: a large one, and previews of stripes. */
import { randomBytes } from "node:crypto"
import type { Picture, PictureSpecification } from "@easel/core/Fake"
import * as Png from "@easel/core/Png"
import * as TestPicture from "@easel/testkit/TestPicture"
import * as Effect from "effect/Effect"

const ballast = 1_500_000

export const drawLarge = (specification: PictureSpecification): Effect.Effect<Picture> =>
  Effect.map(TestPicture.draw(specification), (picture) =>
    specification.detail < 1
      ? picture
      : {
          ...picture,
          bytes: Png.insertAfterHeader(picture.bytes, [
            { type: "raNd", data: new Uint8Array(randomBytes(ballast)) }
          ])
        }
  )

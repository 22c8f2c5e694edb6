import * as ImageAsset from "@easel/core/ImageAsset"
import type { MediaType } from "@easel/core/MediaType"
import * as TestPicture from "@easel/testkit/TestPicture"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"

const encoder = new TextEncoder()

/** A picture of exactly so many bytes, and another one for each mark. */
export const svg = (mark: string, bytes = 100): ImageAsset.ImageAsset => {
  const head = `<svg xmlns="http://www.w3.org/2000/svg"><!--${mark}`
  const text = `${head}${" ".repeat(bytes - head.length - 9)}--></svg>`
  return new ImageAsset.ImageAsset({ bytes: encoder.encode(text), mediaType: "image/svg+xml" })
}

export const png = (seed: number): Effect.Effect<ImageAsset.ImageAsset> =>
  Effect.map(
    TestPicture.draw({ prompt: "", width: 16, height: 16, seed, detail: 1 }),
    ({ bytes }) => Either.getOrThrow(ImageAsset.fromBytes(bytes))
  )

export const named = (mediaType: MediaType, head: ReadonlyArray<number>): ImageAsset.ImageAsset =>
  new ImageAsset.ImageAsset({ bytes: Uint8Array.from(head), mediaType })

// provider-sd35 through `ImageModel.stream` and `Stream.runForEach`.
import * as ImageModel from "@easel/core/ImageModel"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { request, runtimeFor } from "./easel.mjs"

export const open = (baseUrl) => {
  const runtime = runtimeFor(baseUrl)
  const program = Effect.suspend(() => {
    const previews = []
    let seed
    return ImageModel.stream(request).pipe(
      Stream.runForEach((event) => {
        if (event._tag === "ImagePreview") previews.push(event.image.source.url)
        if (event._tag === "ImageResponse") seed = event.receipt.seed
        return Effect.void
      }),
      Effect.map(() => {
        if (previews.length !== 3 || seed !== 1234567890) throw new Error("no picture")
      })
    )
  })
  return () => runtime.runPromise(program)
}

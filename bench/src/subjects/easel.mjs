// provider-sd35 through `ImageModel.generate`, each preview handed to a function.
import * as ImageModel from "@easel/core/ImageModel"
import * as NodeHttp from "@easel/node/NodeHttp"
import { Sd35 } from "@easel/provider-sd35"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"

export const request = {
  prompt: "a cat",
  seed: 1,
  providerOptions: { sd35: { randomizeSeed: true } }
}

export const runtimeFor = (baseUrl) =>
  ManagedRuntime.make(Sd35.layer({ baseUrl: new URL(baseUrl) }).pipe(Layer.provide(NodeHttp.layer)))

export const open = (baseUrl) => {
  const runtime = runtimeFor(baseUrl)
  const program = Effect.suspend(() => {
    const previews = []
    return Effect.map(
      ImageModel.generate(request, (event) => {
        if (event._tag === "ImagePreview") previews.push(event.image.source.url)
        return Effect.void
      }),
      ({ receipt }) => {
        if (previews.length !== 3 || receipt.seed !== 1234567890) throw new Error("no picture")
      }
    )
  })
  return () => runtime.runPromise(program)
}

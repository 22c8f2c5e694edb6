// A picture on disk in ten lines. Needs no key and no network: it is drawn by rule.
import { writeFile } from "node:fs/promises"
import { ImageModel } from "@easel/core"
import { Sketch } from "@easel/provider-sketch"
import { Console, Effect } from "effect"

await Effect.gen(function* () {
  const { images } = yield* ImageModel.generate({ prompt: "A cat wearing a hat", seed: 7 })
  const { bytes } = yield* ImageModel.load(images[0])
  yield* Effect.promise(() => writeFile("cat.png", bytes))
  yield* Console.log("cat.png")
}).pipe(Effect.provide(Sketch.layer), Effect.runPromise)

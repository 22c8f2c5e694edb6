// A picture on disk in ten lines. Needs no key and no network: it is drawn by rule.
import { writeFile } from "node:fs/promises"
import { ImageModel } from "@easel/core"
import { Sketch } from "@easel/provider-sketch"
import { Effect } from "effect"

const program = Effect.gen(function* () {
  const { images } = yield* ImageModel.generate({ prompt: "A cat wearing a hat", seed: 7 })
  const picture = yield* ImageModel.load(images[0])
  yield* Effect.promise(() => writeFile("cat.png", picture.bytes))
  yield* Effect.sync(() => console.log("cat.png"))
})

await program.pipe(Effect.provide(Sketch.layer), Effect.runPromise)

// A generation on record: it is asked of Stable Diffusion 3.5 once and kept in a file, then replayed
// from the file, without a network, in the recorded time.
import { existsSync } from "node:fs"
import { writeFile } from "node:fs/promises"
import { ImageModel, Policy } from "@easel/core"
import { NodeHttp } from "@easel/node"
import sd35 from "@easel/provider-sd35"
import { Cassette } from "@easel/testkit"
import { Console, Effect, Layer, Stream } from "effect"

const file = "cat.cassette.json"
const request = { prompt: "A cat wearing a hat", width: 512, height: 512, seed: 7 }

const recorder = Cassette.record({ to: (cassette) => Cassette.write(cassette, file) })

const recording = Policy.layer(recorder).pipe(
  Layer.provide(sd35.layer),
  Layer.provide(NodeHttp.layer)
)

const replaying = Layer.effect(
  ImageModel.ImageModel,
  Effect.map(Cassette.read(file), (cassette) => Cassette.replay(cassette))
)

const program = Effect.gen(function* () {
  const events = yield* Stream.runCollect(ImageModel.stream(request))
  for (const event of events) {
    yield* Console.log(event._tag)
    if (event._tag !== "ImageResponse") continue
    const { bytes } = yield* ImageModel.load(event.images[0])
    yield* Effect.promise(() => writeFile("cat.png", bytes))
    yield* Console.log(`cat.png, seed ${event.receipt.seed}`)
  }
})

const run = (title, layer) =>
  Effect.zipRight(Console.log(title), program).pipe(Effect.provide(layer), Effect.runPromise)

if (!existsSync(file)) await run("recorded:", recording)
await run("replayed:", replaying)

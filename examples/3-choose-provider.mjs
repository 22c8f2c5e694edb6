// The provider is chosen while the program runs: node 3-choose-provider.mjs imagelabs "A red fox"
// The name is a provider's id, a model's name or alias, or provider:model.
import { writeFile } from "node:fs/promises"
import { ImageModel, MediaType, ProviderRegistry } from "@easel/core"
import { NodeHttp } from "@easel/node"
import imagelabs from "@easel/provider-imagelabs"
import sd35 from "@easel/provider-sd35"
import sketch from "@easel/provider-sketch"
import { Console, Effect, Layer } from "effect"

const [name = "sketch", prompt = "A cat wearing a hat"] = process.argv.slice(2)

const program = Effect.gen(function* () {
  const registry = yield* ProviderRegistry.ProviderRegistry
  const model = yield* registry.resolve(name)
  const { images, receipt } = yield* ImageModel.generate({ prompt }).pipe(
    Effect.provideService(ImageModel.ImageModel, model)
  )
  const { bytes, mediaType } = yield* model.load(images[0])
  const file = `${receipt.provider}.${MediaType.extension(mediaType)}`
  yield* Effect.promise(() => writeFile(file, bytes))
  yield* Console.log(`${receipt.model}, ${receipt.parameters.width}x${receipt.parameters.height}`)
  yield* Console.log(file)
})

const fail = (error) =>
  Console.error(error.message).pipe(Effect.zipRight(Effect.sync(() => (process.exitCode = 2))))

await program.pipe(
  Effect.catchTags({ ModelNotFound: fail, ProviderNotFound: fail }),
  Effect.provide(
    ProviderRegistry.layer([sketch, sd35, imagelabs]).pipe(Layer.provide(NodeHttp.layer))
  ),
  Effect.runPromise
)

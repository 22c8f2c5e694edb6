// Everything that happens while Stable Diffusion 3.5 makes a picture, previews included.
// EASEL_SD35_API_KEY, EASEL_SD35_BASE_URL and the proxy's variables are honoured.
import { writeFile } from "node:fs/promises"
import { ImageModel, MediaType } from "@easel/core"
import { NodeHttp } from "@easel/node"
import sd35 from "@easel/provider-sd35"
import { Console, Effect, Match, Stream } from "effect"

const save = (name, image) =>
  Effect.gen(function* () {
    const { bytes, mediaType } = yield* ImageModel.load(image)
    const file = `${name}.${MediaType.extension(mediaType)}`
    yield* Effect.promise(() => writeFile(file, bytes))
    yield* Console.log(file)
  })

const show = Match.typeTags()({
  Queued: ({ position }) => Console.log(`waiting, ${position ?? "some"} in front`),
  Progress: ({ fraction }) => Console.log(`${Math.round((fraction ?? 0) * 100)} %`),
  ImagePreview: ({ image, index }) => save(`preview-${index}`, image),
  Warning: ({ message }) => Console.log(`note: ${message}`),
  Restarted: ({ to }) => Console.log(`starting over with ${to}`),
  ImageResponse: ({ images, receipt }) =>
    Console.log(`done, seed ${receipt.seed}`).pipe(Effect.zipRight(save("cat", images[0])))
})

const program = ImageModel.stream({
  prompt: "A cat wearing a hat",
  aspectRatio: "16:9",
  steps: 28
}).pipe(Stream.runForEach(show))

await program.pipe(
  Effect.provide(sd35.layer),
  Effect.provide(NodeHttp.layer),
  Effect.catchTag("ResponseError", ({ message, reason }) =>
    Console.error(`the service said no (${reason}): ${message}`).pipe(
      Effect.zipRight(Effect.sync(() => (process.exitCode = 3)))
    )
  ),
  Effect.runPromise
)

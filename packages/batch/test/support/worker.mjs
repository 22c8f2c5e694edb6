// A worker as a program of its own, so that it can be killed. What it is to do comes as JSON in the
// first argument; it says one line when it works, and ends with 0 after SIGTERM.
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import { BatchDatabase, BatchEngine, BatchModels, FileOutput } from "@easel/batch"
import { ImageEvent, ImageModel, Receipt } from "@easel/core"
import { NodeHttp } from "@easel/node"
import { ImageLabs } from "@easel/provider-imagelabs"
import { OpenAi } from "@easel/provider-openai"

const { cost, database, imagelabs, log, openai } = JSON.parse(process.argv[2])

/** The same model, which says what each answer has cost. */
const priced = (model) =>
  cost === undefined
    ? model
    : ImageModel.fromGenerate({
        ...model,
        generate: (request, onEvent) =>
          Effect.map(model.generate(request, onEvent), (response) => {
            const receipt = new Receipt.Receipt({ ...response.receipt, cost })
            return new ImageEvent.ImageResponse({ ...response, receipt })
          })
      })

const models = Layer.unwrapScoped(
  Effect.map(
    Effect.all([
      ImageLabs.make({
        baseUrl: new URL(imagelabs),
        pollInterval: "100 millis",
        pollFloor: "50 millis"
      }),
      OpenAi.make({ baseUrl: new URL(`${openai}/v1`) })
    ]),
    (all) => BatchModels.fromModels(all.map(priced))
  )
).pipe(Layer.provide(NodeHttp.layer))

const program = Effect.gen(function* () {
  const location = yield* BatchDatabase.parse(database)
  const layer = BatchEngine.layer().pipe(
    Layer.provide(BatchDatabase.layer(location, { exclusive: true })),
    Layer.provide(models),
    Layer.provide(FileOutput.layer)
  )
  yield* Effect.gen(function* () {
    const { failure, worker } = yield* BatchEngine.BatchEngine
    process.stdout.write(`working ${worker}\n`)
    yield* failure
  }).pipe(Effect.provide(layer))
}).pipe(
  Logger.withMinimumLogLevel(log === undefined ? LogLevel.Warning : LogLevel.fromLiteral(log))
)

const fiber = Effect.runFork(program)
const stop = () => fiber.unsafeInterruptAsFork(fiber.id())
process.once("SIGTERM", stop)
fiber.addObserver((exit) => {
  const stopped = Exit.isInterrupted(exit)
  if (!stopped) process.stdout.write(`failed ${JSON.stringify(exit)}\n`)
  process.exit(stopped ? 0 : 1)
})

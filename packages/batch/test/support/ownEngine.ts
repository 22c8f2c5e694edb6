/** An engine of this program on a file, with models of the stand-ins; it works while its scope is open. */
import { join } from "node:path"
import { BatchDatabase, BatchEngine, Batches, BatchModels, FileOutput } from "@easel/batch"
import type { Service } from "@easel/core/ImageModel"
import { NodeHttp } from "@easel/node"
import { ImageLabs } from "@easel/provider-imagelabs"
import { OpenAi } from "@easel/provider-openai"
import Database from "libsql"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { folder } from "./folders.js"
import { atRest, type Order, submit } from "./orders.js"
import { services, type ServiceOptions, type Services } from "./services.js"

/** The models of the stand-ins. */
export const modelsOf = ({ imagelabs, openai }: Pick<Services, "imagelabs" | "openai">) =>
  Effect.flatMap(Layer.build(NodeHttp.layer), (http) =>
    Effect.all([
      ImageLabs.make({
        baseUrl: new URL(imagelabs.baseUrl),
        pollInterval: "20 millis",
        pollFloor: "10 millis"
      }),
      OpenAi.make({ baseUrl: new URL(`${openai.baseUrl}/v1`) })
    ]).pipe(Effect.provide(http))
  )

export interface Workshop extends Omit<Order, "id" | "output"> {
  readonly standIns?: Partial<ServiceOptions>
  /** What becomes of the models before they are used. */
  readonly wrap?: (model: Service) => Service
}

/** A batch on a file of its own, before anything is begun. */
export const workshop = ({ standIns: options, wrap = (model) => model, ...rest }: Workshop) =>
  Effect.gen(function* () {
    const root = yield* folder
    const standIns = yield* services({ latency: 0, ...options })
    const models = yield* modelsOf(standIns)
    const file = join(root, "batches.db")
    const order = { ...rest, id: "own", output: join(root, "out") }
    const location = BatchDatabase.Location.File({ path: file })
    const context = yield* Layer.build(
      Layer.provideMerge(Batches.layer, BatchDatabase.layer(location, { exclusive: false }))
    )
    const batches = Context.get(context, Batches.Batches)
    const engine = BatchEngine.layer({ grace: "1 second" }).pipe(
      Layer.provide(Layer.succeedContext(context)),
      Layer.provide(BatchModels.fromModels(models.map(wrap))),
      Layer.provide(FileOutput.layer)
    )
    return {
      batches,
      engine,
      file,
      id: order.id,
      output: order.output,
      services: standIns,
      submitWith: (settings: Order["settings"] = {}) =>
        submit(batches, { ...order, settings: { ...order.settings, ...settings } }),
      /** Works until the batch is at rest; gives how it stands. */
      run: Effect.scoped(Effect.zipRight(Layer.build(engine), atRest(batches, order.id))),
      /** What a program that died left behind. */
      change: (statement: string) =>
        Effect.sync(() => {
          const database = new Database(file)
          try {
            database.exec(statement)
          } finally {
            database.close()
          }
        })
    }
  })

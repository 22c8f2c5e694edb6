/** What the commands have in common: the open database, and what the engine asks for. */
import * as BatchDatabase from "@easel/batch/BatchDatabase"
import * as Batches from "@easel/batch/Batches"
import * as Outputs from "@easel/batch/Outputs"
import * as NodeHttp from "@easel/node/NodeHttp"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as models from "./models.js"
import { type DatabasePlace, isShared } from "./DatabasePlace.js"

const openLayer = ({ location }: DatabasePlace, exclusive: boolean) =>
  Layer.provideMerge(Batches.layer, BatchDatabase.layer(location, { exclusive }))

/** To look and to ask, while another program may be at work. */
export const looking = (place: DatabasePlace) => openLayer(place, false)

const outputs = Layer.provide(Outputs.layer, NodeHttp.layer)

/** `pg` warns of each query that the engine sends before the one before it is answered. */
const withoutWarnings = Layer.effectDiscard(
  Effect.sync(() => {
    process.noDeprecation = true
  })
)

/** To run the engine: on a file as the only one. */
export const working = (place: DatabasePlace, source: models.Source) => {
  const layer = Layer.mergeAll(openLayer(place, !isShared(place)), models.layer(source), outputs)
  return isShared(place) ? Layer.provide(layer, withoutWarnings) : layer
}

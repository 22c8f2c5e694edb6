import { randomUUID } from "node:crypto"
import { hostname } from "node:os"
import * as Singleton from "@effect/cluster/Singleton"
import * as SqlClient from "@effect/sql/SqlClient"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { BatchDatabase, Location } from "../BatchDatabase.js"
import { BatchEngine, type EngineOptions } from "../BatchEngine.js"
import { WorkflowDefect } from "../BatchError.js"
import { BatchModels } from "../BatchModels.js"
import { OutputStore } from "../OutputStore.js"
import { makeBatchStore } from "./BatchStore.js"
import { singleRunner, socketRunner } from "./cluster.js"
import { Control } from "./Control.js"
import { fromUnknown } from "./databaseError.js"
import { feed } from "./feed.js"
import { groupedWrites } from "./GroupedWrites.js"
import type { ItemKey } from "./ItemChange.js"
import { ItemWorkflow } from "./ItemWorkflow.js"
import { makeItemWork } from "./itemWork.js"
import { makeOpenBatches } from "./openBatches.js"
import { Steps } from "./Steps.js"
import { workerAddress } from "./workerAddress.js"

const defaultGrace = { File: Duration.seconds(15), Postgres: Duration.seconds(4) }

const makeParts = Effect.gen(function* () {
  const { name, sql } = yield* BatchDatabase
  const models = yield* BatchModels
  const outputs = yield* OutputStore
  const worker = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`
  const store = makeBatchStore(sql, name)
  const control = yield* Control.make
  const steps = new Steps(store, yield* groupedWrites(sql), control, worker)
  const open = makeOpenBatches(store, models, outputs)
  const work = makeItemWork({ store, control, steps, models, open })
  return { control, open, steps, store, work, worker }
})

type Parts = Effect.Effect.Success<typeof makeParts>

/** A mistake in Easel or a plugin ends one item and no more. */
const workOrDefect = ({ steps, work }: Parts, key: ItemKey) =>
  Effect.catchAllCause(work(key), (cause) =>
    Cause.isInterrupted(cause)
      ? Effect.failCause(cause)
      : steps.failed(key, new WorkflowDefect({ detail: Cause.pretty(cause) }))
  )

/** Where other workers reach this one, and the engine that runs there. */
const clusterOf = (location: Location, address: EngineOptions["address"]) =>
  Location.$match(location, {
    File: () => Effect.succeed(Layer.orDie(singleRunner)),
    Postgres: ({ host }) =>
      Effect.map(address === undefined ? workerAddress(host) : Effect.succeed(address), (own) =>
        socketRunner(own)
      )
  })

export const engineLayer = (options: EngineOptions = {}) =>
  Layer.unwrapScoped(
    Effect.gen(function* () {
      const { location, name, sql } = yield* BatchDatabase
      const parts = yield* makeParts
      const { control, store, worker } = parts
      const grace = Duration.decode(options.grace ?? defaultGrace[location._tag])
      const cluster = (yield* clusterOf(location, options.address)).pipe(
        Layer.mapError((error) => fromUnknown(name, error)),
        Layer.provide(Layer.succeed(SqlClient.SqlClient, sql))
      )
      const workflow = ItemWorkflow.toLayer((key) => workOrDefect(parts, key))
      const feeder = Singleton.make("easel/feeder", feed(parts))
      const engine = Layer.scoped(
        BatchEngine,
        Effect.gen(function* () {
          yield* Effect.forkScoped(control.watchCancelled(store))
          // Comes before the engine below it is taken down.
          yield* Effect.addFinalizer(() => control.stop(grace))
          return { worker, failure: control.failure }
        })
      )
      return engine.pipe(Layer.provideMerge(Layer.merge(feeder, workflow)), Layer.provide(cluster))
    })
  )

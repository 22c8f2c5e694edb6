import { randomUUID } from "node:crypto"
import { hostname } from "node:os"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { BatchDatabase, Location } from "../BatchDatabase.js"
import { BatchModels } from "../BatchModels.js"
import { OutputStore } from "../OutputStore.js"
import { makeBatchStore } from "./BatchStore.js"
import { type Address, singleRunner, socketRunner } from "./cluster.js"
import { Control } from "./Control.js"
import { fromUnknown } from "./databaseError.js"
import { groupedWrites } from "./GroupedWrites.js"
import { makeItemWork } from "./itemWork.js"
import { makeOpenBatches } from "./openBatches.js"
import { makePresence } from "./Presence.js"
import { Steps } from "./Steps.js"
import { workerAddress } from "./workerAddress.js"

/** How long what nobody else can follow may take to end. */
export const defaultGrace = { File: Duration.seconds(15), Postgres: Duration.seconds(4) }

/** What the engine of one program is made of. */
export const makeParts = Effect.gen(function* () {
  const { name, sql } = yield* BatchDatabase
  const models = yield* BatchModels
  const outputs = yield* OutputStore
  const worker = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`
  const store = makeBatchStore(sql, name)
  const control = yield* Control.make
  const steps = new Steps(store, yield* groupedWrites(sql), control, worker)
  const open = makeOpenBatches(store, models, outputs)
  const presence = yield* Effect.mapError(makePresence(sql, worker), (error) => fromUnknown(name, error))
  yield* Effect.forkScoped(control.guard(store.ask(presence.lost)))
  const isAlive = (other: string) => control.guard(store.ask(presence.isAlive(other)))
  const work = makeItemWork({ store, control, steps, models, open, isAlive })
  return { control, open, store, work, worker }
})

/** Where other workers reach this one, and the engine that runs there. */
export const clusterOf = (location: Location, address: Address | undefined) =>
  Location.$match(location, {
    File: () => Effect.succeed(singleRunner),
    Postgres: ({ host }) =>
      Effect.map(address === undefined ? workerAddress(host) : Effect.succeed(address), (own) =>
        socketRunner(own)
      )
  })

import { randomUUID } from "node:crypto"
import { hostname } from "node:os"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { BatchDatabase } from "../BatchDatabase.js"
import { BatchModels } from "../BatchModels.js"
import { OutputStore } from "../OutputStore.js"
import { makeBatchStore } from "./BatchStore.js"
import { Control } from "./Control.js"
import { fromUnknown } from "./databaseError.js"
import { feed, type Feeding } from "./feed.js"
import { groupedWrites } from "./GroupedWrites.js"
import { makeItemWork } from "./itemWork.js"
import { makeOpenBatches } from "./openBatches.js"
import { makePresence } from "./Presence.js"
import { Steps } from "./Steps.js"

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
  const presence = yield* Effect.mapError(makePresence(sql, worker), (error) =>
    fromUnknown(name, error)
  )
  yield* Effect.forkScoped(control.guard(store.ask(presence.lost)))
  const isAlive = (other: string) => control.guard(store.ask(presence.isAlive(other)))
  const work = makeItemWork({ store, control, steps, models, open, isAlive })

  return {
    /** Of the database, for messages. */
    name,
    store,
    control,
    /** Of this program. */
    worker,
    /** Makes one try of an item. */
    work,
    /** Begins items, as long as it is not interrupted. */
    feed: (place: Feeding["place"]) => feed({ store, control, open, place })
  }
})

export type Parts = Effect.Effect.Success<typeof makeParts>

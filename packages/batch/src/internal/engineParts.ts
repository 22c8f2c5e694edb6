import { randomUUID } from "node:crypto"
import { hostname } from "node:os"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { BatchDatabase, Location } from "../BatchDatabase.js"
import { WorkflowDefect } from "../BatchError.js"
import { BatchModels } from "../BatchModels.js"
import { OutputStore } from "../OutputStore.js"
import { makeBatchStore } from "./BatchStore.js"
import { type Address, singleRunner, socketRunner } from "./cluster.js"
import { Control } from "./Control.js"
import { groupedWrites } from "./GroupedWrites.js"
import type { ItemKey } from "./ItemChange.js"
import { makeItemWork } from "./itemWork.js"
import { makeOpenBatches } from "./openBatches.js"
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
  const work = makeItemWork({ store, control, steps, models, open })
  return { control, open, steps, store, work, worker }
})

export type Parts = Effect.Effect.Success<typeof makeParts>

/** A mistake in Easel or a plugin ends one item and no more. */
export const workOrDefect = ({ steps, work }: Parts, key: ItemKey) =>
  Effect.catchAllCause(work(key), (cause) =>
    Cause.isInterrupted(cause)
      ? Effect.failCause(cause)
      : steps.failed(key, new WorkflowDefect({ detail: Cause.pretty(cause) }))
  )

/** Where other workers reach this one, and the engine that runs there. */
export const clusterOf = (location: Location, address: Address | undefined) =>
  Location.$match(location, {
    File: () => Effect.succeed(singleRunner),
    Postgres: ({ host }) =>
      Effect.map(address === undefined ? workerAddress(host) : Effect.succeed(address), (own) =>
        socketRunner(own)
      )
  })

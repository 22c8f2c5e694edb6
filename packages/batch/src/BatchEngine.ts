/** Begins the items of active batches and sees them through, in this program and others like it. */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { BatchDatabase, Location } from "./BatchDatabase.js"
import type { DatabaseError } from "./BatchError.js"
import type { BatchModels } from "./BatchModels.js"
import { defaultGrace, makeParts, type Parts } from "./internal/engineParts.js"
import { workerAddress } from "./internal/workerAddress.js"
import type { OutputStore } from "./OutputStore.js"

export interface EngineOptions {
  /**
   * How long items that can't be followed by another program may take to end when this one is told
   * to stop. Default 15 seconds on one machine, 4 on several.
   */
  readonly grace?: Duration.DurationInput | undefined
  /** Where other workers reach this one; only on PostgreSQL. Default: this machine, a free port. */
  readonly address?: { readonly host: string; readonly port: number } | undefined
}

export class BatchEngine extends Context.Tag("@easel/batch/BatchEngine")<
  BatchEngine,
  {
    /** Name of this program among the workers. */
    readonly worker: string
    /** Fails when the engine can't go on, as when the database is gone; never succeeds. */
    readonly failure: Effect.Effect<never, DatabaseError>
  }
>() {}

type Postgres = Extract<Location, { _tag: "Postgres" }>

type Needs = BatchDatabase | BatchModels | OutputStore

/** On one machine every item is made here, and its row says where to go on after a crash. */
const alone = ({ feed, work }: Parts) => Layer.scopedDiscard(Effect.forkScoped(feed(work)))

/** On several an engine places the items; it is loaded for those who need it. */
const among = (parts: Parts, { host, url }: Postgres, address: EngineOptions["address"]) =>
  Layer.unwrapEffect(
    Effect.gen(function* () {
      const { clusterLayer } = yield* Effect.promise(() => import("./internal/cluster.js"))
      return clusterLayer(parts, url, address ?? (yield* workerAddress(host)))
    })
  )

/**
 * Works as long as the layer lives. Closing it is the clean stop: jobs that another program can
 * follow are left running at the service, the others may end within the grace.
 */
export const layer = (
  options: EngineOptions = {}
): Layer.Layer<BatchEngine, DatabaseError, Needs> =>
  Layer.unwrapScoped(
    Effect.gen(function* () {
      const { location } = yield* BatchDatabase
      const parts = yield* makeParts
      const { control, store, worker } = parts
      const grace = Duration.decode(options.grace ?? defaultGrace[location._tag])
      const workers = Location.$match(location, {
        File: () => alone(parts),
        Postgres: (location) => among(parts, location, options.address)
      })
      const engine = Layer.scoped(
        BatchEngine,
        Effect.gen(function* () {
          yield* Effect.forkScoped(control.watchCancelled(store))
          // Comes before the workers below it are taken down.
          yield* Effect.addFinalizer(() => control.stop(grace))
          return { worker, failure: control.failure }
        })
      )
      return Layer.provide(engine, workers)
    })
  )

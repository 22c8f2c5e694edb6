/** Begins the items of active batches and sees them through, in this program and others like it. */
import * as Singleton from "@effect/cluster/Singleton"
import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { BatchDatabase } from "./BatchDatabase.js"
import type { DatabaseError } from "./BatchError.js"
import type { BatchModels } from "./BatchModels.js"
import { fromUnknown } from "./internal/databaseError.js"
import { clusterOf, defaultGrace, makeParts } from "./internal/engineParts.js"
import { feed } from "./internal/feed.js"
import { ItemWorkflow } from "./internal/ItemWorkflow.js"
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

/**
 * Works as long as the layer lives. Closing it is the clean stop: jobs that another program can
 * follow are left running at the service, the others may end within the grace.
 */
export const layer = (
  options: EngineOptions = {}
): Layer.Layer<BatchEngine, DatabaseError, BatchDatabase | BatchModels | OutputStore> =>
  Layer.unwrapScoped(
    Effect.gen(function* () {
      const { location, name, sql } = yield* BatchDatabase
      const parts = yield* makeParts
      const { control, store, work, worker } = parts
      const grace = Duration.decode(options.grace ?? defaultGrace[location._tag])
      const cluster = (yield* clusterOf(location, options.address)).pipe(
        Layer.mapError((error) => fromUnknown(name, error)),
        Layer.provide(Layer.succeed(SqlClient.SqlClient, sql))
      )
      const workflow = ItemWorkflow.toLayer(work)
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

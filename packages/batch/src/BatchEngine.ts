/** Begins the items of active batches and sees them through, in this program and others like it. */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type { BatchDatabase } from "./BatchDatabase.js"
import type { DatabaseError } from "./BatchError.js"
import type { BatchModels } from "./BatchModels.js"
import { engineLayer } from "./internal/makeEngine.js"
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
  options?: EngineOptions
): Layer.Layer<BatchEngine, DatabaseError, BatchDatabase | BatchModels | OutputStore> =>
  engineLayer(options)

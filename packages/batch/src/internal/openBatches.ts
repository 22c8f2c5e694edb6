/** What all items of a batch share: its model and the place of its pictures, made once. */
import type { ImageError } from "@easel/core/ImageError"
import type { Service } from "@easel/core/ImageModel"
import * as Effect from "effect/Effect"
import type { BatchNotFound, DatabaseError, OutputError } from "../BatchError.js"
import type { BatchModels } from "../BatchModels.js"
import type { BatchSettings } from "../BatchSettings.js"
import type { OutputStore, Place } from "../OutputStore.js"
import type { BatchStore } from "./BatchStore.js"

export interface OpenBatch {
  readonly id: string
  readonly settings: BatchSettings
  readonly model: Service
  readonly place: Place
}

export type OpenError = ImageError | OutputError | DatabaseError | BatchNotFound

/** Opens a batch; one that can't be opened is tried again the next time. */
export interface OpenBatches {
  (id: string): Effect.Effect<OpenBatch, OpenError>
  /** Lets go of one that has ended. */
  readonly forget: (id: string) => void
}

export const makeOpenBatches = (
  store: BatchStore,
  models: BatchModels["Type"],
  outputs: OutputStore["Type"]
): OpenBatches => {
  const known = new Map<string, OpenBatch>()
  const turn = Effect.unsafeMakeSemaphore(1)
  const open = (id: string) =>
    Effect.gen(function* () {
      const { settings } = yield* store.find(id)
      const model = yield* models.compose(settings)
      const place = yield* outputs.open(settings.output)
      const batch = { id, settings, model, place }
      known.set(id, batch)
      return batch
    })
  const look = (id: string): Effect.Effect<OpenBatch, OpenError> =>
    Effect.suspend(() => {
      const batch = known.get(id)
      return batch === undefined ? open(id) : Effect.succeed(batch)
    })
  // Items that come at once share one model, and with it its limits.
  return Object.assign((id: string) => (known.has(id) ? look(id) : turn.withPermits(1)(look(id))), {
    forget: (id: string) => void known.delete(id)
  })
}

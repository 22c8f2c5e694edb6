/** What all items of a batch share: its model and the place of its pictures, made once. */
import type { ImageError } from "@easel/core/ImageError"
import type { Service } from "@easel/core/ImageModel"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { BatchNotFound, DatabaseError, OutputError } from "../BatchError.js"
import type { BatchModels } from "../BatchModels.js"
import { type BatchSettings, equivalence as sameSettings } from "../BatchSettings.js"
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

/** How long it is until the settings of an open batch are read again. */
const interval = Duration.millis(500)

interface Known {
  readonly batch: OpenBatch
  readonly settings: Effect.Effect<BatchSettings, DatabaseError | BatchNotFound>
  readonly turn: Effect.Semaphore
}

export const makeOpenBatches = (
  store: BatchStore,
  models: BatchModels["Type"],
  outputs: OutputStore["Type"]
): OpenBatches => {
  const known = new Map<string, Known>()
  const turn = Effect.unsafeMakeSemaphore(1)
  const settingsOf = (id: string) => Effect.map(store.find(id), ({ settings }) => settings)
  const open = (id: string): Effect.Effect<OpenBatch, OpenError> =>
    Effect.gen(function* () {
      const settings = yield* settingsOf(id)
      const model = yield* models.compose(settings)
      const place = yield* outputs.open(settings.output)
      const batch = { id, settings, model, place }
      known.set(id, {
        batch,
        settings: yield* Effect.cachedWithTTL(settingsOf(id), interval),
        turn: Effect.unsafeMakeSemaphore(1)
      })
      return batch
    })
  /** Whoever hands it in again may have changed how it is made; where to seldom. */
  const change = (id: string, settings: BatchSettings): Effect.Effect<OpenBatch, OpenError> =>
    Effect.gen(function* () {
      const found = known.get(id)
      if (found === undefined) return yield* look(id)
      const { batch } = found
      if (sameSettings(settings, batch.settings)) return batch
      const model = yield* models.compose(settings)
      const isThere = settings.output === batch.settings.output
      const place = isThere ? batch.place : yield* outputs.open(settings.output)
      const changed = { id, settings, model, place }
      known.set(id, { ...found, batch: changed })
      return changed
    })
  /** Items that come at once share one model, and with it its limits. */
  const look = (id: string): Effect.Effect<OpenBatch, OpenError> =>
    Effect.suspend(() => {
      const found = known.get(id)
      if (found === undefined) {
        return turn.withPermits(1)(Effect.suspend(() => (known.has(id) ? look(id) : open(id))))
      }
      return Effect.flatMap(found.settings, (settings) =>
        sameSettings(settings, found.batch.settings)
          ? Effect.succeed(found.batch)
          : found.turn.withPermits(1)(change(id, settings))
      )
    })
  return Object.assign(look, { forget: (id: string) => void known.delete(id) })
}

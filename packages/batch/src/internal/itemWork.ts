/**
 * One try of one item, from the reservation to the stored picture. Each step is written down when it
 * is done, and the row says where to go on after a crash:
 *
 * `pending` → reserve → `reserved` → submit → `accepted` → wait → `made` → download, verify, store → `done`
 */
import * as Effect from "effect/Effect"
import type { ImageError } from "@easel/core/ImageError"
import type { ImageResponse } from "@easel/core/ImageEvent"
import type { OnEvent } from "@easel/core/ImageModel"
import { OutcomeUnknown } from "../BatchError.js"
import type { ItemError } from "../BatchItem.js"
import type { Following } from "./followJob.js"
import { followJob } from "./followJob.js"
import type { ItemKey, Reservation } from "./ItemChange.js"
import type { ItemRow } from "./ItemRow.js"
import { type Keeping, keepPictures, storeMade } from "./keepPictures.js"
import type { OpenBatch, OpenBatches } from "./openBatches.js"
import type { BatchStore } from "./BatchStore.js"

export interface ItemWorkOptions extends Following {
  readonly store: BatchStore
  readonly open: OpenBatches
}

const isOver = ({ state }: ItemRow): boolean =>
  state === "done" || state === "failed" || state === "unknown" || state === "cancelled"

const lostReservation =
  "its program ended between the submit and the answer; it may have been made and paid"
const noAttach = "its program ended, and the service can't be asked for a job again"

export const makeItemWork = (options: ItemWorkOptions) => {
  const { control, models, open, steps, store } = options

  const failWith = (key: ItemKey) => (error: ItemError) => steps.failed(key, error)

  /** Follows a job to the stored picture. */
  const follow = (
    keeping: Keeping,
    generation: (onEvent: OnEvent) => Effect.Effect<ImageResponse, ImageError>
  ): Effect.Effect<void> =>
    Effect.gen(function* () {
      const { key } = keeping
      const ended = yield* followJob(options, key, generation, (answer) =>
        keepPictures(keeping, answer)
      )
      // The row stays as it is for whoever goes on with it.
      if (ended === "stopped") return yield* Effect.never
      if (ended === "cancelled") return yield* steps.end(key, { state: "cancelled" })
      yield* Effect.catchAll(ended, failWith(key))
    })

  const submit = (keeping: Keeping, row: ItemRow, from: Reservation["from"]): Effect.Effect<void> =>
    Effect.gen(function* () {
      const { batch, key } = keeping
      const isMine = yield* steps.reserve(key, from)
      if (!isMine) return yield* work(key)
      yield* follow(keeping, (onEvent) => batch.model.generate(row.request, onEvent))
    })

  /** Nobody can say what became of it: the settings of the batch decide. */
  const decide = (keeping: Keeping, row: ItemRow, detail: string): Effect.Effect<void> =>
    Effect.gen(function* () {
      const { batch, key } = keeping
      const error = new OutcomeUnknown({ jobId: row.job?.jobId, detail })
      switch (batch.settings.onUnknown) {
        case "ask":
          return yield* steps.end(key, { state: "unknown", error })
        case "fail":
          return yield* steps.failed(key, error)
        case "retry": {
          const { state } = yield* control.guard(store.ask(store.find(key.batch)))
          if (state === "cancelled") return yield* steps.end(key, { state: "cancelled", error })
          if (row.state !== "reserved" && row.state !== "accepted") return
          yield* submit(keeping, row, { state: row.state, worker: row.worker ?? "" })
        }
      }
    })

  /** Goes on with a job that another program began. */
  const attach = (keeping: Keeping, row: ItemRow): Effect.Effect<void> =>
    Effect.gen(function* () {
      const { job } = row
      if (job === null) return yield* decide(keeping, row, lostReservation)
      const member = yield* models.member(job.provider, job.model)
      const followAgain = member.attach
      if (followAgain === undefined) return yield* decide(keeping, row, noAttach)
      yield* follow(keeping, (onEvent) => followAgain(job, row.request, onEvent))
    }).pipe(Effect.catchAll(failWith(keeping.key)))

  const goOn = (keeping: Keeping, row: ItemRow): Effect.Effect<void> => {
    if (row.made !== null) {
      return Effect.catchAll(storeMade(keeping, row.made), failWith(keeping.key))
    }
    if (row.state === "pending") return submit(keeping, row, { state: "pending" })
    return attach(keeping, row)
  }

  const keepingOf = (key: ItemKey, row: ItemRow, batch: OpenBatch): Keeping => ({
    steps,
    models,
    batch,
    key,
    name: row.name,
    note: (reason) => control.guard(store.note(key.batch, reason))
  })

  const work = (key: ItemKey): Effect.Effect<void> =>
    Effect.gen(function* () {
      const row = yield* steps.read(key)
      if (row === undefined || row.try !== key.try || isOver(row)) return
      yield* open(key.batch).pipe(
        Effect.matchEffect({
          onFailure: (error) =>
            error._tag === "DatabaseError" || error._tag === "BatchNotFound"
              ? control.guard(store.ask(Effect.fail(error)))
              : steps.failed(key, error),
          onSuccess: (batch) => goOn(keepingOf(key, row, batch), row)
        })
      )
    })

  return work
}

/**
 * Begins the items of active batches, a few at a time. One program of all on a database does this,
 * which is what makes rates and budgets hold over all of them; when it dies, another goes on.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import * as FiberSet from "effect/FiberSet"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { DatabaseError } from "../BatchError.js"
import type { ItemState } from "../BatchItem.js"
import type { BatchRow } from "./batchRow.js"
import type { BatchStore } from "./BatchStore.js"
import type { Control } from "./Control.js"
import { makeGate } from "./Gate.js"
import type { ItemKey } from "./ItemChange.js"
import type { ItemRow } from "./ItemRow.js"
import type { OpenBatches } from "./openBatches.js"

const interval = Duration.millis(500)

const openStates: ReadonlyArray<ItemState> = ["pending", "reserved", "accepted", "made"]

export interface Feeding {
  readonly store: BatchStore
  readonly control: Control
  readonly open: OpenBatches
  /** Has one try of an item made, here or by another worker. */
  readonly place: (key: ItemKey) => Effect.Effect<void>
}

/** True when the batch is still to be worked on. */
const isActive = (store: BatchStore, id: string) =>
  Effect.map(store.ask(store.find(id)), ({ state }) => state === "active")

/** Every open item once; ends early when the batch is paused or cancelled. */
const pass = ({ control, place, store }: Feeding, batch: BatchRow) =>
  Effect.gen(function* () {
    const { id, settings } = batch
    const gate = yield* makeGate(yield* store.sumUp(batch), store.sumUp(batch))
    const permits = yield* Effect.makeSemaphore(settings.concurrency)
    const begun = yield* FiberSet.make()
    // Whoever cancels the batch ends its pending items too, so that a late look begins none of them.
    const stillActive = yield* Effect.cachedWithTTL(isActive(store, id), interval)

    const begin = (item: ItemRow) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.zipRight(
          permits.take(1),
          FiberSet.run(
            begun,
            Effect.ensuring(
              restore(place({ batch: id, number: item.number, try: item.try })),
              permits.release(1)
            )
          )
        )
      )

    const mayBegin = (item: ItemRow) =>
      Effect.gen(function* () {
        if (control.stopping) return false
        // Only what nothing was sent for costs something more.
        if (item.state !== "pending") return true
        yield* permits.withPermits(1)(Effect.void)
        if (!(yield* stillActive)) return false
        const answer = yield* gate
        if (answer._tag === "Pause") yield* store.move(id, ["active"], "paused", answer.reason)
        return answer._tag === "Go"
      })

    yield* store.items(id, openStates).pipe(
      Stream.mapEffect((item) =>
        Effect.flatMap(mayBegin(item), (may) =>
          may ? Effect.as(begin(item), true) : Effect.succeed(false)
        )
      ),
      Stream.takeWhile((may) => may),
      Stream.runDrain
    )
    yield* FiberSet.awaitEmpty(begun)
  }).pipe(Effect.scoped)

const finishIfDone = ({ store }: Feeding, { id }: BatchRow) =>
  Effect.flatMap(Stream.runHead(store.items(id, openStates)), (open) =>
    open._tag === "None" ? store.move(id, ["active"], "finished") : Effect.succeed(false)
  )

/** Sees one batch through, for as long as it is active. */
const feedBatch = (feeding: Feeding, batch: BatchRow): Effect.Effect<void, DatabaseError> => {
  const { control, open, store } = feeding
  const { id } = batch
  const passes = Effect.gen(function* () {
    yield* pass(feeding, batch)
    yield* finishIfDone(feeding, batch)
  })
  return Effect.matchEffect(open(id), {
    onFailure: (error) =>
      error._tag === "DatabaseError"
        ? Effect.fail(error)
        : Effect.asVoid(store.move(id, ["active"], "paused", error.message)),
    onSuccess: () =>
      Effect.repeat(passes, {
        schedule: Schedule.spaced(interval),
        while: () => (control.stopping ? Effect.succeed(false) : isActive(store, id))
      })
  })
}

/** Looks for active batches until it is interrupted. */
export const feed = (feeding: Feeding): Effect.Effect<never> =>
  Effect.gen(function* () {
    const { control, store } = feeding
    const fed = yield* FiberMap.make<string>()
    const look = Effect.flatMap(store.inState("active"), (rows) =>
      Effect.forEach(
        rows,
        (row) =>
          FiberMap.run(fed, row.id, control.guard(feedBatch(feeding, row)), {
            onlyIfMissing: true
          }),
        { discard: true }
      )
    )
    yield* Effect.repeat(control.guard(look), Schedule.spaced(interval))
    return yield* Effect.never
  }).pipe(Effect.scoped)

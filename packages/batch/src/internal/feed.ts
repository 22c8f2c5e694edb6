/**
 * Begins the items of active batches, a few at a time. One program of all on a database does this,
 * which is what makes rates and budgets hold over all of them; when it dies, another goes on.
 */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberMap from "effect/FiberMap"
import * as FiberSet from "effect/FiberSet"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { type DatabaseError, WorkflowDefect } from "../BatchError.js"
import { hasEnded } from "../BatchItem.js"
import { type BatchSettings, equivalence as sameSettings } from "../BatchSettings.js"
import type { BatchRow } from "./batchRow.js"
import { type BatchStore, begunStates } from "./BatchStore.js"
import type { Control } from "./Control.js"
import { makeGate } from "./Gate.js"
import type { ItemKey, ItemRun } from "./ItemChange.js"
import type { ItemRow } from "./ItemRow.js"
import type { OpenBatches } from "./openBatches.js"

const interval = Duration.millis(500)

export interface Feeding {
  readonly store: BatchStore
  readonly control: Control
  readonly open: OpenBatches
  /** Has one try of an item made, here or by another worker. */
  readonly place: (run: ItemRun) => Effect.Effect<void>
}

/** So many runs may end without their item; what ended them would end every other one. */
const mostRuns = 5

const keyOf = (batch: string, item: ItemRow): ItemKey => ({
  batch,
  number: item.number,
  try: item.try
})

/** As it is now: whoever hands it in again may change its settings. */
const find = (store: BatchStore, id: string) => store.ask(store.find(id))

const isActive = (row: BatchRow): boolean => row.state === "active"

/** True when the batch is still to be worked on. */
const isStillActive = (store: BatchStore, id: string) => Effect.map(find(store, id), isActive)

/**
 * Runs an item until it has ended. A run is kept as finished for ever, also one that a mistake has
 * ended: its item then gets another, and at last none.
 */
const seeThrough = (feeding: Feeding, key: ItemKey, run = 1): Effect.Effect<void, DatabaseError> =>
  Effect.gen(function* () {
    const { control, place, store } = feeding
    const exit = yield* Effect.exit(place({ ...key, run }))
    const row = yield* store.item(key.batch, key.number)
    const isOpen = row !== undefined && row.try === key.try && !hasEnded(row)
    if (!isOpen || control.stopping || !(yield* isStillActive(store, key.batch))) return
    const why = Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "nothing was written down"
    yield* Effect.logWarning(`run ${run} of ${key.batch}/${key.number} ended without it: ${why}`)
    if (run === mostRuns) {
      const detail = `it ended ${run} times without a result: ${why}`
      yield* store.giveUp(key, new WorkflowDefect({ detail }))
      return
    }
    yield* Effect.sleep(interval)
    yield* seeThrough(feeding, key, run + 1)
  })

/** Every open item once; ends early when the batch is paused or cancelled. */
const pass = (feeding: Feeding, id: string) =>
  Effect.gen(function* () {
    const { control, store } = feeding
    const row = yield* find(store, id)
    const current = yield* Effect.cachedWithTTL(find(store, id), interval)
    const settings = Effect.map(current, (now) => now.settings)
    const permits = yield* Effect.makeSemaphore(row.settings.concurrency)
    yield* Effect.flatMap(settings, ({ concurrency }) => permits.resize(concurrency)).pipe(
      Effect.repeat(Schedule.spaced(interval)),
      control.guard,
      Effect.forkScoped
    )
    const begun = yield* FiberSet.make()
    const summarize = store.sumUp(row)
    const gate = yield* makeGate(yield* summarize, summarize, FiberSet.size(begun), settings)
    let pause: { readonly reason: string; readonly settings: BatchSettings } | undefined
    // Whoever cancels the batch ends its pending items too, so that a late look begins none of them.
    const stillActive = Effect.map(current, isActive)

    const begin = (item: ItemRow) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.zipRight(
          restore(permits.take(1)),
          FiberSet.run(
            begun,
            Effect.ensuring(
              restore(control.guard(seeThrough(feeding, keyOf(id, item)))),
              permits.release(1)
            )
          )
        )
      )

    const mayBegin = (item: ItemRow) =>
      Effect.gen(function* () {
        if (control.stopping) return false
        // Only what nothing was sent for costs something more.
        if (item.state !== "pending" || item.made !== null) return true
        yield* permits.withPermits(1)(Effect.void)
        if (!(yield* stillActive)) return false
        const answer = yield* gate
        if (answer._tag === "Pause") {
          pause = { reason: answer.reason, settings: yield* settings }
          return false
        }
        return yield* stillActive
      })

    // What is begun comes first: a limit that the others reach keeps nobody from following it.
    yield* Stream.concat(store.items(id, begunStates), store.items(id, ["pending"])).pipe(
      Stream.mapEffect((item) =>
        Effect.flatMap(mayBegin(item), (may) =>
          may ? Effect.as(begin(item), true) : Effect.succeed(false)
        )
      ),
      Stream.takeWhile((may) => may),
      Stream.runDrain
    )
    yield* FiberSet.awaitEmpty(begun)
    // Not before: a paused batch whose items have not begun yet would look as if it were at rest.
    if (pause !== undefined && sameSettings((yield* find(store, id)).settings, pause.settings)) {
      yield* store.move(id, ["active"], "paused", pause.reason)
    }
  }).pipe(Effect.scoped)

/** Sees one batch through, for as long as it is active. */
const feedBatch = (feeding: Feeding, id: string): Effect.Effect<void, DatabaseError> => {
  const { control, open, store } = feeding
  const passes = Effect.gen(function* () {
    yield* pass(feeding, id)
    yield* store.finish(id)
  })
  return Effect.matchEffect(open(id), {
    onFailure: (error) =>
      error._tag === "DatabaseError"
        ? Effect.fail(error)
        : Effect.asVoid(store.move(id, ["active"], "paused", error.message)),
    onSuccess: () =>
      Effect.repeat(passes, {
        schedule: Schedule.spaced(interval),
        while: () => (control.stopping ? Effect.succeed(false) : isStillActive(store, id))
      })
  }).pipe(Effect.ensuring(Effect.sync(() => open.forget(id))))
}

/** What had begun when a batch was paused or cancelled is seen to its end, also after a restart. */
const settle = ({ place, store }: Feeding, { id, settings }: BatchRow) =>
  store.items(id, begunStates).pipe(
    Stream.mapEffect((item) => place({ ...keyOf(id, item), run: 1 }), {
      concurrency: settings.concurrency
    }),
    Stream.runDrain
  )

/** A mistake of ours; the batch is begun again at the next look. */
const loudly = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.tapDefect(effect, (cause) => Effect.logError("a batch stopped by mistake", cause))

/** Looks for active batches until it is interrupted. */
export const feed = (feeding: Feeding): Effect.Effect<never> =>
  Effect.gen(function* () {
    const { control, store } = feeding
    const fed = yield* FiberMap.make<string>()
    const keepOn = (name: string, work: Effect.Effect<void, DatabaseError>) =>
      FiberMap.run(fed, name, control.guard(loudly(work)), { onlyIfMissing: true })
    const look = Effect.gen(function* () {
      for (const row of yield* store.active) {
        yield* keepOn(row.id, feedBatch(feeding, row.id))
      }
      if (control.stopping) return
      for (const row of yield* store.unsettled) {
        yield* keepOn(`${row.id}/begun`, settle(feeding, row))
      }
    })
    yield* Effect.repeat(control.guard(look), Schedule.spaced(interval))
    return yield* Effect.never
  }).pipe(Effect.scoped)

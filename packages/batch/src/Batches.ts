/**
 * The batches of a database: handed in, watched, paused, tried again.
 *
 * ```ts
 * const program = Effect.gen(function* () {
 *   const batches = yield* Batches
 *   const { id } = yield* batches.submit({ id: "cats", source: "cats.csv", settings, items })
 *   yield* batches.watch(id).pipe(Stream.runForEach((summary) => Console.log(summary.counts)))
 * })
 * ```
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import { BatchDatabase } from "./BatchDatabase.js"
import type { BatchNotFound, DatabaseError, InvalidBatch } from "./BatchError.js"
import type { BatchItem, ItemRecord, ItemState } from "./BatchItem.js"
import type { BatchSettings } from "./BatchSettings.js"
import type { BatchState, BatchSummary } from "./BatchSummary.js"
import { makeBatchStore } from "./internal/BatchStore.js"
import { makeBatches } from "./internal/makeBatches.js"

/** A batch as it is handed in. */
export interface Manifest<E = never, R = never> {
  /** Unique in the database; see `batchId`. Letters, digits, `.`, `_` and `-`, 200 at most. */
  readonly id: string
  readonly source: string
  readonly settings: BatchSettings
  readonly items: Stream.Stream<BatchItem, E, R>
}

export interface Submission {
  readonly id: string
  /** False when the database had it already: it goes on where it stood, with these settings. */
  readonly isNew: boolean
  readonly total: number
}

/** Which batches are meant; what is left out makes no difference. */
export interface Selection {
  /** Exactly that source. */
  readonly source?: string | undefined
  /** What the source begins with. */
  readonly sourcePrefix?: string | undefined
  readonly states?: ReadonlyArray<BatchState> | undefined
  /** The most batches: the newest. */
  readonly limit?: number | undefined
}

export type Failure = BatchNotFound | DatabaseError

export class Batches extends Context.Tag("@easel/batch/Batches")<
  Batches,
  {
    /** Writes all items at once or none. The engine of any program on this database begins them. */
    readonly submit: <E, R>(
      manifest: Manifest<E, R>
    ) => Effect.Effect<Submission, InvalidBatch | DatabaseError | E, R>
    readonly get: (id: string) => Effect.Effect<BatchSummary, Failure>
    /** The newest first. */
    readonly list: Effect.Effect<ReadonlyArray<BatchSummary>, DatabaseError>
    /** Some of them, the newest first. */
    readonly select: (
      selection: Selection
    ) => Effect.Effect<ReadonlyArray<BatchSummary>, DatabaseError>
    /** Only what they are called, which costs least; the newest first. */
    readonly ids: (selection: Selection) => Effect.Effect<ReadonlyArray<string>, DatabaseError>
    /** Now and twice a second where something changed, until the batch is at rest. */
    readonly watch: (id: string) => Stream.Stream<BatchSummary, Failure>
    /** In their order, read as they are taken; of these states, or all. */
    readonly items: (
      id: string,
      states?: ReadonlyArray<ItemState>
    ) => Stream.Stream<ItemRecord, Failure>
    /** Makes a paused or cancelled batch active; items that were cancelled are tried again. */
    readonly resume: (id: string) => Effect.Effect<void, Failure>
    /** Stops what runs, at the service too where it can be; what waits is not begun. */
    readonly cancel: (id: string) => Effect.Effect<void, Failure>
    /**
     * Begins another try of every item in one of these states, and makes the batch active; says how
     * many. What was made and only not stored is fetched again and not paid again. What is gone at its
     * address and at its job, or came as bytes whose name is free, is made again: one submission more.
     */
    readonly retry: (
      id: string,
      states: ReadonlyArray<"failed" | "unknown" | "cancelled">
    ) => Effect.Effect<number, Failure>
  }
>() {}

/** The batches of an open database; needs no engine to be read or changed. */
export const layer: Layer.Layer<Batches, never, BatchDatabase> = Layer.effect(
  Batches,
  Effect.map(BatchDatabase, ({ name, sql }) => makeBatches(makeBatchStore(sql, name)))
)

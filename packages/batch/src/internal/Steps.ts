/** How the steps of an item are written down. Nothing goes on while the database can't be written. */
import type { Job } from "@easel/core/Jobs"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { ItemError, ItemState } from "../BatchItem.js"
import type { BatchStore } from "./BatchStore.js"
import type { Control } from "./Control.js"
import type { GroupedWrites } from "./GroupedWrites.js"
import type { ItemChange, ItemKey, Taking } from "./ItemChange.js"
import type { ItemRow } from "./ItemRow.js"
import type { Made } from "./Made.js"

type End = Omit<ItemChange, keyof ItemKey | "finished" | "worker">

/** The item is another program's by now, or has ended: whatever was done for it here counts no more. */
export class Lost extends Data.TaggedError("Lost") {}

export class Steps {
  constructor(
    private readonly store: BatchStore,
    private readonly writes: GroupedWrites,
    private readonly control: Control,
    /** Name of this program. */
    readonly worker: string
  ) {}

  read(key: ItemKey): Effect.Effect<ItemRow | undefined> {
    return this.control.guard(this.store.item(key.batch, key.number))
  }

  /** Takes the item as it was read, to go on with it. */
  take(key: ItemKey, { state, worker }: ItemRow, to: Taking["to"]): Effect.Effect<void, Lost> {
    return this.taking({ ...key, from: { state, worker }, to, submits: false })
  }

  /** Writes the intent to submit the item that was read. */
  reserve(key: ItemKey, { state, worker }: ItemRow): Effect.Effect<void, Lost> {
    return this.taking({ ...key, from: { state, worker }, to: "reserved", submits: true })
  }

  /** Takes the intent back: nothing was sent. */
  release(key: ItemKey): Effect.Effect<void> {
    return this.control.guard(this.store.release(key, this.worker))
  }

  /** Puts an item that this program has back in line; it is begun again as another try. */
  putBack(key: ItemKey, from: ItemState): Effect.Effect<void, Lost> {
    return Effect.flatMap(
      this.control.guard(this.store.putBack(key, { state: from, worker: this.worker })),
      (done) => (done ? Effect.void : Effect.fail(new Lost()))
    )
  }

  accepted(key: ItemKey, job: Job): Effect.Effect<void, Lost> {
    return this.record(key, { state: "accepted", job })
  }

  /** `isPaid`: what the submission cost was written down before. */
  made(key: ItemKey, made: Made, isPaid: boolean): Effect.Effect<void, Lost> {
    const { receipt } = made
    return this.record(key, {
      state: "made",
      made,
      receipt,
      cost: isPaid ? undefined : receipt.cost
    })
  }

  end(key: ItemKey, end: End): Effect.Effect<void, Lost> {
    return Effect.flatMap(Clock.currentTimeMillis, (finished) =>
      this.record(key, { ...end, finished })
    )
  }

  failed(key: ItemKey, error: ItemError): Effect.Effect<void, Lost> {
    return this.end(key, { state: "failed", error })
  }

  private taking(taking: Omit<Taking, "worker">): Effect.Effect<void, Lost> {
    return this.written(this.writes.take({ ...taking, worker: this.worker }))
  }

  private record(
    key: ItemKey,
    change: Omit<ItemChange, keyof ItemKey | "worker">
  ): Effect.Effect<void, Lost> {
    return this.written(this.writes.record({ ...change, ...key, worker: this.worker }))
  }

  private written(write: ReturnType<GroupedWrites["take"]>): Effect.Effect<void, Lost> {
    return Effect.flatMap(this.control.guard(this.store.ask(write)), (done) =>
      done ? Effect.void : Effect.fail(new Lost())
    )
  }
}

/** How the steps of an item are written down. Nothing goes on while the database can't be written. */
import type { Job } from "@easel/core/Jobs"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { ItemError } from "../BatchItem.js"
import type { BatchStore } from "./BatchStore.js"
import type { Control } from "./Control.js"
import type { GroupedWrites } from "./GroupedWrites.js"
import type { ItemChange, ItemKey, Reservation } from "./ItemChange.js"
import type { ItemRow } from "./ItemRow.js"
import type { Made } from "./Made.js"

type End = Omit<ItemChange, keyof ItemKey | "finished">

export class Steps {
  constructor(
    private readonly store: BatchStore,
    private readonly writes: GroupedWrites,
    private readonly control: Control,
    /** Name of this program. */
    private readonly worker: string
  ) {}

  read(key: ItemKey): Effect.Effect<ItemRow | undefined> {
    return this.control.guard(this.store.item(key.batch, key.number))
  }

  /** False when the item is not in that state any more: somebody else was first. */
  reserve(key: ItemKey, from: Reservation["from"]): Effect.Effect<boolean> {
    return this.control.guard(
      this.store.ask(this.writes.reserve({ ...key, worker: this.worker, from }))
    )
  }

  accepted(key: ItemKey, job: Job): Effect.Effect<void> {
    return this.record({ ...key, state: "accepted", job })
  }

  made(key: ItemKey, made: Made): Effect.Effect<void> {
    return this.record({ ...key, state: "made", made, receipt: made.receipt })
  }

  end(key: ItemKey, end: End): Effect.Effect<void> {
    return Effect.flatMap(Clock.currentTimeMillis, (finished) =>
      this.record({ ...key, ...end, finished })
    )
  }

  failed(key: ItemKey, error: ItemError): Effect.Effect<void> {
    return this.end(key, { state: "failed", error })
  }

  private record(change: ItemChange): Effect.Effect<void> {
    return this.control.guard(this.store.ask(this.writes.record(change)))
  }
}

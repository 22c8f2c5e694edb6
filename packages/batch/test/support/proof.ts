/** A batch on a database that is made for it, and what must hold at its end whatever happened. */
import { join } from "node:path"
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { folder } from "./folders.js"
import {
  atRest,
  batchesOf,
  checkPictures,
  checkSubmissions,
  itemsOf,
  type Order,
  submit
} from "./orders.js"
import { services, type ServiceOptions } from "./services.js"

export interface Proof extends Omit<Order, "output" | "id"> {
  /** Default: a file. */
  readonly database?: string
  readonly standIns?: Partial<ServiceOptions>
}

export const begin = ({ standIns: options, ...proof }: Proof) =>
  Effect.gen(function* () {
    const root = yield* folder
    const order = { ...proof, id: "proof", output: join(root, "out") }
    const { id, output } = order
    const database = proof.database ?? join(root, "batches.db")
    const standIns = yield* services({ latency: "300 millis", ...options })
    const batches = yield* batchesOf(database)
    const handIn = submit(batches, order)
    /** Waits for the end, and checks what always holds. */
    const end = Effect.gen(function* () {
      const summary = yield* atRest(batches, id)
      const records = yield* itemsOf(batches, id)
      assert.strictEqual(records.length, order.items)
      assert.strictEqual(
        summary.submissions,
        records.reduce((sum, record) => sum + record.submissions, 0)
      )
      yield* checkPictures(records, output)
      checkSubmissions(records, standIns)
      return { summary, records }
    })
    return { batches, database, end, id, output, root, services: standIns, submit: handIn }
  })

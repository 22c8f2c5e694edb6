/** A batch whose workers are killed again and again, as often as it was asked for. */
import { assert } from "@effect/vitest"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { amount } from "./chance.js"
import { killRepeatedly } from "./killing.js"
import { begin, type Proof } from "./proof.js"

const items = amount("EASEL_TEST_ITEMS", 500)
const kills = amount("EASEL_TEST_KILLS", 50)

export interface KilledBatch extends Omit<Proof, "items"> {
  readonly workers: number
  readonly spread: Duration.DurationInput
}

/** What is there at its end. */
export const killedBatch = ({ spread, workers, ...order }: KilledBatch) =>
  Effect.gen(function* () {
    const proof = yield* begin({ ...order, items })
    const killed = yield* killRepeatedly({ ...proof, workers, kills, total: items, spread })
    const { records, summary } = yield* proof.end
    console.log(
      order.provider,
      order.settings?.onUnknown ?? "ask",
      `${killed} kills`,
      summary.counts
    )
    assert.strictEqual(killed, kills)
    assert.strictEqual(summary.state, "finished")
    return { records, standIns: proof.services }
  })

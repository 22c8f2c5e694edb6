import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { amount, seeded } from "../support/chance.js"
import { killRepeatedly } from "../support/killing.js"
import { checkOnce, type Order } from "../support/orders.js"
import { emptyDatabase, noPostgres } from "../support/postgres.js"
import { begin } from "../support/proof.js"

const items = amount("EASEL_TEST_ITEMS", 500)
const kills = amount("EASEL_TEST_KILLS", 50)

const run = (order: Pick<Order, "provider" | "settings">) =>
  Effect.gen(function* () {
    const proof = yield* begin({
      ...order,
      items,
      database: yield* emptyDatabase,
      // Slow enough for a worker to be started between two kills.
      standIns: { latency: "2500 millis" }
    })
    const killed = yield* killRepeatedly({ ...proof, workers: 3, kills, spread: "1 second" })
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

it.scopedLive.skipIf(noPostgres)(
  "three workers of which one is killed at a time lose no job that can be attached to",
  () =>
    Effect.gen(function* () {
      const { records, standIns } = yield* run({ provider: "imagelabs" })
      checkOnce(standIns)
      assert.isTrue(records.every(({ state }) => state === "done" || state === "unknown"))
      assert.isTrue(records.some(({ state }) => state === "done"))
    }).pipe(seeded),
  900_000
)

it.scopedLive.skipIf(noPostgres)(
  "what they were cut at is unknown, and is not submitted again",
  () =>
    Effect.gen(function* () {
      const { records, standIns } = yield* run({ provider: "openai" })
      checkOnce(standIns)
      assert.isTrue(records.every(({ state }) => state === "done" || state === "unknown"))
    }).pipe(seeded),
  900_000
)

it.scopedLive.skipIf(noPostgres)(
  "it is submitted again where that was asked for",
  () =>
    Effect.gen(function* () {
      const { records } = yield* run({ provider: "openai", settings: { onUnknown: "retry" } })
      assert.isTrue(records.every(({ state }) => state === "done"))
    }).pipe(seeded),
  900_000
)

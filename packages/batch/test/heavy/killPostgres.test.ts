import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { seeded } from "../support/chance.js"
import { killedBatch } from "../support/killedBatch.js"
import { checkOnce, type Order } from "../support/orders.js"
import { emptyDatabase, noPostgres } from "../support/postgres.js"

const run = (order: Pick<Order, "provider" | "settings">) =>
  Effect.flatMap(emptyDatabase, (database) =>
    killedBatch({
      ...order,
      database,
      standIns: { latency: "1 second" },
      workers: 3,
      spread: "1 second"
    })
  )

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

import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { seeded } from "../support/chance.js"
import { killedBatch } from "../support/killedBatch.js"
import { checkOnce, type Order } from "../support/orders.js"

const run = (order: Pick<Order, "provider" | "settings">) =>
  killedBatch({ ...order, workers: 1, spread: "400 millis" })

it.scopedLive(
  "a worker that is killed again and again loses no job that can be attached to",
  () =>
    Effect.gen(function* () {
      const { records, standIns } = yield* run({ provider: "imagelabs" })
      checkOnce(standIns)
      assert.isTrue(records.every(({ state }) => state === "done" || state === "unknown"))
      const unknown = records.filter(({ state }) => state === "unknown")
      assert.isTrue(unknown.every(({ error }) => error?._tag === "OutcomeUnknown"))
    }).pipe(seeded),
  600_000
)

it.scopedLive(
  "what was cut between the submit and the answer is unknown, and is not submitted again",
  () =>
    Effect.gen(function* () {
      const { records, standIns } = yield* run({ provider: "openai" })
      checkOnce(standIns)
      assert.isTrue(records.every(({ state }) => state === "done" || state === "unknown"))
    }).pipe(seeded),
  600_000
)

it.scopedLive(
  "it is submitted again where that was asked for, and every submission is written down",
  () =>
    Effect.gen(function* () {
      const { records } = yield* run({ provider: "openai", settings: { onUnknown: "retry" } })
      assert.isTrue(records.every(({ state }) => state === "done"))
    }).pipe(seeded),
  600_000
)

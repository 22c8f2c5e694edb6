/** Who hands an active batch in again, with other settings, changes how it is made from then on. */
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { BatchSummary } from "@easel/batch"
import { atRest } from "./support/orders.js"
import { workshop } from "./support/ownEngine.js"

type Shop = Effect.Effect.Success<ReturnType<typeof workshop>>

const until = ({ batches, id }: Shop, holds: (summary: BatchSummary.BatchSummary) => boolean) =>
  batches.get(id).pipe(Effect.delay("20 millis"), Effect.repeat({ until: holds }))

const heard = ({ services }: Shop, many: number) =>
  Effect.repeat(Effect.sync(() => services.heard.length).pipe(Effect.delay("20 millis")), {
    until: (count) => count === many
  })

const done =
  (many: number) =>
  ({ counts }: BatchSummary.BatchSummary) =>
    counts.done === many

describe("settings that are changed while a batch is active", () => {
  it.scopedLive("hold for a begin that waits already", () =>
    Effect.gen(function* () {
      const shop = yield* workshop({ provider: "openai", items: 3 })
      yield* shop.submitWith({ perMinute: 1 })
      yield* Layer.build(shop.engine)
      yield* until(shop, done(1))
      yield* shop.submitWith({})
      assert.deepStrictEqual((yield* atRest(shop.batches, shop.id)).counts, { done: 3 })
    })
  )

  it.scopedLive("let more items begin at once although none has ended", () =>
    Effect.gen(function* () {
      const standIns = { latency: "1 minute" as const }
      const shop = yield* workshop({ provider: "imagelabs", items: 5, standIns })
      yield* shop.submitWith({ concurrency: 1 })
      yield* Layer.build(shop.engine)
      yield* heard(shop, 1)
      yield* shop.submitWith({ concurrency: 3 })
      yield* heard(shop, 3)
      yield* until(shop, ({ counts }) => counts.accepted === 3)
    })
  )

  it.scopedLive("end a budget's pause before it has come", () =>
    Effect.gen(function* () {
      const standIns = { latency: "3 seconds" as const }
      const shop = yield* workshop({ provider: "imagelabs", items: 3, standIns })
      yield* shop.submitWith({ concurrency: 3, budget: 1 })
      yield* Layer.build(shop.engine)
      yield* heard(shop, 1)
      yield* shop.submitWith({ concurrency: 3 })
      assert.deepStrictEqual((yield* atRest(shop.batches, shop.id)).counts, { done: 3 })
    })
  )

  it.scopedLive("hold for the model of the items to come", () =>
    Effect.gen(function* () {
      const standIns = { latency: "700 millis" as const }
      const shop = yield* workshop({ provider: "openai", items: 4, standIns })
      yield* shop.submitWith({ concurrency: 1 })
      yield* Layer.build(shop.engine)
      yield* until(shop, done(1))
      yield* shop.submitWith({ concurrency: 1, timeout: Duration.millis(50) })
      const { failures } = yield* atRest(shop.batches, shop.id)
      assert.deepStrictEqual(
        failures.map(({ reason }) => reason),
        ["GenerationTimeout Total"]
      )
    })
  )
})

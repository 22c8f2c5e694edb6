/** What is submitted again is one submission more, and begins when the limits of the batch let it. */
import { mkdir, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { ImageResponse } from "@easel/core/ImageEvent"
import { fromGenerate, type Service } from "@easel/core/ImageModel"
import { Receipt } from "@easel/core/Receipt"
import * as Fault from "@easel/testkit/Fault"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { itemsOf } from "./support/orders.js"
import { workshop } from "./support/ownEngine.js"

const price = { amount: 0.25, currency: "USD" }

/** Each picture has its price. */
const priced = (model: Service): Service =>
  fromGenerate({
    ...model,
    generate: (request, onEvent) =>
      Effect.map(
        model.generate(request, onEvent),
        ({ images, receipt }) =>
          new ImageResponse({ images, receipt: new Receipt({ ...receipt, cost: price }) })
      )
  })

type Shop = Effect.Effect.Success<ReturnType<typeof workshop>>

/** A program was killed between the submit and the answer of so many items. */
const killedAt = (shop: Shop, items: number) =>
  shop.change(
    `UPDATE easel_items SET state = 'reserved', worker = 'dead', submissions = 1,
       reserved = '2026-11-27T10:15:00.000Z' WHERE number <= ${items}`
  )

describe("a submission that is repeated for lack of an answer", () => {
  it.scopedLive("counts, and waits for a larger budget", () =>
    Effect.gen(function* () {
      const shop = yield* workshop({ provider: "openai", items: 3 })
      yield* shop.submitWith({ onUnknown: "retry", budget: 2, concurrency: 1 })
      yield* killedAt(shop, 1)
      const paused = yield* shop.run
      assert.strictEqual(paused.state, "paused")
      assert.include(paused.reason, "the budget of 2 submissions is used up")
      assert.strictEqual(paused.submissions, 2)
      assert.deepStrictEqual(paused.counts, { done: 1, pending: 2 })
      assert.lengthOf(shop.services.heard, 1)

      yield* shop.submitWith({ onUnknown: "retry", budget: 4 })
      yield* shop.batches.resume(shop.id)
      const all = yield* shop.run
      assert.deepStrictEqual(all.counts, { done: 3 })
      assert.strictEqual(all.submissions, 4)
      assert.lengthOf(shop.services.heard, 3)
    })
  )

  it.scopedLive("is not begun where the budget is used up already", () =>
    Effect.gen(function* () {
      const shop = yield* workshop({ provider: "openai", items: 2 })
      yield* shop.submitWith({ onUnknown: "retry", budget: 2 })
      yield* killedAt(shop, 2)
      const paused = yield* shop.run
      assert.strictEqual(paused.state, "paused")
      assert.deepStrictEqual(paused.counts, { pending: 2 })
      assert.strictEqual(paused.submissions, 2)
      assert.lengthOf(shop.services.heard, 0)
    })
  )

  it.scopedLive("does not begin in a batch that is paused", () =>
    Effect.gen(function* () {
      const shop = yield* workshop({ provider: "openai", items: 1 })
      yield* shop.submitWith({ onUnknown: "retry" })
      yield* killedAt(shop, 1)
      yield* shop.change(`UPDATE easel_batches SET state = 'paused'`)
      yield* Effect.scoped(
        Effect.zipRight(
          Layer.build(shop.engine),
          shop.batches
            .get(shop.id)
            .pipe(
              Effect.delay("50 millis"),
              Effect.repeat({ until: ({ counts }) => counts.pending === 1 })
            )
        )
      )
      assert.lengthOf(shop.services.heard, 0)
    })
  )
})

/** Another program has the name of the first picture. */
const taken = (output: string) =>
  Effect.promise(async () => {
    await mkdir(join(output, "set-1"), { recursive: true })
    await writeFile(join(output, "set-1", "picture-1.png"), "somebody's notes")
  })

const free = (output: string) => Effect.promise(() => rm(join(output, "set-1", "picture-1.png")))

describe("a picture that is made again since it was lost", () => {
  it.scopedLive("waits for a larger budget", () =>
    Effect.gen(function* () {
      const faults = [Fault.status({ path: /^\/images\/task-1\.png/ }, 404)]
      const shop = yield* workshop({ provider: "imagelabs", items: 1, standIns: { faults } })
      yield* shop.submitWith({ budget: 1 })
      assert.deepStrictEqual((yield* shop.run).counts, { failed: 1 })
      yield* shop.batches.retry(shop.id, ["failed"])
      const paused = yield* shop.run
      assert.strictEqual(paused.state, "paused")
      assert.deepStrictEqual(paused.counts, { pending: 1 })
      assert.lengthOf(shop.services.heard, 1)
      yield* shop.submitWith({ budget: 2 })
      yield* shop.batches.resume(shop.id)
      assert.deepStrictEqual((yield* shop.run).counts, { done: 1 })
      assert.lengthOf(shop.services.heard, 2)
    })
  )

  it.scopedLive("adds to what was paid", () =>
    Effect.gen(function* () {
      const shop = yield* workshop({ provider: "openai", items: 1, wrap: priced })
      yield* taken(shop.output)
      yield* shop.submitWith({ maxCost: 0.6 })
      assert.deepStrictEqual((yield* shop.run).costs, [price])
      yield* free(shop.output)
      yield* shop.batches.retry(shop.id, ["failed"])
      const twice = yield* shop.run
      assert.deepStrictEqual(twice.counts, { done: 1 })
      assert.deepStrictEqual(twice.costs, [{ ...price, amount: 0.5 }])
      const [item] = yield* itemsOf(shop.batches, shop.id)
      assert.strictEqual(item?.receipt?.cost?.amount, 0.25)
    })
  )

  it.scopedLive("is not paid beyond the most that may be", () =>
    Effect.gen(function* () {
      const shop = yield* workshop({ provider: "openai", items: 1, wrap: priced })
      yield* taken(shop.output)
      yield* shop.submitWith({ maxCost: 0.4 })
      yield* shop.run
      yield* free(shop.output)
      yield* shop.batches.retry(shop.id, ["failed"])
      const paused = yield* shop.run
      assert.strictEqual(paused.state, "paused")
      assert.include(paused.reason, "another picture would pass 0.4 USD")
      assert.lengthOf(shop.services.heard, 1)
    })
  )
})

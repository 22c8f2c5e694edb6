/** Pictures that came as bytes, whose name is another program's by then. */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { checkPictures, itemsOf } from "./support/orders.js"
import { workshop } from "./support/ownEngine.js"

it.scopedLive("a name that is taken costs one submission until it is free again", () =>
  Effect.gen(function* () {
    const shop = yield* workshop({ provider: "openai", items: 1 })
    const file = join(shop.output, "set-1", "picture-1.png")
    yield* Effect.promise(async () => {
      await mkdir(join(shop.output, "set-1"), { recursive: true })
      await writeFile(file, "somebody's notes")
    })
    yield* shop.submitWith()
    const reasons = (summary: Effect.Effect.Success<typeof shop.run>) =>
      summary.failures.map(({ reason }) => reason)
    assert.deepStrictEqual(reasons(yield* shop.run), ["OutputError Taken"])
    for (let times = 0; times < 2; times++) {
      assert.strictEqual(yield* shop.batches.retry(shop.id, ["failed"]), 1)
      const summary = yield* shop.run
      assert.deepStrictEqual(reasons(summary), ["OutputError Taken"])
      assert.include(summary.failures[0]?.example, file)
      assert.strictEqual(summary.submissions, 1)
    }
    assert.lengthOf(shop.services.heard, 1)
    assert.strictEqual(yield* Effect.promise(() => readFile(file, "utf8")), "somebody's notes")

    yield* Effect.promise(() => rm(file))
    yield* shop.batches.retry(shop.id, ["failed"])
    const summary = yield* shop.run
    assert.deepStrictEqual(summary.counts, { done: 1 })
    assert.strictEqual(summary.submissions, 2)
    assert.lengthOf(shop.services.heard, 2)
    yield* checkPictures(yield* itemsOf(shop.batches, shop.id), shop.output)
  })
)

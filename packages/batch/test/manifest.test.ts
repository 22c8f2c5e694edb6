/** What is handed in, and what a database holds, is checked before anybody trusts it. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { submit } from "./support/orders.js"
import { workshop } from "./support/ownEngine.js"

const order = { provider: "openai", items: 1, output: "out" } as const

it.scopedLive("an id that is no name of a file or word of a command is refused", () =>
  Effect.gen(function* () {
    const { batches } = yield* workshop(order)
    for (const id of ["", "../up", "a b", "-rf", ".hidden", "a/b", "ünder", "x".repeat(201)]) {
      const error = yield* Effect.flip(submit(batches, { ...order, id }))
      assert.strictEqual(error._tag, "InvalidBatch", id)
      assert.include(error.message, "id: expected letters, digits, dots")
    }
    assert.deepStrictEqual(yield* batches.list, [])
    for (const id of ["cats-1f3a9c02", "A.b_c-1"]) yield* submit(batches, { ...order, id })
    assert.lengthOf(yield* batches.list, 2)
  })
)

it.scopedLive("settings that can't be kept are refused, and say which", () =>
  Effect.gen(function* () {
    const { batches, submitWith } = yield* workshop(order)
    const error = yield* Effect.flip(submitWith({ concurrency: 0 }))
    assert.strictEqual(error._tag, "InvalidBatch")
    assert.include(error.message, "settings.concurrency")
    assert.deepStrictEqual(yield* batches.list, [])
  })
)

it.scopedLive("an id in the database that is none is told of, and not used", () =>
  Effect.gen(function* () {
    const { batches, change, submitWith } = yield* workshop(order)
    yield* submitWith()
    yield* change(
      `INSERT INTO easel_batches
         SELECT '../../up', source, settings, state, reason, created, 0 FROM easel_batches`
    )
    const error = yield* Effect.flip(batches.list)
    assert.strictEqual(error.reason, "Broken")
    assert.include(error.message, "id: expected letters, digits, dots")
  })
)

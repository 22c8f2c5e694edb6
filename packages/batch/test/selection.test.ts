/** Which batches of a database are read, and with how many statements. */
import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import { BatchDatabase, Batches } from "@easel/batch"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Tracer from "effect/Tracer"
import { folder } from "./support/folders.js"
import { submit } from "./support/orders.js"

const opened = Effect.gen(function* () {
  const root = yield* folder
  const location = BatchDatabase.Location.File({ path: join(root, "batches.db") })
  const context = yield* Layer.build(
    Layer.provideMerge(Batches.layer, BatchDatabase.layer(location, { exclusive: false }))
  )
  const batches = Context.get(context, Batches.Batches)
  const { sql } = Context.get(context, BatchDatabase.BatchDatabase)
  const add = (id: string, source: string, items: number) =>
    submit(batches, { id, provider: "openai", items, output: root }).pipe(
      Effect.zipRight(sql`UPDATE easel_batches SET source = ${source} WHERE id = ${id}`),
      // They are told the newest first.
      Effect.delay("2 millis")
    )
  return { add, batches, sql }
})

/** How many statements an effect sends. */
const statements = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const tracer = yield* Effect.tracer
    let count = 0
    const counting = Tracer.make({
      span: (name, ...rest) => {
        if (name === "sql.execute") count++
        return tracer.span(name, ...rest)
      },
      context: (run, fiber) => tracer.context(run, fiber)
    })
    const value = yield* Effect.withTracer(effect, counting)
    return { count, value }
  })

it.scopedLive("batches are chosen by source, state and number, the newest first", () =>
  Effect.gen(function* () {
    const { add, batches } = yield* opened
    yield* add("one", "gateway:a", 1)
    yield* add("two", "gateway:b", 2)
    yield* add("three", "gateway:a", 3)
    yield* add("four", "gateXay:a", 4)
    yield* batches.cancel("one")
    const ids = (selection: Batches.Selection) => batches.ids(selection)
    assert.deepStrictEqual(yield* ids({}), ["four", "three", "two", "one"])
    assert.deepStrictEqual(yield* ids({ source: "gateway:a" }), ["three", "one"])
    assert.deepStrictEqual(yield* ids({ source: "gateway:a", states: ["active"] }), ["three"])
    assert.deepStrictEqual(yield* ids({ sourcePrefix: "gateway:" }), ["three", "two", "one"])
    assert.deepStrictEqual(yield* ids({ sourcePrefix: "gate_ay:" }), [])
    assert.deepStrictEqual(yield* ids({ limit: 2 }), ["four", "three"])
    const [newest, ...others] = yield* batches.select({ source: "gateway:a" })
    assert.deepStrictEqual([newest?.id, newest?.counts], ["three", { pending: 3 }])
    assert.deepStrictEqual(
      others.map(({ counts }) => counts),
      [{ cancelled: 1 }]
    )
  })
)

it.scopedLive("all batches are summed up in as many statements as one", () =>
  Effect.gen(function* () {
    const { add, batches, sql } = yield* opened
    for (let number = 1; number <= 12; number++) yield* add(`batch-${number}`, "test", number)
    yield* sql`UPDATE easel_items SET state = 'failed', error_reason = 'X', error_message = 'x'
      WHERE number > 10`
    const { count, value } = yield* statements(batches.list)
    assert.strictEqual(count, 3)
    const each = yield* Effect.forEach(value, ({ id }) => batches.get(id))
    assert.deepStrictEqual(value, each)
    const twelfth = value.find(({ id }) => id === "batch-12")
    assert.deepStrictEqual(twelfth?.failures, [{ reason: "X", count: 2, example: "x" }])
  })
)

/** Batches of the tests, and what must be true of them at the end. */
import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { BatchDatabase, Batches, type BatchItem, type BatchSettings } from "@easel/batch"
import { ImageRequest } from "@easel/core/ImageRequest"
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { filesBelow } from "./folders.js"
import type { Services } from "./services.js"

const sizes = { imagelabs: 64, openai: 1024 }

export type Provider = keyof typeof sizes

export interface Order {
  readonly id: string
  readonly provider: Provider
  readonly items: number
  readonly output: string
  readonly settings?: Partial<BatchSettings.BatchSettings>
}

export const promptOf = (number: number): string => `picture ${number}`

const itemOf = (provider: Provider, number: number): BatchItem.BatchItem => ({
  number,
  name: `set-${number % 3}/picture-${number}`,
  request: new ImageRequest({
    prompt: promptOf(number),
    width: sizes[provider],
    height: sizes[provider]
  })
})

/** The batches of a database, for whoever only reads and changes them. */
export const batchesOf = (database: string) =>
  Effect.flatMap(BatchDatabase.parse(database), (location) =>
    Effect.map(
      Layer.build(
        Layer.provide(Batches.layer, BatchDatabase.layer(location, { exclusive: false }))
      ),
      (context) => Effect.provide(Batches.Batches, context)
    )
  ).pipe(Effect.flatten)

type Service = Batches.Batches["Type"]

export const submit = (batches: Service, order: Order) =>
  batches.submit({
    id: order.id,
    source: "test",
    settings: {
      models: [order.provider],
      retries: 0,
      concurrency: 8,
      onUnknown: "ask",
      output: order.output,
      embedReceipt: true,
      ...order.settings
    },
    items: Stream.map(Stream.range(1, order.items), (number) => itemOf(order.provider, number))
  })

/** Until nothing happens any more. */
export const atRest = (batches: Service, id: string) =>
  Stream.runLast(batches.watch(id)).pipe(
    Effect.flatten,
    Effect.catchTag("NoSuchElementException", (error) => Effect.die(error))
  )

export const itemsOf = (batches: Service, id: string) =>
  Effect.map(Stream.runCollect(batches.items(id)), (items) => [...items])

const sha256 = (file: string) =>
  Effect.promise(async () =>
    createHash("sha256")
      .update(await readFile(file))
      .digest("hex")
  )

/** Every picture is there whole, and nothing beside them. */
export const checkPictures = (items: ReadonlyArray<BatchItem.ItemRecord>, output: string) =>
  Effect.gen(function* () {
    const pictures = items.flatMap((item) => item.pictures)
    for (const { location, sha256: recorded } of pictures) {
      assert.strictEqual(yield* sha256(location), recorded, location)
    }
    const names = pictures.map(({ name }) => name).sort()
    assert.deepStrictEqual(yield* filesBelow(output), names)
    const done = items.filter(({ state }) => state === "done")
    assert.isTrue(done.every((item) => item.pictures.length === 1))
  })

/** What a stand-in heard of is what was written down, and no more. */
export const checkSubmissions = (
  items: ReadonlyArray<BatchItem.ItemRecord>,
  { submissions }: Pick<Services, "submissions">
) => {
  const heard = submissions()
  for (const { number, state, submissions: recorded } of items) {
    const count = heard.get(promptOf(number)) ?? 0
    assert.isAtMost(count, recorded, `item ${number} was submitted more often than written down`)
    if (state === "done") assert.isAtLeast(count, 1, `item ${number} came from nowhere`)
  }
}

/** Nothing was submitted twice. */
export const checkOnce = ({ submissions }: Pick<Services, "submissions">) => {
  const twice = [...submissions()].filter(([, count]) => count > 1)
  assert.deepStrictEqual(twice, [])
}

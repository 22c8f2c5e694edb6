import { createHash } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import * as BatchId from "@easel/batch/BatchId"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import { pieces } from "./support/batchFiles.js"

const identity: BatchId.Identity = {
  source: "lists/My Cats.csv",
  content: "ab".repeat(32),
  settings: { models: ["sd35", "fal"], output: "pictures", embedReceipt: true },
  defaults: { steps: 4, images: [Uint8Array.of(1)], providerOptions: { sd35: {} } },
  prompt: "a {animal}"
}

const id = (changes: Partial<BatchId.Identity> = {}) => BatchId.batchId({ ...identity, ...changes })

describe("BatchId", () => {
  it("is the same for the same file and settings, in whatever order they are written", () => {
    assert.match(id(), /^my-cats-[0-9a-f]{8}$/)
    assert.strictEqual(
      id({
        settings: { embedReceipt: true, output: "pictures", models: ["sd35", "fal"] },
        defaults: {
          providerOptions: { sd35: {} },
          images: [Uint8Array.of(1)],
          steps: 4,
          seed: undefined
        },
        name: undefined
      }),
      id()
    )
    assert.strictEqual(id({ source: "elsewhere/My Cats.CSV" }), id())
    assert.strictEqual(id({ format: "csv", name: "{number}-{slug}" }), id())
  })

  it("is another one when the pictures would be others", () => {
    const { settings } = identity
    const others = [
      id({ content: "cd".repeat(32) }),
      id({ settings: { ...settings, models: ["fal", "sd35"] } }),
      id({ settings: { ...settings, output: "elsewhere" } }),
      id({ settings: { ...settings, embedReceipt: false } }),
      id({ defaults: { steps: 5 } }),
      id({ defaults: { ...identity.defaults, images: [Uint8Array.of(2)] } }),
      id({ prompt: "the {animal}" }),
      id({ name: "{number}" }),
      id({ format: "tsv" })
    ]
    assert.strictEqual(new Set([...others, id()]).size, others.length + 1)
  })

  it("has only letters, digits and hyphens", () => {
    for (const source of ["猫.csv", "-", "", "../../.jsonl", "a b/…", "Ünïcode_x.tsv"]) {
      assert.match(id({ source }), /^[a-z0-9]+(-[a-z0-9]+)*-[0-9a-f]{8}$/, source)
    }
    assert.match(id({ source: "-" }), /^batch-/)
  })

  it.effect("hashes a file as it is read", () =>
    Effect.gen(function* () {
      const text = "prompt\nÜber allem\n".repeat(20)
      const expected = createHash("sha256").update(text).digest("hex")
      assert.strictEqual(yield* BatchId.sha256(pieces(text)), expected)
      const told = yield* Ref.make<ReadonlyArray<string>>([])
      const passed = yield* pieces(text).pipe(
        BatchId.hashed((digest) => Ref.update(told, (before) => [...before, digest])),
        Stream.runCollect
      )
      assert.strictEqual(Buffer.concat(Array.from(passed)).toString(), text)
      assert.deepStrictEqual(yield* Ref.get(told), [expected])
    })
  )
})

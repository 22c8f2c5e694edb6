import { assert, describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { fromUnknown } from "../src/internal/databaseError.js"

describe("a row that can't be read", () => {
  it("is told in one line", () => {
    const rows = Schema.Array(Schema.Struct({ id: Schema.String, total: Schema.Int }))
    const error = Either.getOrThrow(
      Either.flip(Schema.decodeUnknownEither(rows)([{ id: "cats", total: null }]))
    )
    const { detail, reason } = fromUnknown("batches.db", error)
    assert.strictEqual(reason, "Broken")
    assert.match(detail, /^a row of it can't be read \(0\.total: Expected [^\n]*null\)$/)
  })
})

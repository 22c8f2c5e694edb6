import { assert, describe, it } from "@effect/vitest"
import * as BatchFile from "@easel/batch/BatchFile"
import { BatchFileError } from "@easel/batch/BatchError"
import { ImageModel } from "@easel/core/ImageModel"
import * as Sketch from "@easel/provider-sketch/Sketch"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { pieces } from "./support/batchFiles.js"

const checked = (content: string) =>
  Effect.gen(function* () {
    const model = yield* ImageModel
    const items = BatchFile.read({ file: "cats.csv", bytes: pieces(content, 64) })
    return yield* Stream.runCollect(BatchFile.checked(model, "cats.csv")(items))
  }).pipe(Effect.provide(Sketch.layer))

describe("BatchFile.checked", () => {
  it.effect("passes what the model can do", () =>
    Effect.gen(function* () {
      const items = yield* checked("prompt,width,lenient\na,256,\nb,3,true\n")
      assert.deepStrictEqual(
        Array.from(items, ({ number }) => number),
        [1, 2]
      )
    })
  )

  it.effect("tells the lines that it can't, together with the mistakes of the file", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        checked("prompt,width,model\na,3,\nb,wide,\nc,256,other\nd,256,\ne,\n")
      )
      assert.instanceOf(error, BatchFileError)
      assert.strictEqual(error.total, 4)
      const [size, word, model, ragged] = error.message.split("\n")
      assert.match(size ?? "", /^cats\.csv:2: width: 3x\d+ is no size of this model/)
      assert.strictEqual(word, 'cats.csv:3: width: Expected number, actual "wide"')
      assert.match(model ?? "", /^cats\.csv:4: .*other/)
      assert.strictEqual(ragged, "cats.csv:6: has 2 cells, the header has 3")
    })
  )

  it.effect("lets other failures of the stream through", () =>
    Effect.gen(function* () {
      const model = yield* ImageModel
      const items = BatchFile.read({
        file: "cats.csv",
        bytes: Stream.concat(pieces("prompt\na\n"), Stream.fail("unreadable" as const))
      })
      const error = yield* Effect.flip(Stream.runDrain(BatchFile.checked(model, "cats.csv")(items)))
      assert.strictEqual(error, "unreadable")
    }).pipe(Effect.provide(Sketch.layer))
  )
})

import { assert, describe, it } from "@effect/vitest"
import { fromBytes } from "@easel/core/GeneratedImage"
import { loadEmbedded } from "@easel/core/ImageAsset"
import * as ImageModel from "@easel/core/ImageModel"
import { ModelInfo } from "@easel/core/ModelInfo"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import * as Cassette from "@easel/testkit/Cassette"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { jpeg, recorder, simple, throughText } from "./cassetteSupport.js"

const { info } = simple()

const attachable = ImageModel.make({
  info: new ModelInfo({ ...info, gives: { ...info.gives, attach: true } }),
  version: "1.2.3",
  options: Schema.Struct({}),
  generate: () => Effect.never,
  attach: (_, __, emit) =>
    Effect.as(
      emit(ProviderEvent.progress({ fraction: 0.5 })),
      ProviderEvent.completed({ images: [fromBytes(jpeg())] })
    ),
  load: loadEmbedded
})

const job = { provider: info.provider, model: info.name, jobId: "job-1", submitted: new Date(5) }

const request = { prompt: "a fox" }

describe("a job that is attached to", () => {
  it.effect("is recorded from there on, and replayed as a generation", () =>
    Effect.gen(function* () {
      const { record, tapes } = recorder()
      const { attach } = record(attachable)
      assert(attach !== undefined)
      yield* attach(job, request, () => Effect.void)
      const [cassette] = tapes
      assert(cassette !== undefined)
      const model = Cassette.replay(yield* throughText(cassette), { speed: 0 })
      const heard: Array<string> = []
      const { receipt } = yield* model.generate(request, ({ _tag }) =>
        Effect.sync(() => void heard.push(_tag))
      )
      assert.deepStrictEqual(heard, ["Progress"])
      assert.strictEqual(receipt.jobId, "job-1")
      assert.deepStrictEqual(receipt.timings.submitted, job.submitted)
    })
  )

  it.effect("can't be attached to where it is replayed, which says so", () =>
    Effect.gen(function* () {
      const { record, tapes } = recorder()
      yield* record(attachable).attach?.(job, request, () => Effect.void) ?? Effect.void
      const [cassette] = tapes
      assert(cassette !== undefined)
      const model = Cassette.replay(cassette)
      assert.deepStrictEqual([model.attach, model.info.gives.attach], [undefined, false])
      const [ofPlugin] = Cassette.plugin(cassette).models
      assert.isFalse(ofPlugin.gives.attach)
    })
  )

  it("is not there where the recorded model has none", () => {
    assert.isUndefined(recorder().record(simple()).attach)
  })
})

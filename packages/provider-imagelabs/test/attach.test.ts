import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Service } from "@easel/core/ImageModel"
import type { Input } from "@easel/core/ImageRequest"
import { Fault } from "@easel/testkit"
import { count, json, setup, test } from "./support.js"

const attach = (
  { attach }: Service,
  request: Input = { prompt: "A cat in space" },
  jobId = "task-1"
) =>
  attach?.(
    { provider: "imagelabs", model: "sdxl-turbo", jobId, submitted: new Date(0) },
    request,
    () => Effect.void
  ) ?? Effect.dieMessage("it can't attach")

const done = json({ status: "Done", final_image_url: "/images/task-1.png" })

describe("attaching", () => {
  test("asks about the job by its id, and submits nothing", () =>
    Effect.gen(function* () {
      const replies = [json({ status: "Processing", progress: 0.5 }), done]
      const { fake, model } = yield* setup({ replies })
      const { images, receipt } = yield* attach(model, { prompt: "A cat in space", seed: 7 })
      assert.strictEqual(count(fake, "/txt2img"), 0)
      assert.deepStrictEqual(
        fake.requests.map(({ text }) => JSON.parse(text)),
        [{ task_id: "task-1" }, { task_id: "task-1" }]
      )
      assert.deepInclude(images[0].source, { url: `${fake.baseUrl}/images/task-1.png` })
      assert.include(receipt, { jobId: "task-1", seed: 7 })
    }))

  for (const task_id of [17, "17", '"17"', "1e3", "null", "task-17"]) {
    test(`sends the id back as it came with the submission: ${JSON.stringify(task_id)}`, () =>
      Effect.gen(function* () {
        const { fake, model } = yield* setup({ replies: [done] })
        fake.addFault(Fault.reply({ path: /txt2img/ }, json({ task_id })))
        const { receipt } = yield* model.generate({ prompt: "A cat in space" })
        yield* attach(model, { prompt: "A cat in space" }, receipt.jobId)
        const [, ...asked] = fake.requests.map(({ text }): unknown => JSON.parse(text))
        assert.deepStrictEqual(asked, [{ task_id }, { task_id }])
      }))
  }

  test("does not know the seed that was chosen when the job was submitted", () =>
    Effect.gen(function* () {
      const { model } = yield* setup({ replies: [done] })
      const { images, receipt } = yield* attach(model)
      assert.deepStrictEqual([receipt.seed, images[0].seed], ["unknown", undefined])
    }))

  test("to a job that nobody knows is a NotFound that is not repeated", () =>
    Effect.gen(function* () {
      const { fake, model } = yield* setup()
      const error = yield* Effect.flip(attach(model))
      assert.include(error, { reason: "NotFound", retryable: false, jobId: "task-1" })
      assert.lengthOf(fake.requests, 1)
    }))
})

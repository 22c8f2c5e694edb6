/**
 * Against a ComfyUI server with a checkpoint, at `EASEL_COMFYUI_REAL_URL`; see the README beside it.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import { NodeHttp } from "@easel/node"
import * as ComfyUi from "@easel/provider-comfyui/ComfyUi"
import type { ImageEvent } from "@easel/core/ImageEvent"
import type { Service } from "@easel/core/ImageModel"
import type { Input } from "@easel/core/ImageRequest"
import { draw } from "@easel/testkit/TestPicture"
import { ofTag } from "../support.js"

const url = process.env["EASEL_COMFYUI_REAL_URL"]
const baseUrl = new URL(url ?? ComfyUi.url)

const open = ComfyUi.make({ baseUrl })

/** One that no run before has used, so that nothing is known from before. */
const seed = () => Date.now()

const generate = (model: Service, request: Input) =>
  Effect.gen(function* () {
    const events: Array<ImageEvent> = []
    const response = yield* model.generate(
      { prompt: "a lamp on a pier", width: 256, height: 192, steps: 8, ...request },
      (event) =>
        Effect.sync(() => {
          events.push(event)
        })
    )
    return { events, response, asset: yield* model.load(response.images[0]) }
  })

/** How many jobs run, and how many wait. */
const queue = Effect.promise(async () => {
  const answer: unknown = await (await fetch(new URL("/queue", baseUrl))).json()
  const length = (name: string) =>
    typeof answer === "object" && answer !== null
      ? Object.entries(answer).flatMap(([key, jobs]) => (key === name ? [...jobs] : [])).length
      : 0
  return [length("queue_running"), length("queue_pending")]
})

const until = (running: number, pending: number) =>
  Effect.repeat(queue, {
    until: ([first, second]) => first === running && second === pending,
    schedule: Schedule.spaced("100 millis")
  })

describe.skipIf(url === undefined).sequential("a real ComfyUI server", () => {
  it.scopedLive("steps, previews, a picture; the same again from its memory", () =>
    Effect.gen(function* () {
      const model = yield* open
      const chosen = seed()
      const first = yield* generate(model, { seed: chosen })
      assert.strictEqual(first.asset.mediaType, "image/png")
      assert.isNotEmpty(ofTag(first.events, "ImagePreview"))
      assert.isTrue(ofTag(first.events, "Progress").some(({ step }) => step === 8))
      assert.isEmpty(ofTag(first.events, "Warning"))
      const again = yield* generate(model, { seed: chosen })
      assert.deepStrictEqual(again.asset.bytes, first.asset.bytes)
    }).pipe(Effect.provide(NodeHttp.layer))
  )

  it.scopedLive("jobs at the same time wait for each other, and say so", () =>
    Effect.gen(function* () {
      const model = yield* open
      const start = seed()
      const runs = yield* Effect.forEach(
        [1, 2, 3],
        (index) => generate(model, { seed: start + index, steps: 40 }),
        { concurrency: "unbounded" }
      )
      const places = runs.flatMap(({ events }) => ofTag(events, "Queued"))
      assert.includeMembers(
        places.map(({ position }) => position),
        [0, 1]
      )
    }).pipe(Effect.provide(NodeHttp.layer))
  )

  it.scopedLive("a batch, and an edit with a mask", () =>
    Effect.gen(function* () {
      const model = yield* open
      const { response } = yield* generate(model, { seed: seed(), count: 2 })
      assert.strictEqual(response.images.length, 2)
      const { bytes } = yield* draw({ prompt: "", seed: 1, width: 256, height: 192, detail: 1 })
      const edit = { images: [bytes], mask: bytes, strength: 0.5, seed: seed() }
      assert.strictEqual((yield* generate(model, edit)).response.images.length, 1)
    }).pipe(Effect.provide(NodeHttp.layer))
  )

  it.scopedLive("what it refuses names node and input", () =>
    Effect.gen(function* () {
      const model = yield* open
      const providerOptions = { comfyui: { sampler: "none" } }
      const error = yield* Effect.flip(generate(model, { providerOptions }))
      assert.strictEqual(error._tag === "ResponseError" && error.reason, "Rejected")
      assert.match(error.message, /^KSampler sampler: Value not in list: sampler_name/)
    }).pipe(Effect.provide(NodeHttp.layer))
  )

  it.scopedLive("an interruption stops the job that waits, and the one that runs", () =>
    Effect.gen(function* () {
      const model = yield* open
      yield* until(0, 0)
      const long = yield* Effect.fork(generate(model, { seed: seed(), steps: 500 }))
      yield* until(1, 0)
      const waiting = yield* Effect.fork(generate(model, { seed: seed(), steps: 500 }))
      yield* until(1, 1)
      yield* Fiber.interrupt(waiting)
      yield* until(1, 0)
      yield* Fiber.interrupt(long)
      yield* until(0, 0)
    }).pipe(Effect.provide(NodeHttp.layer))
  )
})

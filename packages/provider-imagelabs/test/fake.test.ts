import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { TestPicture } from "@easel/testkit"
import * as ImageLabsFake from "@easel/provider-imagelabs/fake/ImageLabsFake"

const body = {
  prompt: "A cat",
  seed: "1",
  subseed: "2",
  attention: 0,
  width: 512,
  height: 512,
  tiling: false,
  negative_prompt: "",
  reference_image: "",
  reference_image_type: null,
  reference_strength: 30
}

const request = (path: string, json: unknown, contentType = "application/json") => ({
  method: "POST",
  url: new URL(path, "http://stand-in"),
  headers: { "content-type": contentType },
  text: JSON.stringify(json)
})

const start = (latency: Duration.Duration) =>
  ImageLabsFake.make({ draw: TestPicture.draw, latency })

const post = (...parameters: Parameters<typeof request>) =>
  Effect.flatMap(start(Duration.zero), (fake) => fake.handle(request(...parameters)))

describe("the stand-in", () => {
  it.scoped("lets a job progress over its latency", () =>
    Effect.gen(function* () {
      const fake = yield* start(Duration.seconds(10))
      yield* fake.handle(request("/txt2img", body))
      const states: Array<unknown> = []
      for (let second = 0; second < 4; second++) {
        const reply = yield* fake.handle(request("/progress", { task_id: "task-1" }))
        states.push(JSON.parse(String(reply.body)))
        yield* TestClock.adjust(second === 0 ? "1 second" : "4.5 seconds")
      }
      const final_image_url = "http://stand-in/images/task-1.png"
      assert.deepStrictEqual(states, [
        {},
        { status: null, progress: null },
        { status: "Processing", progress: 0.55, eta: 3 },
        { status: "Done", progress: 1, final_image_url }
      ])
    })
  )

  it.scoped("takes the body of the wire", () =>
    Effect.gen(function* () {
      const reply = yield* post("/txt2img", body)
      assert.include(reply, { status: 200, body: '{"task_id":"task-1"}' })
    })
  )

  const strays = {
    seed: { ...body, seed: 1 },
    subseed: { ...body, subseed: "two" },
    width: { ...body, width: "512" },
    reference_image_type: { ...body, reference_image_type: undefined },
    cfg_scale: { ...body, cfg_scale: 7 }
  }
  for (const [field, stray] of Object.entries(strays)) {
    it.scoped(`names the field that strays from it: ${field}`, () =>
      Effect.gen(function* () {
        const reply = yield* post("/txt2img", stray)
        assert.strictEqual(reply.status, 400)
        assert.include(String(reply.body), field)
      })
    )
  }

  it.scoped("takes JSON only", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* post("/txt2img", body, "text/plain")).status, 415)
    })
  )

  it.scoped("knows its own jobs and routes only", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* post("/progress", { task_id: "task-9" })).status, 404)
      assert.strictEqual((yield* post("/progress", {})).status, 400)
      assert.strictEqual((yield* post("/upgrade_prompt", { prompt: "A cat" })).status, 404)
    })
  )
})

/** What is sent, and what is made of the answer. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as Redacted from "effect/Redacted"
import * as Fault from "@easel/testkit/Fault"
import { draw } from "@easel/testkit/TestPicture"
import { asked, generate, http, run, sent } from "./support.js"

const picture = Effect.map(
  draw({ prompt: "", seed: 1, width: 64, height: 64, detail: 1 }),
  ({ bytes }) => bytes
)

describe("what is sent", () => {
  it.scopedLive("every parameter of a request", () =>
    Effect.gen(function* () {
      const running = yield* run()
      const { response } = yield* generate(running, {
        negativePrompt: "rain",
        seed: 42,
        steps: 7,
        guidanceScale: 3.5,
        height: 96,
        count: 2,
        providerOptions: {
          sdapi: { sampler: "DPM++ 2M", scheduler: "Karras", checkpoint: "stand-in" }
        }
      })
      assert.deepInclude(sent(running)[0], {
        prompt: "a cat",
        negative_prompt: "rain",
        width: 64,
        height: 96,
        seed: 42,
        steps: 7,
        cfg_scale: 3.5,
        batch_size: 2,
        sampler_name: "DPM++ 2M",
        scheduler: "karras",
        override_settings: {
          show_progress_every_n_steps: 3,
          sd_model_checkpoint: "stand-in"
        }
      })
      assert.deepStrictEqual(
        response.images.map(({ seed }) => seed),
        [42, 43]
      )
      assert.strictEqual(response.receipt.seed, 42)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("nothing that was not asked for, but a seed and an id of its own", () =>
    Effect.gen(function* () {
      const running = yield* run()
      const { response } = yield* generate(running)
      yield* generate(running)
      const [first, second] = sent(running)
      assert.hasAllKeys(first, [
        "prompt",
        "width",
        "height",
        "seed",
        "batch_size",
        "force_task_id",
        "override_settings"
      ])
      assert.strictEqual(first?.["seed"], response.receipt.seed)
      assert.notStrictEqual(first?.["force_task_id"], second?.["force_task_id"])
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("an edit with its mask and strength", () =>
    Effect.gen(function* () {
      const running = yield* run()
      const bytes = yield* picture
      yield* generate(running, { images: [bytes], mask: bytes, strength: 0.4 })
      assert.deepInclude(sent(running, "POST /sdapi/v1/img2img")[0], {
        init_images: [Encoding.encodeBase64(bytes)],
        mask: Encoding.encodeBase64(bytes),
        denoising_strength: 0.4,
        inpainting_fill: 1,
        resize_mode: 1
      })
      assert.isEmpty(sent(running))
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("user and password, as HTTP Basic", () =>
    Effect.gen(function* () {
      const running = yield* run({ options: { user: "ann", password: Redacted.make("pässword") } })
      yield* generate(running)
      for (const { headers } of running.server.requests) {
        assert.strictEqual(
          headers["authorization"],
          `Basic ${Buffer.from("ann:pässword").toString("base64")}`
        )
      }
    }).pipe(Effect.provide(http))
  )
})

describe("names", () => {
  it.scopedLive.each([
    ["sampler", "Oiler", "Euler, DPM++ 2M"],
    ["scheduler", "caras", "automatic, karras"],
    ["checkpoint", "other", "stand-in.safetensors [0123456789]"]
  ] as const)(
    "a %s that the server does not have is refused with those that it has",
    ([option, name, legal]) =>
      Effect.gen(function* () {
        // It would take any name, and use another.
        const running = yield* run({ fake: { fault: "stable-diffusion-cpp" } })
        const error = yield* Effect.flip(
          generate(running, { providerOptions: { sdapi: { [option]: name } } })
        )
        assert.strictEqual(error._tag, "InvalidRequest")
        assert.deepInclude(error, { option: `providerOptions.sdapi.${option}`, legal })
        assert.isEmpty(sent(running))
      }).pipe(Effect.provide(http))
  )

  it.scopedLive(
    "an alias in another case is taken, and a list that is missing is no obstacle",
    () =>
      Effect.gen(function* () {
        const running = yield* run({ faults: [Fault.status({ path: /schedulers/ }, 404)] })
        yield* generate(running, {
          providerOptions: { sdapi: { sampler: "K_euler", scheduler: "x" } }
        })
        assert.strictEqual(sent(running)[0]?.["sampler_name"], "k_euler")
      }).pipe(Effect.provide(http))
  )

  it.scopedLive("without names no list is asked for", () =>
    Effect.gen(function* () {
      const running = yield* run()
      yield* generate(running)
      assert.isEmpty(asked(running, "GET /sdapi/v1/samplers"))
    }).pipe(Effect.provide(http))
  )
})

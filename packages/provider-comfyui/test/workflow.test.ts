/** What is sent: the default workflow, and workflows of one's own. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fault from "@easel/testkit/Fault"
import { draw } from "@easel/testkit/TestPicture"
import type { Workflow } from "@easel/provider-comfyui/ComfyUiOptions"
import { asked, generate, http, ofTag, run, sent, submissions } from "./support.js"

const picture = Effect.map(
  draw({ prompt: "", seed: 1, width: 64, height: 64, detail: 1 }),
  ({ bytes }) => bytes
)

/** As it is exported by the page of ComfyUI: nodes by number, titles in `_meta`. */
const exported: Workflow = {
  "3": {
    class_type: "KSampler",
    inputs: {
      seed: 5,
      steps: 4,
      cfg: 1,
      sampler_name: "euler",
      scheduler: "simple",
      denoise: 1,
      model: ["4", 0],
      positive: ["6", 0],
      negative: ["7", 0],
      latent_image: ["5", 0]
    }
  },
  "4": { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: "stand-in.safetensors" } },
  "5": { class_type: "EmptyLatentImage", inputs: { width: 512, height: 512, batch_size: 1 } },
  "6": {
    class_type: "CLIPTextEncode",
    inputs: { text: "theirs", clip: ["4", 1] },
    _meta: { title: "Good words" }
  },
  "7": { class_type: "CLIPTextEncode", inputs: { text: "blurry", clip: ["4", 1] } },
  "8": { class_type: "VAEDecode", inputs: { samples: ["3", 0], vae: ["4", 2] } },
  "9": { class_type: "PreviewImage", inputs: { images: ["8", 0] } }
}

const without = (workflow: Workflow, node: string, input: string): Workflow => {
  const { [input]: _, ...inputs } = workflow[node]?.inputs ?? {}
  return { ...workflow, [node]: { class_type: workflow[node]?.class_type ?? "", inputs } }
}

describe("the default workflow", () => {
  it.scopedLive("takes every parameter of a request", () =>
    Effect.gen(function* () {
      const running = yield* run()
      const { response } = yield* generate(running, {
        negativePrompt: "rain",
        seed: 42,
        steps: 7,
        guidanceScale: 3.5,
        height: 96,
        providerOptions: { comfyui: { sampler: "dpmpp_2m", scheduler: "karras" } }
      })
      const workflow = sent(running)
      assert.deepStrictEqual(workflow["positive"]?.inputs["text"], "a cat")
      assert.deepStrictEqual(workflow["negative"]?.inputs["text"], "rain")
      assert.deepInclude(workflow["latent"]?.inputs, { width: 64, height: 96, batch_size: 1 })
      assert.deepInclude(workflow["sampler"]?.inputs, {
        seed: 42,
        steps: 7,
        cfg: 3.5,
        sampler_name: "dpmpp_2m",
        scheduler: "karras",
        denoise: 1
      })
      assert.strictEqual(response.receipt.seed, 42)
      assert.strictEqual(response.receipt.jobId, "prompt-0")
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("a seed is chosen, sent and told", () =>
    Effect.gen(function* () {
      const running = yield* run()
      const { response } = yield* generate(running)
      assert.strictEqual(sent(running)["sampler"]?.inputs["seed"], response.receipt.seed)
      assert.strictEqual(response.images[0].seed, response.receipt.seed)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("the first checkpoint of the server is asked for once", () =>
    Effect.gen(function* () {
      const running = yield* run()
      yield* generate(running)
      yield* generate(running)
      assert.strictEqual(sent(running)["checkpoint"]?.inputs["ckpt_name"], "stand-in.safetensors")
      assert.strictEqual(asked(running, "GET /models/checkpoints").length, 1)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("a checkpoint of the request goes before that of the settings", () =>
    Effect.gen(function* () {
      const running = yield* run({ options: { checkpoint: "other.safetensors" } })
      const error = yield* Effect.flip(generate(running))
      assert.include(error.message, "CheckpointLoaderSimple checkpoint: Value not in list")
      yield* generate(running, {
        providerOptions: { comfyui: { checkpoint: "stand-in.safetensors" } }
      })
      assert.strictEqual(asked(running, "GET /models/checkpoints").length, 0)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("several pictures are one batch", () =>
    Effect.gen(function* () {
      const running = yield* run()
      const { response } = yield* generate(running, { count: 2, seed: 1 })
      assert.strictEqual(sent(running)["latent"]?.inputs["batch_size"], 2)
      assert.strictEqual(response.images.length, 2)
      assert.deepStrictEqual(
        response.images.map(({ seed }) => seed),
        [undefined, undefined]
      )
      assert.strictEqual(response.receipt.seed, 1)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("an edit uploads its picture and its mask", () =>
    Effect.gen(function* () {
      const running = yield* run()
      const bytes = yield* picture
      yield* generate(running, { images: [bytes], mask: bytes, strength: 0.4, count: 3 })
      const workflow = sent(running)
      assert.strictEqual(asked(running, "POST /upload/image").length, 2)
      assert.strictEqual(workflow["load"]?.inputs["image"], "easel/easel.png")
      assert.strictEqual(workflow["mask"]?.inputs["image"], "easel/easel.png")
      assert.deepStrictEqual(workflow["latent"]?.inputs, { samples: ["masked", 0], amount: 3 })
      assert.deepInclude(workflow["scale"]?.inputs, { width: 64, height: 64 })
      assert.strictEqual(workflow["sampler"]?.inputs["denoise"], 0.4)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("an upload that broke is sent again, the job is not", () =>
    Effect.gen(function* () {
      const running = yield* run({ faults: [Fault.hangUp({ path: /upload/, times: 1 })] })
      yield* generate(running, { images: [yield* picture] })
      assert.strictEqual(asked(running, "POST /upload/image").length, 2)
      assert.strictEqual(submissions(running).length, 1)
    }).pipe(Effect.provide(http))
  )
})

describe("a workflow of one's own", () => {
  it.scopedLive("finds its inputs, and keeps what the request does not say", () =>
    Effect.gen(function* () {
      const running = yield* run()
      const { response } = yield* generate(running, {
        seed: 9,
        providerOptions: { comfyui: { workflow: exported } }
      })
      const workflow = sent(running)
      assert.strictEqual(workflow["6"]?.inputs["text"], "a cat")
      assert.deepStrictEqual(workflow["6"]?.["_meta"], { title: "Good words" })
      assert.strictEqual(workflow["7"]?.inputs["text"], "blurry")
      assert.deepInclude(workflow["3"]?.inputs, { seed: 9, steps: 4, cfg: 1 })
      assert.deepInclude(workflow["5"]?.inputs, { width: 64, height: 64, batch_size: 1 })
      assert.strictEqual(asked(running, "GET /models/checkpoints").length, 0)
      // What is only shown lies among the temporary files.
      const { source } = response.images[0]
      assert.include(source._tag === "Url" ? source.url : "", "type=temp")
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("inputs are named by node, by id or title", () =>
    Effect.gen(function* () {
      const running = yield* run()
      yield* generate(running, {
        negativePrompt: "rain",
        providerOptions: {
          comfyui: {
            workflow: exported,
            inputs: { prompt: "7.text", negativePrompt: "Good words.text" }
          }
        }
      })
      assert.strictEqual(sent(running)["7"]?.inputs["text"], "a cat")
      assert.strictEqual(sent(running)["6"]?.inputs["text"], "rain")
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("what it has no input for is refused by name, and nothing is sent", () =>
    Effect.gen(function* () {
      const running = yield* run()
      const workflow = without(exported, "3", "steps")
      const comfyui = { workflow }
      const refused = yield* Effect.flip(
        generate(running, { steps: 9, providerOptions: { comfyui } })
      )
      assert.strictEqual(refused._tag === "InvalidRequest" && refused.option, "steps")
      const edit = yield* Effect.flip(
        generate(running, { images: [yield* picture], providerOptions: { comfyui } })
      )
      assert.strictEqual(edit._tag === "InvalidRequest" && edit.option, "images")
      const inputs = { prompt: "12.text" }
      const lost = yield* Effect.flip(
        generate(running, { providerOptions: { comfyui: { workflow, inputs } } })
      )
      assert.include(lost.message, "providerOptions.comfyui.inputs.prompt")
      assert.strictEqual(running.server.requests.length, 0)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("a size that has no place is a warning", () =>
    Effect.gen(function* () {
      const running = yield* run()
      const workflow = without(without(exported, "5", "width"), "5", "height")
      const { events } = yield* generate(running, { providerOptions: { comfyui: { workflow } } })
      const [warning] = ofTag(events, "Warning")
      assert.strictEqual(warning?.code, "Unsupported")
      assert.include(warning?.message, "width and height")
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("without a place for the seed the receipt does not claim one", () =>
    Effect.gen(function* () {
      const running = yield* run()
      const workflow = without(exported, "3", "seed")
      const { response } = yield* generate(running, { providerOptions: { comfyui: { workflow } } })
      assert.strictEqual(response.receipt.seed, "unknown")
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("the format that the page saves is refused with what to do", () =>
    Effect.gen(function* () {
      const running = yield* run()
      const error = yield* Effect.flip(
        running.model.resolve({
          prompt: "a cat",
          providerOptions: JSON.parse('{"comfyui":{"workflow":{"nodes":[],"links":[]}}}')
        })
      )
      assert.include(error.message, "exported as API")
    }).pipe(Effect.provide(http))
  )
})

/**
 * A stand-in for a Space and for the hub that knows it. `infer` takes everything that Spaces usually
 * have, and shows the picture on its way; `describe` makes no picture.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { FakeOptions, FakeService, PluginFake } from "@easel/core/Fake"
import { type Endpoint, Gallery, LogOutput, ProgressOutput, type Step } from "./Endpoint.js"
import * as FakeSpace from "./FakeSpace.js"
import * as SpaceFaults from "./SpaceFaults.js"

/** Name of the Space at the stand-in's hub. */
export const spaceId = "easel/stand-in"

const side = { minimum: 64, maximum: 4096, step: 8, value: 1024 }

/** A real Space tells of every step. */
const shownSteps = 4

const number = (value: unknown): number => (typeof value === "number" ? value : 0)

const infer = ({ draw, latency }: FakeOptions): Endpoint => ({
  generator: true,
  inputs: [
    { name: "prompt", label: "Prompt" },
    { name: "negative_prompt", label: "Negative prompt", value: "" },
    { component: "State", hidden: true },
    { name: "seed", label: "Seed", minimum: 0, maximum: 2_147_483_647, step: 1, value: 0 },
    { name: "randomize_seed", label: "Randomize seed", component: "Checkbox", value: true },
    { name: "width", label: "Width", ...side },
    { name: "height", label: "Height", ...side },
    { name: "num_inference_steps", label: "Steps", minimum: 1, maximum: 1000, value: 28 },
    { name: "guidance_scale", label: "Guidance scale", minimum: 0, maximum: 100, value: 3.5 },
    { name: "num_images", label: "Images", minimum: 1, maximum: 16, value: 1 },
    { name: "images", label: "Pictures to edit", component: "Gallery" },
    { name: "mask", label: "Mask", component: "Image" },
    { name: "strength", label: "Strength", minimum: 0, maximum: 1, value: 0.75 },
    { name: "style", label: "Style", choices: ["plain", "pencil"], value: "plain" }
  ],
  outputs: [
    { label: "Result", component: "Gallery" },
    { label: "Seed", component: "Number" }
  ],
  run: ([prompt, , , seed, , width, height, steps, , count]) => {
    const total = number(steps)
    const pictures = (detail: number, wanted: number) =>
      Effect.forEach(Array.from({ length: wanted }), (_, index) =>
        draw({
          prompt: String(prompt),
          seed: number(seed) + index,
          width: number(width),
          height: number(height),
          detail
        })
      ).pipe(Effect.map((all): Step => [new Gallery({ pictures: all }), seed]))
    const step = (turn: number) => {
      const told = new ProgressOutput({
        index: Math.round((turn * total) / shownSteps),
        length: total
      })
      return Stream.concat(
        Stream.fromEffect(Effect.delay(Effect.succeed<Step>(told), Duration.times(latency, 0.2))),
        Stream.fromEffect(pictures(turn / (shownSteps + 1), 1))
      )
    }
    const waiting = new LogOutput({
      text: "Waiting for a GPU to become available",
      level: "info",
      title: "ZeroGPU queue"
    })
    return Stream.succeed<Step>(waiting).pipe(
      Stream.concat(Stream.flatMap(Stream.range(1, shownSteps), step)),
      Stream.concat(
        Stream.fromEffect(Effect.delay(pictures(1, number(count)), Duration.times(latency, 0.1)))
      )
    )
  }
})

const describe: Endpoint = {
  generator: false,
  inputs: [{ name: "image", label: "Picture", component: "Image" }],
  outputs: [{ label: "Description", component: "Textbox" }],
  run: () => Stream.succeed(["a picture"])
}

/** Faults of this wire by name, with what each does. */
export const faults: PluginFake["faults"] = Object.fromEntries(
  Object.entries(SpaceFaults.all).map(([name, { description }]) => [name, description])
)

/** Starts the stand-in. An unknown fault is a defect. */
export const make = (options: FakeOptions): Effect.Effect<FakeService, never, Scope.Scope> => {
  const { fault, latency } = options
  const found = fault === undefined ? undefined : SpaceFaults.all[fault]
  return fault !== undefined && found === undefined
    ? Effect.dieMessage(`the stand-in has no fault "${fault}"`)
    : FakeSpace.make({
        endpoints: { infer: infer(options), describe },
        hubId: spaceId,
        others: { count: 2, each: Duration.times(latency, 0.05) },
        misbehaviour: found?.misbehaviour
      })
}

/** The variables that point Easel at the stand-in. */
export const environment: PluginFake["environment"] = (baseUrl) => ({
  EASEL_GRADIO_HUB_URL: baseUrl,
  EASEL_GRADIO_SPACE: spaceId
})

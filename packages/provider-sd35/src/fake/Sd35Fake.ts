/**
 * A stand-in for the Space: its one function with the inputs, ranges and outputs of the real one.
 * The real function returns once; here it yields two coarse pictures first, so that there are
 * previews to see.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { FakeOptions, FakeService, PluginFake } from "@easel/core/Fake"
import {
  type Endpoint,
  PictureOutput,
  ProgressOutput,
  type Step
} from "@easel/provider-gradio/fake/Endpoint"
import * as FakeSpace from "@easel/provider-gradio/fake/FakeSpace"
import * as SpaceFaults from "@easel/provider-gradio/fake/SpaceFaults"

const largestSeed = 2_147_483_647

const side = { minimum: 512, maximum: 1024, step: 32, value: 1024 }

const text = (value: unknown): string => (typeof value === "string" ? value : "")

const number = (value: unknown): number => (typeof value === "number" ? value : 0)

/** How many steps are told; the real Space tells of every one. */
const toldSteps = 3

const infer = ({ draw, latency }: FakeOptions, generator: boolean): Endpoint => ({
  generator,
  inputs: [
    { name: "prompt", label: "Prompt" },
    { name: "negative_prompt", label: "Negative prompt" },
    { name: "seed", label: "Seed", minimum: 0, maximum: largestSeed, step: 1, value: 0 },
    { name: "randomize_seed", label: "Randomize seed", component: "Checkbox", value: true },
    { name: "width", label: "Width", ...side },
    { name: "height", label: "Height", ...side },
    { name: "guidance_scale", label: "Guidance scale", minimum: 0, maximum: 7.5, value: 4.5 },
    { name: "num_inference_steps", label: "Steps", minimum: 1, maximum: 50, step: 1, value: 40 }
  ],
  run: ([prompt, , givenSeed, randomizeSeed, width, height, , steps]) =>
    Stream.unwrap(
      Effect.map(
        randomizeSeed === true
          ? Random.nextIntBetween(0, largestSeed)
          : Effect.succeed(number(givenSeed)),
        (seed) =>
          Stream.range(1, toldSteps).pipe(
            Stream.flatMap((turn): Stream.Stream<Step> => {
              const detail = turn / toldSteps
              const total = number(steps)
              const told = new ProgressOutput({ index: Math.floor(detail * total), length: total })
              const drawn = draw({
                prompt: text(prompt),
                seed,
                width: number(width),
                height: number(height),
                detail
              }).pipe(Effect.map((picture): Step => [new PictureOutput({ picture }), seed]))
              const shown =
                generator || turn === toldSteps ? Stream.fromEffect(drawn) : Stream.empty
              return Stream.fromEffect(Effect.sleep(Duration.times(latency, 1 / toldSteps))).pipe(
                Stream.drain,
                Stream.concat(Stream.succeed(told)),
                Stream.concat(shown)
              )
            })
          )
      )
    )
})

export interface Options extends FakeOptions {
  /** Default `"6.25"`. */
  readonly version?: FakeSpace.Options["version"]
  /** Shows the picture twice before it is finished. Default true; the real Space does not. */
  readonly generator?: boolean | undefined
  /** Default 15 seconds. */
  readonly heartbeat?: Duration.DurationInput | undefined
  /** How many may wait beside the one that runs; by default none has to wait. */
  readonly queueMaximum?: number | undefined
}

/** Faults of this wire by name, with what each does. */
export const faults: PluginFake["faults"] = Object.fromEntries(
  Object.entries(SpaceFaults.all).flatMap(([name, { description, needs }]) =>
    needs === undefined ? [[name, description]] : []
  )
)

/** Starts the stand-in. An unknown fault is a defect. */
export const make = (options: Options): Effect.Effect<FakeService, never, Scope.Scope> => {
  const { fault } = options
  const found = fault === undefined ? undefined : SpaceFaults.all[fault]
  return fault !== undefined && found === undefined
    ? Effect.dieMessage(`the stand-in has no fault "${fault}"`)
    : FakeSpace.make({
        endpoints: { infer: infer(options, options.generator ?? true) },
        version: options.version,
        heartbeat: options.heartbeat,
        queueMaximum: options.queueMaximum,
        misbehaviour: found?.misbehaviour
      })
}

/** The variables that point Easel at the stand-in. */
export const environment: PluginFake["environment"] = (baseUrl) => ({
  EASEL_SD35_BASE_URL: baseUrl
})

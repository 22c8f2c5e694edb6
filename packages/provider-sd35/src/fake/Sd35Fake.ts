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
import { type Endpoint, PictureOutput } from "@easel/provider-gradio/fake/Endpoint"
import * as FakeSpace from "@easel/provider-gradio/fake/FakeSpace"
import * as SpaceFaults from "@easel/provider-gradio/fake/SpaceFaults"

const largestSeed = 2_147_483_647

/** How far the picture is each time it is shown; the last is the result. */
const details = [1 / 3, 2 / 3, 1]

const side = { minimum: 512, maximum: 1024 }

const text = (value: unknown): string => (typeof value === "string" ? value : "")

const number = (value: unknown): number => (typeof value === "number" ? value : 0)

const infer = ({ draw, latency }: FakeOptions, generator: boolean): Endpoint => ({
  generator,
  inputs: [
    undefined,
    undefined,
    { minimum: 0, maximum: largestSeed },
    undefined,
    side,
    side,
    { minimum: 0, maximum: 7.5 },
    { minimum: 1, maximum: 50 }
  ],
  run: ([prompt, , givenSeed, randomizeSeed, width, height]) =>
    Stream.unwrap(
      Effect.map(
        randomizeSeed === true
          ? Random.nextIntBetween(0, largestSeed)
          : Effect.succeed(number(givenSeed)),
        (seed) =>
          Stream.fromIterable(generator ? details : [1]).pipe(
            Stream.mapEffect((detail) =>
              draw({
                prompt: text(prompt),
                seed,
                width: number(width),
                height: number(height),
                detail
              }).pipe(
                Effect.delay(Duration.times(latency, generator ? 1 / details.length : 1)),
                Effect.map((picture) => [new PictureOutput({ picture }), seed])
              )
            )
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
  Object.entries(SpaceFaults.all).map(([name, { description }]) => [name, description])
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

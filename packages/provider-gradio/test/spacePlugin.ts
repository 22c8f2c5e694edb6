import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { FakeOptions, PluginFake } from "@easel/core/Fake"
import * as ImageModel from "@easel/core/ImageModel"
import * as ImagePlugin from "@easel/core/ImagePlugin"
import { ModelInfo } from "@easel/core/ModelInfo"
import * as PluginConfig from "@easel/core/PluginConfig"
import { type Endpoint, PictureOutput } from "@easel/provider-gradio/fake/Endpoint"
import * as FakeSpace from "@easel/provider-gradio/fake/FakeSpace"
import * as SpaceFaults from "@easel/provider-gradio/fake/SpaceFaults"
import * as GradioSpace from "@easel/provider-gradio/GradioSpace"

const id = "space"

const largestSeed = 999_999

const info = new ModelInfo({
  provider: id,
  name: "some-space",
  label: "Some Space",
  aliases: [],
  working: true,
  supportsStream: false,
  supportsSystemMessage: false,
  supportsMessageHistory: false,
  takes: {
    size: {
      _tag: "SizeRange",
      default: { width: 256, height: 256 },
      minimum: 64,
      maximum: 512,
      multiple: 8
    },
    negativePrompt: false,
    seed: { minimum: 0, maximum: largestSeed, step: 1 },
    count: 1,
    images: 0,
    mask: false,
    strength: false,
    outputFormats: []
  },
  gives: { queue: true, progress: "Activity", previews: true, seed: true, cancel: true }
})

const number = (value: unknown): number => (typeof value === "number" ? value : 0)

/** Shows the picture once before it is finished. */
const infer = ({ draw, latency }: FakeOptions): Endpoint => ({
  generator: true,
  inputs: [undefined, { minimum: 0, maximum: largestSeed }, undefined, undefined],
  run: ([prompt, seed, width, height]) =>
    Stream.make(0.5, 1).pipe(
      Stream.mapEffect((detail) =>
        draw({
          prompt: String(prompt),
          seed: number(seed),
          width: number(width),
          height: number(height),
          detail
        }).pipe(
          Effect.delay(Duration.times(latency, 0.5)),
          Effect.map((picture) => [new PictureOutput({ picture }), seed])
        )
      )
    )
})

const fake: PluginFake = {
  faults: Object.fromEntries(
    Object.entries(SpaceFaults.all).map(([name, { description }]) => [name, description])
  ),
  make: (options) =>
    FakeSpace.make({
      endpoints: { infer: infer(options) },
      misbehaviour: options.fault === undefined ? {} : SpaceFaults.all[options.fault]?.misbehaviour
    }),
  environment: (baseUrl) => ({ SPACE_BASE_URL: baseUrl })
}

const settings = {
  baseUrl: PluginConfig.url(
    "SPACE_BASE_URL",
    "https://some-space.hf.space",
    "Address of the Space"
  ),
  token: PluginConfig.secret("SPACE_TOKEN", "Hugging Face token")
}

/** The smallest plugin that stands on the library. */
export const plugin: ImagePlugin.ImagePlugin = ImagePlugin.define({
  id,
  version: "1.0.0",
  label: "Some Space",
  homepage: "https://huggingface.co/spaces",
  url: "https://some-space.hf.space",
  apiEndpoint: "https://some-space.hf.space/gradio_api/call/infer",
  models: [info],
  settings,
  options: Schema.Struct({}),
  make: () =>
    Effect.gen(function* () {
      const { baseUrl, token } = yield* PluginConfig.toConfig(settings)
      const space = yield* GradioSpace.make({ provider: id, baseUrl, token })
      return ImageModel.make({
        info,
        version: "1.0.0",
        options: Schema.Struct({}),
        generate: ({ height, prompt, seed, width }, emit) =>
          Effect.flatMap(
            seed === undefined ? Random.nextIntBetween(0, largestSeed) : Effect.succeed(seed),
            (seed) =>
              space.generate(
                { api: "infer", data: [prompt, seed, width, height], seedOutput: 1 },
                emit
              )
          ),
        cancel: (jobId) => space.cancel("infer", jobId),
        load: space.load
      })
    }),
  fake: Effect.succeed(fake)
})

/** What the tests of the page's logic begin with. */
import { keyOf, type Model, type Provider, Providers } from "../src/page/wire/Model.js"
import { begin, type Generation } from "../src/page/generation/Generation.js"
import type { Receipt } from "../src/page/wire/Event.js"
import type { Picture } from "../src/page/gallery/Picture.js"
import * as JSONSchema from "effect/JSONSchema"
import * as Schema from "effect/Schema"
import * as v from "valibot"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import { ModelInfo } from "@easel/core/ModelInfo"
import imagelabs from "@easel/provider-imagelabs"
import sd35 from "@easel/provider-sd35"
import sketch from "@easel/provider-sketch"

export const plugins: ReadonlyArray<ImagePlugin> = [sketch, sd35, imagelabs]

/** As the gateway tells of a plugin. */
export const summaryOf = (plugin: ImagePlugin): Provider => {
  const { homepage, id, label, models, note, options } = plugin
  const encoded = models.map((model) => Schema.encodeSync(ModelInfo)(model))
  const summary = {
    id,
    label,
    homepage,
    note,
    models: encoded,
    optionsSchema: JSONSchema.make(options)
  }
  const [provider] = v.parse(Providers, JSON.parse(JSON.stringify([summary])))
  if (provider === undefined) throw new Error(`the page does not understand ${id}`)
  return provider
}

export const modelOf = (plugin: ImagePlugin): Model => {
  const [model] = summaryOf(plugin).models
  if (model === undefined) throw new Error(`${plugin.id} has no model`)
  return model
}

export const keyOfPlugin = (plugin: ImagePlugin): string => keyOf(modelOf(plugin))

export const generation = (change: Partial<Generation> = {}): Generation => ({
  ...begin({
    id: "one",
    owner: "tab",
    createdAt: 1000,
    provider: "sd35",
    model: "large",
    label: "Large",
    prompt: "A cat",
    request: { prompt: "A cat" },
    width: 512,
    height: 512
  }),
  ...change
})

export const receipt: Receipt = {
  provider: "sd35",
  providerVersion: "0.1.0",
  model: "stabilityai-stable-diffusion-3-5-large",
  prompt: "A red fox",
  parameters: {
    width: 768,
    height: 512,
    count: 1,
    negativePrompt: "snow",
    steps: 20,
    guidanceScale: 3.5
  },
  seed: 42,
  timings: { submitted: "2026-01-01T00:00:00.000Z", finished: "2026-01-01T00:00:04.200Z" },
  attempt: 1
}

export const picture = (change: Partial<Picture> = {}): Picture => ({
  id: "one.0",
  createdAt: 1000,
  label: "SD 3.5",
  receipt,
  seed: 42,
  mediaType: "image/png",
  width: 768,
  height: 512,
  bytes: 1234,
  warnings: [],
  restarts: [],
  starred: false,
  ...change
})

/** What the gateway says of its providers: `GET /api/providers`. */
import * as v from "valibot"

const NumberRange = v.object({
  minimum: v.number(),
  maximum: v.number(),
  step: v.optional(v.number()),
  default: v.optional(v.number())
})
export type NumberRange = v.InferOutput<typeof NumberRange>

const Size = v.object({ width: v.number(), height: v.number() })
export type Size = v.InferOutput<typeof Size>

const SizeCapability = v.variant("_tag", [
  v.object({
    _tag: v.literal("SizeRange"),
    default: Size,
    minimum: v.number(),
    maximum: v.number(),
    multiple: v.number()
  }),
  v.object({ _tag: v.literal("SizeList"), default: Size, sizes: v.array(Size) })
])
export type SizeCapability = v.InferOutput<typeof SizeCapability>

const Takes = v.object({
  size: SizeCapability,
  negativePrompt: v.boolean(),
  seed: v.optional(NumberRange),
  steps: v.optional(NumberRange),
  guidanceScale: v.optional(NumberRange),
  count: v.number(),
  images: v.number(),
  mask: v.boolean(),
  strength: v.boolean(),
  outputFormats: v.array(v.string())
})
export type Takes = v.InferOutput<typeof Takes>

const Model = v.object({
  provider: v.string(),
  name: v.string(),
  label: v.string(),
  working: v.boolean(),
  takes: Takes
})
export type Model = v.InferOutput<typeof Model>

const Provider = v.object({
  id: v.string(),
  label: v.string(),
  homepage: v.string(),
  note: v.optional(v.string()),
  models: v.array(Model),
  optionsSchema: v.unknown()
})
export type Provider = v.InferOutput<typeof Provider>

export const Providers = v.array(Provider)

/** A model's name among all providers. */
export const keyOf = (model: Pick<Model, "name" | "provider">): string =>
  `${model.provider}:${model.name}`

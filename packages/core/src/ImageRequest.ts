/**
 * What a caller asks for, in the words of the seed documents and of diffusers.
 *
 * Everything but the prompt is optional. What a model does not take is refused when the request is
 * resolved, or dropped with a `Warning` when `lenient` is set; never in silence.
 */
import * as Schema from "effect/Schema"
import { AspectRatio } from "./AspectRatio.js"
import { MediaType } from "./MediaType.js"
import type { ProviderOptions } from "./ProviderOptions.js"

/** One message of a conversation. Without a role it is the user's. */
export const Message = Schema.Struct({
  role: Schema.optional(Schema.Literal("system", "user", "assistant")),
  content: Schema.String
})
export type Message = typeof Message.Type

const isRecord = (value: unknown): value is ProviderOptions =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const Options: Schema.Schema<ProviderOptions> = Schema.declare(isRecord, {
  identifier: "ProviderOptions",
  description: "options by provider id"
})

/** One side in pixels. */
export const Side = Schema.Int.pipe(Schema.positive(), Schema.lessThanOrEqualTo(16384))

/** Never negative; as large as a number is exact. */
export const Seed = Schema.Int.pipe(Schema.nonNegative())

/** How many pictures. */
export const Count = Schema.Int.pipe(Schema.between(1, 100))

/** Denoising steps. */
export const Steps = Schema.Int.pipe(Schema.positive())

export class ImageRequest extends Schema.Class<ImageRequest>("@easel/core/ImageRequest")({
  /** What the picture shows. Either this or `messages`. */
  prompt: Schema.optional(Schema.String),
  /** A conversation; the prompt is the content of its last user message. */
  messages: Schema.optional(Schema.Array(Message)),
  /** What the picture must not show. */
  negativePrompt: Schema.optional(Schema.String),
  /** Pixels. */
  width: Schema.optional(Side),
  /** Pixels. */
  height: Schema.optional(Side),
  /** Such as `"16:9"`; gives the side or sides that are missing. */
  aspectRatio: Schema.optional(AspectRatio),
  /** Same seed, same picture, where the model allows it. */
  seed: Schema.optional(Seed),
  /** How many pictures. Default 1. */
  count: Schema.optional(Count),
  /** Denoising steps (`num_inference_steps`). */
  steps: Schema.optional(Steps),
  /** How closely the picture follows the prompt (`guidance_scale`). */
  guidanceScale: Schema.optional(Schema.Number.pipe(Schema.finite(), Schema.nonNegative())),
  /** Pictures to edit; base64 in JSON. */
  images: Schema.optional(Schema.Array(Schema.Uint8ArrayFromBase64)),
  /** Where the edit may paint; needs `images`. Base64 in JSON. */
  mask: Schema.optional(Schema.Uint8ArrayFromBase64),
  /** How far an edit may depart from its input, 0 to 1; needs `images`. */
  strength: Schema.optional(Schema.Number.pipe(Schema.between(0, 1))),
  /** The format to ask the service for. */
  outputFormat: Schema.optional(MediaType),
  /** Name or alias of the model; the provider's default when missing. */
  model: Schema.optional(Schema.NonEmptyString),
  /** Parameters that only one provider has. */
  providerOptions: Schema.optional(Options),
  /** Drop what the model can't take, with a `Warning`, where an error is the default. */
  lenient: Schema.optional(Schema.Boolean)
}) {}

/** A request as it is written in a program: a plain object. */
export type Input = Schema.Struct.Constructor<typeof ImageRequest.fields> | ImageRequest

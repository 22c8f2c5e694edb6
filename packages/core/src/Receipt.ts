/**
 * How a picture came to be, complete enough to make it again. It travels with the picture: in the
 * response, in the JSON of the command line, and inside the PNG file.
 */
import * as Schema from "effect/Schema"
import { Count, type Input, Seed, Side, Steps } from "./ImageRequest.js"
import { MediaType } from "./MediaType.js"

/** When things happened, as ISO 8601 in JSON. */
export const Timings = Schema.Struct({
  /** The request left. */
  submitted: Schema.DateFromString,
  /** The service began to work, if it said so. */
  started: Schema.optional(Schema.DateFromString),
  firstPreview: Schema.optional(Schema.DateFromString),
  finished: Schema.DateFromString
})
export type Timings = typeof Timings.Type

/** What was paid, where the service says it. */
export const Cost = Schema.Struct({
  amount: Schema.Number,
  /** ISO 4217 code, or the service's own unit such as `"credits"`. */
  currency: Schema.String
})
export type Cost = typeof Cost.Type

/**
 * Every parameter as it was resolved. Bounded as in a request, since anyone can write a receipt into
 * a file.
 */
export const Parameters = Schema.Struct({
  negativePrompt: Schema.optional(Schema.String),
  width: Side,
  height: Side,
  count: Count,
  steps: Schema.optional(Steps),
  guidanceScale: Schema.optional(Schema.Number),
  strength: Schema.optional(Schema.Number),
  /** How many pictures went in. */
  images: Schema.optional(Schema.Int),
  outputFormat: Schema.optional(MediaType),
  /** The options of the provider, under its own names. */
  providerOptions: Schema.optional(Schema.Record({ key: Schema.String, value: Schema.Unknown }))
})
export type Parameters = typeof Parameters.Type

export class Receipt extends Schema.Class<Receipt>("@easel/core/Receipt")({
  provider: Schema.String,
  /** Version of the provider's package. */
  providerVersion: Schema.String,
  model: Schema.String,
  /** The prompt as it was sent. */
  prompt: Schema.String,
  parameters: Parameters,
  /** The seed really used, or `"unknown"` when the service chose one and keeps it to itself. */
  seed: Schema.Union(Seed, Schema.Literal("unknown")),
  jobId: Schema.optional(Schema.String),
  timings: Timings,
  /**
   * Which attempt made the picture, from 1: policies that start over count every start at a model,
   * in order, however they are nested.
   */
  attempt: Schema.Int,
  cost: Schema.optional(Cost),
  /** Something about how the picture was made that must be said with it. */
  note: Schema.optional(Schema.String)
}) {}

/** The receipt of a receipt's JSON text. */
export const ReceiptFromJson = Schema.parseJson(Receipt)

/**
 * The request that makes the picture again; without a known seed it makes a similar one. A receipt
 * counts the pictures that went in and does not keep them: an edit needs its `images` added.
 */
export const toRequest = (receipt: Receipt): Input => {
  const { parameters } = receipt
  return {
    prompt: receipt.prompt,
    negativePrompt: parameters.negativePrompt,
    model: receipt.model,
    width: parameters.width,
    height: parameters.height,
    seed: receipt.seed === "unknown" ? undefined : receipt.seed,
    count: parameters.count,
    steps: parameters.steps,
    guidanceScale: parameters.guidanceScale,
    strength: parameters.strength,
    outputFormat: parameters.outputFormat,
    providerOptions:
      parameters.providerOptions === undefined
        ? undefined
        : { [receipt.provider]: parameters.providerOptions }
  }
}

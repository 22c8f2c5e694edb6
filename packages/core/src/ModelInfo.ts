/**
 * What a model takes and gives, as data.
 *
 * The command line's help, the gateway's model list, the check of every request and the
 * conformance suite are driven by it: a capability that is not declared here does not exist.
 */
import * as Schema from "effect/Schema"
import { SizeCapability } from "./ImageSize.js"
import { MediaType } from "./MediaType.js"

/** A numeric parameter: inclusive bounds, step, and the value used when the caller gives none. */
export const NumberRange = Schema.Struct({
  minimum: Schema.Number,
  maximum: Schema.Number,
  step: Schema.optional(Schema.Number),
  default: Schema.optional(Schema.Number)
})
export type NumberRange = typeof NumberRange.Type

/** What a model takes. A missing range means that the model has no such parameter. */
export const Takes = Schema.Struct({
  size: SizeCapability,
  negativePrompt: Schema.Boolean,
  seed: Schema.optional(NumberRange),
  steps: Schema.optional(NumberRange),
  guidanceScale: Schema.optional(NumberRange),
  /** The most pictures that one call makes. */
  count: Schema.Int,
  /** The most input pictures; 0 when the model does not edit. */
  images: Schema.Int,
  mask: Schema.Boolean,
  /** How strongly an edit departs from its input, 0 to 1. */
  strength: Schema.Boolean,
  /** Output formats that the caller may choose; empty when the service alone decides. */
  outputFormats: Schema.Array(MediaType)
})
export type Takes = typeof Takes.Type

/** What a model gives besides the finished picture. */
export const Gives = Schema.Struct({
  /** Positions in the service's queue. */
  queue: Schema.Boolean,
  /** `Fraction` is numeric, `Activity` says only that the job lives. */
  progress: Schema.Literal("Fraction", "Activity", "None"),
  previews: Schema.Boolean,
  /** The seed really used is known: reported by the service, or chosen by the provider. */
  seed: Schema.Boolean,
  /** Interrupting the stream stops the job at the service too. */
  cancel: Schema.Boolean,
  /** A job can be followed by its id after the connection, or the program, is gone. */
  attach: Schema.optional(Schema.Boolean)
})
export type Gives = typeof Gives.Type

/** One model of one provider. */
export class ModelInfo extends Schema.Class<ModelInfo>("@easel/core/ModelInfo")({
  /** Id of the provider that offers it, such as `"sd35"`. */
  provider: Schema.NonEmptyString,
  /** The full name, as the service knows it. */
  name: Schema.NonEmptyString,
  /** For people. */
  label: Schema.NonEmptyString,
  /** Shorter names that reach the same model. */
  aliases: Schema.Array(Schema.NonEmptyString),
  /** False when the provider's author knows that the service no longer answers. */
  working: Schema.Boolean,
  /** Text is streamed. Image services say false. */
  supportsStream: Schema.Boolean,
  supportsSystemMessage: Schema.Boolean,
  supportsMessageHistory: Schema.Boolean,
  takes: Takes,
  gives: Gives
}) {
  /** Every name that reaches this model. */
  get names(): ReadonlyArray<string> {
    return [this.name, ...this.aliases]
  }
}

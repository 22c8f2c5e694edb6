/** What only Hugging Face takes. */
import * as Schema from "effect/Schema"

/** The providers whose wires Easel speaks, by the names that the hub has for them. */
export const Provider = Schema.Literal("hf-inference", "fal-ai", "together")
export type Provider = typeof Provider.Type

export const HuggingFaceOptions = Schema.Struct({
  /**
   * Who makes the picture. Default: the first that the hub names for the model and Easel speaks to.
   */
  provider: Schema.optional(Provider)
})
export type HuggingFaceOptions = typeof HuggingFaceOptions.Type

declare module "@easel/core/ProviderOptions" {
  interface ProviderOptions {
    readonly huggingface?: HuggingFaceOptions | undefined
  }
}

/** What only fal takes. */
import * as Schema from "effect/Schema"

/** Inputs that a request of Easel names itself. */
const named: ReadonlySet<string> = new Set([
  "prompt",
  "negative_prompt",
  "image_size",
  "image_url",
  "image_urls",
  "num_images",
  "num_inference_steps",
  "guidance_scale",
  "output_format",
  "seed"
])

const Input = Schema.Record({ key: Schema.String, value: Schema.Unknown }).pipe(
  Schema.filter((input) => {
    const twice = Object.keys(input).find((name) => named.has(name))
    return twice === undefined || `${twice} is a parameter of the request itself`
  })
)

export const FalOptions = Schema.Struct({
  /**
   * Further inputs of the endpoint under fal's own names, sent as they are, such as
   * `{ acceleration: "high" }` or `{ enable_safety_checker: false }`. What an endpoint takes stands
   * on its page at fal.ai. Default: none.
   */
  input: Schema.optional(Input)
})
export type FalOptions = typeof FalOptions.Type

declare module "@easel/core/ProviderOptions" {
  interface ProviderOptions {
    readonly fal?: FalOptions | undefined
  }
}

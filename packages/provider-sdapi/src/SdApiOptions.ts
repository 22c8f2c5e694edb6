/** The parameters that only the sdapi interface has. */
import * as Schema from "effect/Schema"

export const SdApiOptions = Schema.Struct({
  /** Name or alias of a sampler, such as `"DPM++ 2M"`. Default: the server's own. */
  sampler: Schema.optional(Schema.NonEmptyString),
  /** Name or label of a scheduler, such as `"karras"`. Default: the server's own. */
  scheduler: Schema.optional(Schema.NonEmptyString),
  /** Title or name of a checkpoint. Default: the one that is loaded. */
  checkpoint: Schema.optional(Schema.NonEmptyString)
})
export type SdApiOptions = typeof SdApiOptions.Type

declare module "@easel/core/ProviderOptions" {
  interface ProviderOptions {
    readonly sdapi?: SdApiOptions | undefined
  }
}

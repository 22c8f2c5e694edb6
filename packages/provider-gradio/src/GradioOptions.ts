/** The parameters that only Gradio Spaces have. */
import * as Schema from "effect/Schema"

/** How Python's parameters are called; whatever else was written is a mistake that needs no Space. */
const InputName = Schema.String.pipe(Schema.pattern(/^[a-z_][a-z0-9_]*$/))

export const GradioOptions = Schema.Struct(
  {
    /** `"owner/name"` of a Space, or its address. Default: the setting. */
    space: Schema.optional(Schema.NonEmptyString),
    /** API name of its function, such as `"infer"`. Default: the only one that makes pictures. */
    api: Schema.optional(Schema.NonEmptyString),
    /** Inputs whose names can't stand beside these. */
    inputs: Schema.optional(Schema.Record({ key: Schema.String, value: Schema.Unknown }))
  },
  /** Inputs of the function by name, as its API page has them; they are checked with the Space. */
  Schema.Record({ key: InputName, value: Schema.Unknown })
)
export type GradioOptions = typeof GradioOptions.Type

declare module "@easel/core/ProviderOptions" {
  interface ProviderOptions {
    readonly gradio?: GradioOptions | undefined
  }
}

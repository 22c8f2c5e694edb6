import * as Schema from "effect/Schema"
import { ModelInfo } from "@easel/core/ModelInfo"

/** A provider of the gateway, with everything that a form for it needs to know. */
export class ProviderSummary extends Schema.Class<ProviderSummary>("@easel/server/ProviderSummary")(
  {
    id: Schema.String,
    /** Of the provider's package. */
    version: Schema.String,
    label: Schema.String,
    homepage: Schema.String,
    /** Something that must be said wherever the provider is offered. */
    note: Schema.optional(Schema.String),
    /** The first is the default. */
    models: Schema.NonEmptyArray(ModelInfo),
    /** JSON Schema of the provider's own options, the value of `providerOptions[id]`. */
    optionsSchema: Schema.Unknown
  }
) {}

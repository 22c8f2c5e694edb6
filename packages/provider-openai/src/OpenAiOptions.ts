/** The parameters of the OpenAI Images API that a request of Easel has no field for. */
import * as Schema from "effect/Schema"

/** What Easel sends itself. */
const own = new Set(["model", "prompt", "n", "size", "image", "mask", "stream", "partial_images"])

const Extra = Schema.Record({ key: Schema.String, value: Schema.Unknown }).pipe(
  Schema.filter((fields) => {
    const taken = Object.keys(fields).find((name) => own.has(name))
    return taken === undefined || `Easel sends ${taken} itself`
  })
)

export const OpenAiOptions = Schema.Struct({
  /** Default: the host's. */
  quality: Schema.optional(
    Schema.Literal("auto", "low", "medium", "high", "xhigh", "max", "standard", "hd")
  ),
  /** `"transparent"` needs PNG or WebP. */
  background: Schema.optional(Schema.Literal("auto", "opaque", "transparent")),
  /** Of JPEG and WebP, 0 to 100. */
  outputCompression: Schema.optional(Schema.Int.pipe(Schema.between(0, 100))),
  moderation: Schema.optional(Schema.Literal("auto", "low")),
  /** How closely an edit keeps to its input. */
  inputFidelity: Schema.optional(Schema.Literal("low", "high")),
  /** How much the model plans. */
  complexity: Schema.optional(Schema.Literal("low", "medium", "high")),
  /** Tells the users of one account apart; never a name or an address of theirs. */
  safetyIdentifier: Schema.optional(Schema.NonEmptyString),
  /**
   * Previews to ask for; fewer may come. OpenAI counts each as 100 tokens of output. With 0 no
   * stream is asked for. Default 2, where the host streams.
   */
  partialImages: Schema.optional(Schema.Int.pipe(Schema.between(0, 3))),
  /** Further fields of the body under the host's own names, sent as they are. */
  extra: Schema.optional(Extra)
})
export type OpenAiOptions = typeof OpenAiOptions.Type

declare module "@easel/core/ProviderOptions" {
  interface ProviderOptions {
    readonly openai?: OpenAiOptions | undefined
  }
}

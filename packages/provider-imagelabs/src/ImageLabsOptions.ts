/**
 * The parameters that only ImageLabs has. The other fields of its wire (`attention`,
 * `reference_image`, `reference_image_type`, `reference_strength`) are sent as its public clients
 * send them: nobody outside knows what other values do.
 */
import * as Schema from "effect/Schema"

const Digits = Schema.String.pipe(
  Schema.pattern(/^\d{1,20}$/, { message: () => "expected an integer in digits" })
)

export const ImageLabsOptions = Schema.Struct({
  /** Seed of the variation; an integer or its digits. Default: the seed itself. */
  subseed: Schema.optional(Schema.Union(Schema.NonNegativeInt, Digits)),
  /** Makes a picture whose edges meet when it is laid out as tiles. Default false. */
  tiling: Schema.optional(Schema.Boolean)
})
export type ImageLabsOptions = typeof ImageLabsOptions.Type

declare module "@easel/core/ProviderOptions" {
  interface ProviderOptions {
    readonly imagelabs?: ImageLabsOptions | undefined
  }
}

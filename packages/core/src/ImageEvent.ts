/**
 * What happens while a picture is made.
 *
 * A stream obeys this grammar, which core enforces for every provider:
 *
 * ```
 * Attempt (Restarted Attempt)* ImageResponse
 * Attempt = Queued* (Progress | ImagePreview)*
 * ```
 *
 * A `Warning` may stand anywhere before the one `ImageResponse`, which comes last. A stream that
 * ends without one has failed.
 */
import * as Schema from "effect/Schema"
import { GeneratedImage } from "./GeneratedImage.js"
import { ImageError } from "./ImageError.js"
import { Receipt } from "./Receipt.js"

const Fraction = Schema.Number.pipe(Schema.between(0, 1))

/** The job waits its turn. */
export class Queued extends Schema.TaggedClass<Queued>("@easel/core/Queued")("Queued", {
  /** Jobs in front of this one; 0 is next. */
  position: Schema.optional(Schema.Int),
  /** Jobs in the queue. */
  size: Schema.optional(Schema.Int),
  /** Until the result, as the service guesses; milliseconds in JSON. */
  eta: Schema.optional(Schema.DurationFromMillis)
}) {}

/** The job is under way. */
export class Progress extends Schema.TaggedClass<Progress>("@easel/core/Progress")("Progress", {
  /** 0 to 1, never going back within an attempt; missing when the service does not say. */
  fraction: Schema.optional(Fraction),
  step: Schema.optional(Schema.Number),
  total: Schema.optional(Schema.Number),
  /** What is counted, such as `"steps"`. */
  unit: Schema.optional(Schema.String),
  /** The service's own words. */
  message: Schema.optional(Schema.String),
  /** Until the result; milliseconds in JSON. */
  eta: Schema.optional(Schema.DurationFromMillis)
}) {}

/** The picture so far. */
export class ImagePreview extends Schema.TaggedClass<ImagePreview>("@easel/core/ImagePreview")(
  "ImagePreview",
  {
    /** Counts the previews of an attempt from 0. */
    index: Schema.Int,
    image: GeneratedImage
  }
) {}

/** Something that the caller asked for was changed. */
export class Warning extends Schema.TaggedClass<Warning>("@easel/core/Warning")("Warning", {
  /** For programs: `Unsupported`, `SizeFitted`, `EventGrammar`, `Cached`, or a provider's own word. */
  code: Schema.String,
  /** For people. */
  message: Schema.String
}) {}

/** Fallback or retry starts over: whoever shows previews clears them. */
export class Restarted extends Schema.TaggedClass<Restarted>("@easel/core/Restarted")("Restarted", {
  /** `provider:model` that failed. */
  from: Schema.String,
  /** `provider:model` that is tried now. */
  to: Schema.String,
  cause: ImageError
}) {}

/** The finished pictures. */
export class ImageResponse extends Schema.TaggedClass<ImageResponse>("@easel/core/ImageResponse")(
  "ImageResponse",
  {
    images: Schema.NonEmptyArray(GeneratedImage),
    receipt: Receipt
  }
) {}

export const ImageEvent = Schema.Union(
  Queued,
  Progress,
  ImagePreview,
  Warning,
  Restarted,
  ImageResponse
)
export type ImageEvent = typeof ImageEvent.Type

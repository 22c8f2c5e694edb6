/**
 * What a provider says while it makes a picture. `ImageModel.make` turns it into `ImageEvent`s: it
 * enforces the grammar, keeps the job id, takes the times and writes the receipt.
 *
 * A provider emits `Accepted` as soon as the service has given the job an id, then `Queued`,
 * `Progress`, `ImagePreview` and `Warning` as they come, and ends with `Completed`.
 */
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import type { GeneratedImage } from "./GeneratedImage.js"
import type { ImageError } from "./ImageError.js"
import { ImagePreview, Progress, Queued, Warning } from "./ImageEvent.js"
import type { Cost } from "./Receipt.js"

/** The service has taken the job: from here on it is never submitted again. */
export class Accepted extends Data.TaggedClass("Accepted")<{
  readonly jobId: string
  /** Stops this job, where its id alone does not say how. Default: `cancel` of the definition. */
  readonly cancel?: Effect.Effect<void, ImageError> | undefined
}> {}

/** What a provider ends with. */
export class Completed extends Data.TaggedClass("Completed")<{
  readonly images: ReadonlyArray<GeneratedImage>
  /**
   * The seed really used, or `"unknown"` when the service chose another than was asked for and
   * keeps it to itself. Default: the first picture's seed, else the request's own. What is no safe
   * integer counts as unknown.
   */
  readonly seed?: number | "unknown" | undefined
  readonly cost?: Cost | undefined
  /** Goes into the receipt. */
  readonly note?: string | undefined
}> {}

export type ProviderEvent = Accepted | Queued | Progress | ImagePreview | Warning

/** Hands an event to whoever asked for the picture; waits while they are behind. */
export type Emit = (event: ProviderEvent) => Effect.Effect<void>

/** A provider has parsed what it says; its events are not checked a second time. */
const trusted = { disableValidation: true }

/** The service has taken the job. `cancel` stops it, where its id alone does not say how. */
export const accepted = (jobId: string, cancel?: Accepted["cancel"]): Accepted =>
  new Accepted(cancel === undefined ? { jobId } : { jobId, cancel })

/** The job waits its turn. */
export const queued = (fields: ConstructorParameters<typeof Queued>[0]): Queued =>
  new Queued(fields, trusted)

/** The job is under way. */
export const progress = (fields: ConstructorParameters<typeof Progress>[0]): Progress =>
  new Progress(fields, trusted)

/** The picture so far; core counts the previews. */
export const preview = (image: GeneratedImage): ImagePreview =>
  new ImagePreview({ index: 0, image }, trusted)

/** Something that the caller asked for was changed. */
export const warning = (code: string, message: string): Warning =>
  new Warning({ code, message }, trusted)

/** The pictures are finished. */
export const completed = (fields: ConstructorParameters<typeof Completed>[0]): Completed =>
  new Completed(fields)

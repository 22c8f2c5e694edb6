/**
 * What a provider's own stream says. `ImageModel.make` turns it into `ImageEvent`s: it checks the
 * grammar, keeps the job id, takes the times and writes the receipt.
 *
 * A provider emits `Accepted` as soon as the service has given the job an id, then `Queued`,
 * `Progress`, `ImagePreview` and `Warning` as they come, and one `Completed`, after which nothing
 * is read.
 */
import * as Data from "effect/Data"
import type { GeneratedImage } from "./GeneratedImage.js"
import type { ImagePreview, Progress, Queued, Warning } from "./ImageEvent.js"
import type { Cost } from "./Receipt.js"

/** The service has taken the job: from here on it is never submitted again. */
export class Accepted extends Data.TaggedClass("Accepted")<{ readonly jobId: string }> {}

/** The service has finished. */
export class Completed extends Data.TaggedClass("Completed")<{
  readonly images: ReadonlyArray<GeneratedImage>
  /** The seed really used. Default: the request's own seed. */
  readonly seed?: number | undefined
  readonly cost?: Cost | undefined
  /** Goes into the receipt. */
  readonly note?: string | undefined
}> {}

export type ProviderEvent = Accepted | Queued | Progress | ImagePreview | Warning | Completed

/** The bodies of fal's queue. Fields that are not named here may come and are passed over. */
import * as Encoding from "effect/Encoding"
import * as Schema from "effect/Schema"
import { detect } from "@easel/core/MediaType"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import type { FalOptions } from "../FalOptions.js"

const dataUrl = (bytes: Uint8Array): string =>
  `data:${detect(bytes) ?? "application/octet-stream"};base64,${Encoding.encodeBase64(bytes)}`

/** Body of a submission; what is undefined is not sent. */
export const submission = (request: ResolvedRequest<FalOptions>, seed: number) => ({
  ...request.options.input,
  prompt: request.prompt,
  negative_prompt: request.negativePrompt,
  image_size: { width: request.width, height: request.height },
  image_urls: request.images.length === 0 ? undefined : request.images.map(dataUrl),
  num_images: request.count,
  num_inference_steps: request.steps,
  guidance_scale: request.guidanceScale,
  output_format: request.outputFormat?.replace("image/", ""),
  seed
})

/** Answer to it: where the job is asked about, fetched and stopped. */
export const Submitted = Schema.Struct({
  request_id: Schema.NonEmptyString,
  status_url: Schema.String,
  response_url: Schema.String,
  cancel_url: Schema.optional(Schema.String)
})
export type Submitted = typeof Submitted.Type

/** How a job is doing. */
export const Status = Schema.Struct({
  /** `IN_QUEUE`, `IN_PROGRESS` or `COMPLETED`, which is also the end of a job that failed. */
  status: Schema.String,
  /** Jobs in front of it. */
  queue_position: Schema.optional(Schema.NullOr(Schema.NonNegativeInt)),
  /** All lines so far; not every model has any. */
  logs: Schema.optional(Schema.NullOr(Schema.Array(Schema.Struct({ message: Schema.String })))),
  /** Why a completed job failed. */
  error: Schema.optional(Schema.NullOr(Schema.String))
})
export type Status = typeof Status.Type

/** What a job made. */
export const Result = Schema.Struct({
  images: Schema.NonEmptyArray(Schema.Struct({ url: Schema.NonEmptyString })),
  /** The seed really used. */
  seed: Schema.optional(Schema.NullOr(Schema.Number)),
  /** For each picture, whether the safety checker has blacked it out. */
  has_nsfw_concepts: Schema.optional(Schema.NullOr(Schema.Array(Schema.Boolean)))
})
export type Result = typeof Result.Type

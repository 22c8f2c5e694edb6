import * as Schema from "effect/Schema"
import { ImageError, ResponseError, type ResponseReason } from "@easel/core/ImageError"
import type { ClientError } from "./ClientError.js"

const isImageError = Schema.is(ImageError)

const reasonOf = (error: Exclude<ClientError, ImageError>): ResponseReason => {
  switch (error._tag) {
    case "Unauthorized":
    case "ForbiddenOrigin":
    case "LinkRefused":
      return "Unauthorized"
    case "TooManyRequests":
      return "RateLimited"
    case "ShuttingDown":
      return "Overloaded"
    case "GenerationNotFound":
    case "PictureNotFound":
    case "RouteNotFound":
      return "NotFound"
    case "PictureStoreError":
      return "Server"
    case "BodyTooLarge":
    case "MalformedBody":
    case "ProviderUnavailable":
    case "CancelledElsewhere":
      return "Rejected"
  }
}

/**
 * What the gateway itself refuses, as an image model says it. With the id of a generation that had
 * begun it is not retryable.
 */
export const imageErrorOf = (error: ClientError, generation?: string): ImageError =>
  isImageError(error)
    ? error
    : ResponseError.of({
        reason: reasonOf(error),
        message: error.message,
        retryAfter: error._tag === "TooManyRequests" ? error.retryAfter : undefined,
        jobId: generation
      })

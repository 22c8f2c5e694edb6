import {
  type AttemptError,
  type ImageError,
  type ResponseReason,
  attemptsOf,
  isRefusal,
  mayHaveJob
} from "@easel/core/ImageError"
import type { GatewayError } from "../GatewayError.js"

/**
 * Failed Dependency: the service has, or may have, taken the job. The programs that call a gateway
 * repeat 408, 409, 429 and every 5xx by themselves, most without looking at a header; this one they
 * don't, so that nobody pays twice.
 */
export const jobMayExist = 424

const statusOfReason: Record<ResponseReason, number> = {
  Quota: 429,
  RateLimited: 429,
  Unauthorized: 502,
  Moderated: 400,
  Overloaded: 503,
  NotFound: 502,
  Rejected: 400,
  Server: 502
}

/**
 * The attempt that an error is told by: the first after which a job may exist, else the first that
 * reached a service, else the first.
 */
export const decisiveAttempt = (error: ImageError): AttemptError => {
  const attempts = attemptsOf(error)
  return attempts.find(mayHaveJob) ?? attempts.find((attempt) => !isRefusal(attempt)) ?? attempts[0]
}

const statusOfAttempt = (error: AttemptError): number => {
  switch (error._tag) {
    case "InvalidRequest":
      return 400
    case "ModelNotFound":
    case "ProviderNotFound":
      return 404
    case "ResponseError":
      return statusOfReason[error.reason]
    case "TransportError":
    case "ResponseParseError":
    case "GenerationTimeout":
    case "AssetError":
    case "ProviderDefect":
      return 502
  }
}

const statusOfImageError = (error: ImageError): number =>
  mayHaveJob(error) ? jobMayExist : statusOfAttempt(decisiveAttempt(error))

/** The HTTP status of an error, on every route. */
export const statusOf = (error: GatewayError): number => {
  switch (error._tag) {
    case "Unauthorized":
      return 401
    case "ForbiddenOrigin":
    case "LinkRefused":
      return 403
    case "RouteNotFound":
    case "GenerationNotFound":
    case "PictureNotFound":
      return 404
    case "BodyTooLarge":
      return 413
    case "MalformedBody":
      return error.reason === "MediaType" ? 415 : 400
    case "TooManyRequests":
      return 429
    case "ProviderUnavailable":
      return 503
    case "ShuttingDown":
      return error.cancelled === true ? jobMayExist : 503
    case "PictureStoreError":
      // The picture was made before it could not be kept.
      return error.operation === "put" ? jobMayExist : 500
    default:
      return statusOfImageError(error)
  }
}

import type { ImageError } from "../ImageError.js"

/**
 * True when a job may exist at the service after this failure. Only what the service or the network
 * said before it took the job rules that out.
 */
export const mayHaveJob = (error: ImageError): boolean => {
  if (error.jobId !== undefined) return true
  if ("phase" in error && error.phase === "Prepare") return false
  switch (error._tag) {
    case "InvalidRequest":
    case "ProviderNotFound":
    case "ModelNotFound":
      return false
    case "TransportError":
      return error.reason !== "Refused" || error.phase === "Download"
    case "ResponseError":
      // A service that broke may have broken after the work was begun; `retryable` knows better.
      return !error.retryable && (error.reason === "Server" || error.reason === "Overloaded")
    case "AllAttemptsFailed":
      return error.attempts.some(mayHaveJob)
    default:
      return true
  }
}

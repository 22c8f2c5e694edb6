import type { ErrorContext, ImageError } from "../ImageError.js"
import {
  AllAttemptsFailed,
  AssetError,
  GenerationTimeout,
  InvalidRequest,
  ModelNotFound,
  ProviderNotFound,
  ResponseError,
  ResponseParseError,
  TransportError
} from "../ImageError.js"

/** Adds provider, model and job id where the error does not name them yet. */
export function withContext(
  error: InvalidRequest | ModelNotFound,
  context: ErrorContext
): InvalidRequest | ModelNotFound
export function withContext(error: ImageError, context: ErrorContext): ImageError
export function withContext(error: ImageError, context: ErrorContext): ImageError {
  const merged = {
    provider: error.provider ?? context.provider,
    model: error.model ?? context.model,
    jobId: error.jobId ?? context.jobId
  }
  switch (error._tag) {
    case "InvalidRequest":
      return new InvalidRequest({ ...error, ...merged })
    case "ProviderNotFound":
      return new ProviderNotFound({ ...error, ...merged })
    case "ModelNotFound":
      return new ModelNotFound({ ...error, ...merged })
    case "ResponseError":
      return ResponseError.of({ ...error, message: error.message, ...merged })
    case "ResponseParseError":
      return new ResponseParseError({ ...error, ...merged })
    case "TransportError":
      return new TransportError({ ...error, ...merged })
    case "GenerationTimeout":
      return new GenerationTimeout({ ...error, ...merged })
    case "AssetError":
      return new AssetError({ ...error, ...merged })
    case "AllAttemptsFailed":
      return new AllAttemptsFailed({ ...error, ...merged })
  }
}

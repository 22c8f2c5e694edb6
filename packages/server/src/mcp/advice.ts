/** What to do about an error, for the model that reads it. */
import * as Duration from "effect/Duration"
import {
  type ImageError,
  type ResponseError,
  type ResponseReason,
  attemptsOf,
  mayHaveJob
} from "@easel/core/ImageError"
import type { GatewayError } from "../GatewayError.js"

const later = (wait: Duration.Duration | undefined): string =>
  wait === undefined
    ? "Try again later."
    : `Try again in ${Math.max(1, Math.ceil(Duration.toSeconds(wait)))} s.`

const didYouMean = (near: ReadonlyArray<string>): string =>
  near.length === 0 ? "" : `Did you mean ${near.join(" or ")}? `

const ofResponse = (error: ResponseError): string => {
  switch (error.reason) {
    case "Quota":
      return `${later(error.retryAfter)} Or use another model: call list_models.`
    case "RateLimited":
    case "Overloaded":
      return later(error.retryAfter)
    case "Unauthorized":
      return "Tell the user that the provider's key is missing or wrong where Easel runs: `easel doctor` says which."
    case "Moderated":
      return "Change the prompt."
    case "NotFound":
      return "Use another model: call list_models."
    case "Rejected":
      return "Change the arguments: list_models says what the model takes."
    case "Server":
      return error.retryable
        ? later(error.retryAfter)
        : "Try another model, or ask the user before trying again."
  }
}

const mayBeMade =
  "The service may have made, and charged for, the picture: ask the user before trying again."

const passes: ReadonlySet<ResponseReason> = new Set(["Quota", "RateLimited"])

/** The service has answered, and will not make the picture. With a job it may only be busy. */
const saidNo = (error: ImageError): boolean =>
  error._tag === "ResponseError" &&
  error.reason !== "Server" &&
  error.reason !== "Overloaded" &&
  (error.jobId === undefined || !passes.has(error.reason))

const ofImageError = (error: ImageError): string => {
  if (mayHaveJob(error) && !saidNo(error)) {
    return mayBeMade
  }
  switch (error._tag) {
    case "InvalidRequest":
      return "Change that argument: list_models says what the model takes."
    case "ProviderNotFound":
    case "ModelNotFound":
      return `${didYouMean(error.near)}Call list_models for the names.`
    case "ResponseError":
      return ofResponse(error)
    case "TransportError":
    case "GenerationTimeout":
      return "Try again, or use another model."
    case "ResponseParseError":
    case "AssetError":
    case "ProviderDefect":
      return "Use another model, and tell the user."
    case "AllAttemptsFailed":
      return ofImageError(attemptsOf(error)[0])
  }
}

export const advice = (error: GatewayError): string => {
  switch (error._tag) {
    case "TooManyRequests":
      return later(error.retryAfter)
    case "ShuttingDown":
      return error.cancelled === true ? mayBeMade : "Try again when it is back."
    case "ProviderUnavailable":
      return "Tell the user what is missing, or use another provider: call list_models."
    case "Unauthorized":
    case "ForbiddenOrigin":
    case "BodyTooLarge":
    case "MalformedBody":
    case "RouteNotFound":
    case "GenerationNotFound":
    case "PictureNotFound":
    case "LinkRefused":
    case "PictureStoreError":
      return "Tell the user."
    default:
      return ofImageError(error)
  }
}

/** Errors as OpenAI's clients read them: `{ "error": { message, type, param, code } }`. */
import * as Duration from "effect/Duration"
import type { ImageError, ResponseReason } from "@easel/core/ImageError"
import type { GatewayError } from "../GatewayError.js"
import { retryOf } from "../internal/retryOf.js"
import { decisiveAttempt, jobMayExist, statusOf } from "../internal/statusOf.js"

/** What a failure is, in words for programs. */
interface Kind {
  readonly type: string
  readonly code: string
}

/** The value of the envelope's `error`. */
export interface Envelope extends Kind {
  readonly message: string
  /** The parameter that is wrong, as the caller wrote it. */
  readonly param: string | null
  /** Of the job that was accepted: what to ask the service about. */
  readonly job_id?: string | undefined
}

/**
 * The same inside a stream, with what its status and headers would have said: a stream has begun with
 * 200, however it ends.
 */
export interface InStream extends Envelope {
  /** 424 where a job exists or may exist; any other says that there is none. */
  readonly status: number
  /** The same request may be sent again: it can help, and can't start a second job. */
  readonly should_retry: boolean
  /** Milliseconds to wait before that, where whoever refused asks for it. */
  readonly retry_after_ms?: number | undefined
}

const invalid = (code: string): Kind => ({ type: "invalid_request_error", code })
const limited = (code: string): Kind => ({ type: "rate_limit_error", code })
const server = (code: string): Kind => ({ type: "server_error", code })

const kindOfReason: Record<ResponseReason, Kind> = {
  Quota: { type: "insufficient_quota", code: "insufficient_quota" },
  RateLimited: limited("rate_limit_exceeded"),
  Unauthorized: server("upstream_unauthorized"),
  Moderated: { type: "image_generation_user_error", code: "moderation_blocked" },
  Overloaded: server("upstream_overloaded"),
  NotFound: server("upstream_not_found"),
  Rejected: invalid("upstream_rejected"),
  Server: server("upstream_error")
}

const kindOfImageError = (error: ImageError): Kind => {
  const attempt = decisiveAttempt(error)
  switch (attempt._tag) {
    case "InvalidRequest":
      return invalid("invalid_value")
    case "ProviderNotFound":
    case "ModelNotFound":
      return invalid("model_not_found")
    case "ResponseError":
      return kindOfReason[attempt.reason]
    case "ResponseParseError":
      return server("upstream_unreadable")
    case "TransportError":
      return server("upstream_disconnected")
    case "GenerationTimeout":
      return server("generation_timeout")
    case "AssetError":
      return server("picture_unavailable")
    case "ProviderDefect":
      return server("provider_defect")
  }
}

const kindOf = (error: GatewayError): Kind => {
  switch (error._tag) {
    case "Unauthorized":
      return { type: "authentication_error", code: "invalid_api_key" }
    case "ForbiddenOrigin":
      return { type: "permission_error", code: "origin_not_allowed" }
    case "LinkRefused":
      return { type: "permission_error", code: "link_refused" }
    case "TooManyRequests":
      return limited("rate_limit_exceeded")
    case "BodyTooLarge":
      return invalid("body_too_large")
    case "MalformedBody":
      return invalid(error.reason === "MediaType" ? "unsupported_media_type" : "malformed_body")
    case "RouteNotFound":
      return invalid("unknown_url")
    case "GenerationNotFound":
      return invalid("generation_not_found")
    case "PictureNotFound":
      return invalid("picture_not_found")
    case "ProviderUnavailable":
      return server("provider_unavailable")
    case "PictureStoreError":
      return server("picture_not_kept")
    case "ShuttingDown":
      return server(error.cancelled === true ? "generation_cancelled" : "shutting_down")
    default:
      return kindOfImageError(error)
  }
}

const paramOf = (error: GatewayError): string | null => {
  switch (error._tag) {
    case "InvalidRequest":
      return error.option === "request" ? null : error.option
    case "ProviderNotFound":
    case "ModelNotFound":
      return "model"
    case "AllAttemptsFailed":
      return paramOf(decisiveAttempt(error))
    default:
      return null
  }
}

/** The error of the envelope. */
export const of = (error: GatewayError): Envelope => ({
  message: error.message,
  ...kindOf(error),
  param: paramOf(error),
  job_id: "jobId" in error ? error.jobId : undefined
})

/** The error of a stream's last event. */
export const inStream = (error: GatewayError): InStream => {
  const { after, allowed } = retryOf(error)
  return {
    ...of(error),
    status: statusOf(error),
    should_retry: allowed,
    retry_after_ms: after && Math.ceil(Duration.toMillis(after))
  }
}

/** A failure that is no `GatewayError` leaves open whether there is a job. */
export const unclear = (envelope: Envelope): InStream => ({
  ...envelope,
  status: jobMayExist,
  should_retry: false
})

/** What the gateway itself has to say, where it is no `GatewayError`. */
export const make = (message: string, type: string, code: string): Envelope => ({
  message,
  type,
  code,
  param: null
})

/** A mistake in the gateway, which its log tells of. */
export const internal = make(
  "something is wrong inside the gateway; its log says more",
  "server_error",
  "internal_error"
)

/** A generation that was stopped, and not by the client. */
export const cancelled = make(
  "the gateway has stopped this generation",
  "server_error",
  "generation_cancelled"
)

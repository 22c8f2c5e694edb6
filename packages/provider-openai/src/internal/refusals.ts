/** What the hosts mean by their refusals. */
import * as Predicate from "effect/Predicate"
import { ResponseError, type ResponseReason } from "@easel/core/ImageError"
import { type Answer, clean, type Explanation, type ServiceClient } from "@easel/core/ServiceClient"

/** By `code`, or by `type` where the code says nothing. */
const reasons: Readonly<Record<string, ResponseReason>> = {
  moderation_blocked: "Moderated",
  content_policy_violation: "Moderated",
  content_filter: "Moderated",
  insufficient_quota: "Quota",
  billing_hard_limit_reached: "Quota",
  billing_not_active: "Quota",
  rate_limit_exceeded: "RateLimited",
  rate_limit_error: "RateLimited",
  invalid_api_key: "Unauthorized",
  authentication_error: "Unauthorized",
  model_not_found: "NotFound",
  invalid_request_error: "Rejected",
  image_generation_user_error: "Rejected",
  server_error: "Server",
  // Of Easel's gateway, about the service behind it.
  upstream_unauthorized: "Unauthorized",
  upstream_not_found: "NotFound",
  upstream_overloaded: "Overloaded",
  upstream_rejected: "Rejected"
}

/** Failed Dependency: how a gateway says that the service behind it may have made the picture. */
const jobMayExist = 424

const property = (value: unknown, name: string): unknown =>
  Predicate.hasProperty(value, name) ? value[name] : undefined

const reasonOf = (word: unknown): ResponseReason | undefined =>
  typeof word === "string" && Object.hasOwn(reasons, word) ? reasons[word] : undefined

const messageOf = (error: unknown): string | undefined => {
  const message = Predicate.isString(error) ? error : property(error, "message")
  return typeof message === "string" && message !== "" ? message : undefined
}

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? clean(value) : undefined

/** Reads a refusal whose envelope says more than its status. */
export const explain = ({ headers, json, status, text }: Answer): Explanation | undefined => {
  const error = property(json, "error")
  const known = reasonOf(property(error, "code"))
  const message = clean(messageOf(error) ?? text)
  if (status !== jobMayExist) return known && { reason: known, message }
  const jobId = textOf(property(error, "job_id")) ?? textOf(headers["x-request-id"]) ?? "unknown"
  return { reason: known ?? "Server", message, jobId }
}

/** An error inside an answer that began as a success: the work was begun, and may be paid. */
export const failureOf = (error: unknown, { scrub }: ServiceClient): ResponseError => {
  const message = clean(scrub(messageOf(error) ?? JSON.stringify(error)))
  const moderated = /moderat|content policy|safety system/i.test(message) ? "Moderated" : undefined
  const known = reasonOf(property(error, "code")) ?? reasonOf(property(error, "type"))
  return ResponseError.of({ reason: moderated ?? known ?? "Server", message, retryable: false })
}

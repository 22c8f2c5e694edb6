/** What the hosts mean by their refusals. */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
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

/** What Easel's gateway says in a stream in place of a status and headers. */
const Told = Schema.Struct({
  status: Schema.Int,
  should_retry: Schema.Boolean,
  retry_after_ms: Schema.optional(Schema.NonNegative)
})

const toldOf = Schema.decodeUnknownOption(Told)

/** True when an error inside a stream says that no service has taken the job. */
export const saysNoJob = (error: unknown): boolean =>
  Option.exists(toldOf(error), ({ status }) => status !== jobMayExist)

/**
 * An error inside an answer that began as a success: the work was begun, and may be paid, unless it
 * says itself that there is no job. `id` is that of a job of which it says none.
 */
export const failureOf = (error: unknown, { scrub }: ServiceClient, id?: string): ResponseError => {
  const message = clean(scrub(messageOf(error) ?? JSON.stringify(error)))
  const moderated = /moderat|content policy|safety system/i.test(message) ? "Moderated" : undefined
  const known = reasonOf(property(error, "code")) ?? reasonOf(property(error, "type"))
  const reason = moderated ?? known ?? "Server"
  const told = Option.getOrUndefined(toldOf(error))
  if (told === undefined) return ResponseError.of({ reason, message, retryable: false })
  const { retry_after_ms: wait, should_retry: retryable, status } = told
  return ResponseError.of({
    reason,
    message,
    status,
    jobId: status === jobMayExist ? (textOf(property(error, "job_id")) ?? id) : undefined,
    retryAfter: wait === undefined ? undefined : Duration.millis(wait),
    retryable
  })
}

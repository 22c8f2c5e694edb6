/** Failures of Easel as the AI SDK knows them. */
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { ImageError, isRetryable } from "@easel/core/ImageError"

/** True for an error of Easel, such as the `cause` of what a model of `toAiSdk` rejects with. */
export const isImageError = Schema.is(ImageError)

const markers = Object.fromEntries(
  ["vercel.ai.error", "vercel.ai.error.AI_APICallError"].map((name) => [Symbol.for(name), true])
)

const headersOf = (error: ImageError): Record<string, string> | undefined =>
  error._tag === "ResponseError" && error.retryAfter !== undefined
    ? { "retry-after-ms": String(Math.ceil(Duration.toMillis(error.retryAfter))) }
    : undefined

/**
 * The error in the shape of the AI SDK's `APICallError`, told by the markers that its `isInstance`
 * looks for. `isRetryable` is false once a job may exist, since the AI SDK would buy the picture
 * again; `cause` is the error itself.
 */
export const toError = (error: ImageError): Error =>
  Object.assign(new Error(error.message, { cause: error }), markers, {
    name: "AI_APICallError",
    url: `easel:${error.provider ?? ""}/${error.model ?? ""}`,
    requestBodyValues: {},
    statusCode: error._tag === "ResponseError" ? error.status : undefined,
    responseHeaders: headersOf(error),
    responseBody: undefined,
    isRetryable: isRetryable(error),
    data: error
  })

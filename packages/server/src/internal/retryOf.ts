import * as Duration from "effect/Duration"
import { type ImageError, attemptsOf, isRetryable } from "@easel/core/ImageError"
import type { GatewayError } from "../GatewayError.js"

/** Whether the same request may be sent again, and when. */
export interface Retry {
  /** It can help, and can't start a second job. */
  readonly allowed: boolean
  /** As whoever refused asks to wait. */
  readonly after: Duration.Duration | undefined
}

/** A gateway that goes down is usually replaced by another one. */
const afterRestart = Duration.seconds(5)

const never: Retry = { allowed: false, after: undefined }

const retryOfImageError = (error: ImageError): Retry => {
  const waits = attemptsOf(error).flatMap((attempt) =>
    attempt._tag === "ResponseError" && attempt.retryAfter !== undefined ? [attempt.retryAfter] : []
  )
  return {
    allowed: isRetryable(error),
    after: waits.length === 0 ? undefined : waits.reduce((a, b) => Duration.min(a, b))
  }
}

/** What a client that repeats requests by itself should do. */
export const retryOf = (error: GatewayError): Retry => {
  switch (error._tag) {
    case "TooManyRequests":
      return { allowed: true, after: error.retryAfter }
    case "ShuttingDown":
      // A generation that was cut short may have been paid for.
      return error.cancelled === true ? never : { allowed: true, after: afterRestart }
    case "Unauthorized":
    case "ForbiddenOrigin":
    case "LinkRefused":
    case "RouteNotFound":
    case "GenerationNotFound":
    case "PictureNotFound":
    case "BodyTooLarge":
    case "MalformedBody":
    case "ProviderUnavailable":
    case "PictureStoreError":
      return never
    default:
      return retryOfImageError(error)
  }
}

/** The same as headers: for SDKs of OpenAI, and in the form that every client knows. */
export const retryHeaders = ({ after, allowed }: Retry): Readonly<Record<string, string>> => ({
  "x-should-retry": String(allowed),
  ...(after === undefined
    ? {}
    : {
        "retry-after": String(Math.ceil(Duration.toSeconds(after))),
        "retry-after-ms": String(Math.ceil(Duration.toMillis(after)))
      })
})

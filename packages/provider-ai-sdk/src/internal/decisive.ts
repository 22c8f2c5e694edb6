import * as Duration from "effect/Duration"
import { type ImageError, isRetryable, mayHaveJob } from "@easel/core/ImageError"

const waitOf = (error: ImageError): Duration.Duration =>
  (error._tag === "ResponseError" ? error.retryAfter : undefined) ?? Duration.zero

/**
 * The error that speaks for several calls of which none succeeded: one after which a job may exist,
 * else one that can't pass, else that with the longest wait. So it is retryable only if all are.
 */
export const decisive = (errors: readonly [ImageError, ...ReadonlyArray<ImageError>]): ImageError =>
  errors.find(mayHaveJob) ??
  errors.find((error) => !isRetryable(error)) ??
  errors.reduce((longest, error) =>
    Duration.greaterThan(waitOf(error), waitOf(longest)) ? error : longest
  )

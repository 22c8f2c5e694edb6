import * as HttpMiddleware from "@effect/platform/HttpMiddleware"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** The one query that has no secret in it: where a stream goes on. */
const isTraceable = (url: string): boolean => !url.includes("?") || /^[^?]*\?after=\d+$/.test(url)

/**
 * The span of a request has its whole address in it, with the signature of a picture or whatever
 * somebody took for the place of a key. Such a request has no span.
 */
export const withoutTracedQueries: Layer.Layer<never> = Layer.scopedDiscard(
  Effect.locallyScopedWith(
    HttpMiddleware.currentTracerDisabledWhen,
    (isDisabled) => (request) => !isTraceable(request.url) || isDisabled(request)
  )
)

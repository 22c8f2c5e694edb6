import * as Headers from "@effect/platform/Headers"
import * as HttpMiddleware from "@effect/platform/HttpMiddleware"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { isTraced } from "./isTraced.js"

/** The one query that has no secret in it: where a stream goes on. */
const isTraceable = (url: string): boolean => !url.includes("?") || /^[^?]*\?after=\d+$/.test(url)

/** Every other header may have a key in it, or say who somebody is. */
const untold = /^(?!(?:accept|content-[a-z-]+|user-agent|host)$)/

/**
 * The span of a request has its whole address in it, with the signature of a picture or whatever
 * somebody took for the place of a key. Such a request has no span. Of the headers that spans have
 * too only those are shown that are known to be harmless.
 */
export const withoutTracedQueries: Layer.Layer<never> = Layer.scopedDiscard(
  Effect.zipRight(
    Effect.flatMap(isTraced, (traced) =>
      Effect.locallyScopedWith(
        HttpMiddleware.currentTracerDisabledWhen,
        (isDisabled) => (request) => !traced || !isTraceable(request.url) || isDisabled(request)
      )
    ),
    Effect.locallyScopedWith(Headers.currentRedactedNames, (names) => [...names, untold])
  )
)

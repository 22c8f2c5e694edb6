import * as Effect from "effect/Effect"
import type { OnEvent } from "@easel/core/ImageModel"

/** What is done when nobody listens: a change to a request is never silent. */
export const logWarning: OnEvent = (event) =>
  event._tag === "Warning"
    ? Effect.annotateLogs(Effect.logWarning(event.message), "code", event.code)
    : Effect.void

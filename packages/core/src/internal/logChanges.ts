import * as Effect from "effect/Effect"
import type { OnEvent } from "../ImageModel.js"

/**
 * Hears for whoever doesn't: what was changed in a request, or who makes it instead, is logged. For
 * wrappers of a service, as the default of their `onEvent`.
 */
export const logChanges: OnEvent = (event) => {
  switch (event._tag) {
    case "Warning":
      return Effect.annotateLogs(Effect.logWarning(event.message), "code", event.code)
    case "Restarted":
      return Effect.annotateLogs(Effect.logWarning(`starting over: ${event.cause.message}`), {
        from: event.from,
        to: event.to
      })
    case "Queued":
    case "Progress":
    case "ImagePreview":
      return Effect.void
  }
}

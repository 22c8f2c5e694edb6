import * as Effect from "effect/Effect"
import type { OnEvent } from "@easel/core/ImageModel"

/** Hears for whoever doesn't: what was changed in a request, or who makes it instead, is logged. */
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

import { embedded } from "../wire/embedded.js"
import type { Event } from "../wire/Event.js"
import { fail, type Generation, hasEnded } from "./Generation.js"

/** What an event makes of a generation. One that has ended stays as it is. */
export const advance = (generation: Generation, event: Event): Generation => {
  if (hasEnded(generation)) return generation
  switch (event._tag) {
    case "GenerationCreated":
      return { ...generation, serverId: event.id, phase: "Running" }
    case "Queued": {
      const { eta, position, size } = event
      return { ...generation, phase: "Queued", queue: { eta, position, size } }
    }
    case "Progress": {
      const { eta, fraction, message, step, total, unit } = event
      const progress = { eta, fraction, message, step, total, unit }
      return { ...generation, phase: "Running", queue: undefined, progress }
    }
    case "ImagePreview": {
      const preview = embedded(event.image) ?? generation.preview
      return { ...generation, phase: "Running", queue: undefined, preview }
    }
    case "Warning":
      return { ...generation, warnings: [...generation.warnings, event.message] }
    case "Restarted": {
      const { cause, from, to } = event
      return {
        ...generation,
        phase: "Running",
        queue: undefined,
        progress: undefined,
        preview: undefined,
        restarts: [...generation.restarts, { cause, from, to }]
      }
    }
    case "ImageResponse":
      return { ...generation, phase: "Fetching", queue: undefined, response: event }
    case "GenerationFailed":
      return fail(generation, event.error)
    case "GenerationCancelled":
      return { ...generation, phase: "Cancelled", preview: undefined }
  }
}

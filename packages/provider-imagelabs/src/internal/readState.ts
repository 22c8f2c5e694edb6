import { Progress, Queued } from "@easel/core/ImageEvent"
import type { JobState } from "./wire.js"

/** What a job's state means. */
export type Reading =
  | { readonly _tag: "Failed"; readonly text: string }
  | { readonly _tag: "Finished"; readonly url: string }
  /** `"Done"`, but no picture (yet). */
  | { readonly _tag: "Empty" }
  | { readonly _tag: "Running"; readonly event: Queued | Progress }

const waits = /\b(?:queue[ds]?|queu(?:e?ing)|waiting|pending)\b/i

/** The place in a text such as `"2/5"`, `"2 of 5"` or `"position 3"`; people count from 1. */
const readQueued = (status: string): Queued => {
  const [, place, size] = /(\d{1,9})\s*(?:\/|of)\s*(\d{1,9})/i.exec(status) ?? []
  const rank = place ?? /\bposition\D{0,10}(\d{1,9})/i.exec(status)?.[1]
  return new Queued({
    position: rank === undefined ? undefined : Math.max(0, Number(rank) - 1),
    size: size === undefined ? undefined : Number(size)
  })
}

/**
 * Reads a job's state: first the error rule, then the picture, then the word `"Done"`; all else is
 * a job under way, whatever its words. A job that has begun is no longer queued.
 */
export const readState = (
  state: JobState,
  begun: boolean,
  clean: (text: string) => string
): Reading => {
  const status = clean(state.status ?? "")
  if (/error/i.test(state.status ?? "")) return { _tag: "Failed", text: status || "error" }
  const url = state.final_image_url?.trim() ?? ""
  if (url !== "") return { _tag: "Finished", url }
  if (/^done$/i.test(status)) return { _tag: "Empty" }
  const fraction = Math.min(1, Math.max(0, state.progress ?? 0))
  if (!begun && fraction === 0 && waits.test(status)) {
    return { _tag: "Running", event: readQueued(status) }
  }
  const event = new Progress({
    fraction: typeof state.progress === "number" ? fraction : undefined,
    message: status || undefined
  })
  return { _tag: "Running", event }
}

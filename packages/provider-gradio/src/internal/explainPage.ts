import * as Duration from "effect/Duration"
import type { Answer, Explanation } from "@easel/core/ServiceClient"
import { stateOfPage } from "./spaceStates.js"

/** Code of an error: the Space sleeps or starts. */
export const asleep = "Asleep"

/** Code of an error: nothing answers where the Space should be; the hub may know why. */
export const silent = "Silent"

/** A Space wakes in about a minute; asking more often does not help. */
const wakingTime = Duration.minutes(1)

export const isPage = ({ headers, text }: Answer): boolean =>
  (headers["content-type"] ?? "").includes("html") || /^\s*<(!doctype|html)/i.test(text)

/** What a page of Hugging Face means that stands where the Space should be. */
export const explainPage = (
  { headers, status, text }: Answer,
  tokenHint: string
): Explanation | undefined => {
  const page = text.slice(0, 100_000)
  // The name of this challenge is for core, which knows what to say.
  if (/just a moment\.\.\./i.test(page)) return undefined
  const state = stateOfPage(page)
  if (state !== undefined) {
    const { message, wakes } = state
    if (!wakes) return { reason: "Rejected", message }
    const retryAfter = headers["retry-after"] === undefined ? wakingTime : undefined
    return { reason: "Overloaded", message, code: asleep, retryAfter }
  }
  if (status === 429) {
    const message = `Hugging Face takes no more requests for now; wait, or ${tokenHint}`
    return { reason: "RateLimited", message }
  }
  if (status >= 502 && status <= 504) {
    const message = "the Space does not answer; it may be waking, which takes about a minute"
    return { reason: "Overloaded", message, code: silent }
  }
  if (status !== 401 && status !== 403 && status !== 404) return undefined
  const message = `there is no such Space, or it is private: check the base URL, or ${tokenHint}`
  return { reason: status === 404 ? "NotFound" : "Unauthorized", message }
}

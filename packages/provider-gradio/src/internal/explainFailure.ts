import * as Predicate from "effect/Predicate"
import type { Explanation } from "@easel/core/ServiceClient"
import { explainText } from "./explainText.js"
import { waitOf } from "./waitOf.js"

interface Wording {
  readonly tokenHint: string
  readonly words: (text: string) => string
}

/** An error of the Space's program that Gradio keeps to itself. */
const hidden = (words: string, tokenHint: string): Explanation => ({
  reason: "Server",
  message: `the Space's program failed and ${words}; try once more, later, or ${tokenHint}`
})

/**
 * What the data of an `error` event means: null, a text, or an object with `error` and `title`.
 *
 * Up to Gradio 6.12 the `/call` route hides every reason, a spent quota too. From 6.13 on it shows
 * what the program raised as `gr.Error`, which alone has a `duration`, and hides the rest unless
 * the Space was started with `show_error`.
 */
export const explainFailure = (payload: unknown, { tokenHint, words }: Wording): Explanation => {
  if (payload === null) {
    return hidden("the Space hides why; on ZeroGPU that is often a spent GPU quota", tokenHint)
  }
  const body: Readonly<Record<string, unknown>> = Predicate.isRecord(payload)
    ? payload
    : { error: payload }
  const raw = body["error"]
  if (raw === null || raw === undefined) return hidden("the Space does not say why", tokenHint)
  const text = words(typeof raw === "string" ? raw : JSON.stringify(raw))
  if (text === "") return hidden("the Space does not say why", tokenHint)
  const title = typeof body["title"] === "string" ? words(body["title"]) : ""
  const { hint, reason } = explainText(text, title, "duration" in body)
  const named =
    title === "" || title === "Error" || text.includes(title) ? text : `${title}: ${text}`
  return {
    reason,
    message: hint === undefined ? named : `${named}; ${hint === "token" ? tokenHint : hint}`,
    retryAfter: waitOf(text)
  }
}

import * as Predicate from "effect/Predicate"
import type { Explanation } from "@easel/core/ServiceClient"
import { explainText } from "./explainText.js"
import { waitOf } from "./waitOf.js"

interface Wording {
  readonly tokenHint: string
  readonly words: (text: string) => string
}

/**
 * What the data of an `error` event means: null, a text, or an object with `error` and `title`.
 *
 * Up to Gradio 6.12 the `/call` route hides every reason, a spent quota too. From 6.13 on it shows
 * what the program raised as `gr.Error`, which alone has a `duration`, and hides the rest unless
 * the Space was started with `show_error`.
 */
export const explainFailure = (payload: unknown, { tokenHint, words }: Wording): Explanation => {
  const body: Readonly<Record<string, unknown>> = Predicate.isRecord(payload)
    ? payload
    : { error: payload }
  const read = (field: unknown): string =>
    words(typeof field === "string" ? field : (JSON.stringify(field ?? "") ?? ""))
  const text = read(body["error"])
  if (text === "") {
    const why =
      payload === null
        ? "the Space hides why; on ZeroGPU that is often a spent GPU quota"
        : "the Space does not say why"
    const message = `the Space's program failed and ${why}; try once more, later, or ${tokenHint}`
    return { reason: "Server", message }
  }
  const title = typeof body["title"] === "string" ? read(body["title"]) : ""
  const { hint, reason } = explainText(text, title, "duration" in body)
  const isTold = title === "" || title === "Error" || text.includes(title)
  const named = isTold ? text : `${title}: ${text}`
  return {
    reason,
    message: hint === undefined ? named : `${named}; ${hint === "token" ? tokenHint : hint}`,
    retryAfter: waitOf(text)
  }
}

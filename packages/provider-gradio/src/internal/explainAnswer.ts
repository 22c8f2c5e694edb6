import * as Duration from "effect/Duration"
import * as Predicate from "effect/Predicate"
import { type Answer, clean, type Explanation } from "@easel/core/ServiceClient"
import { explainPage, isPage } from "./explainPage.js"

const closed = "the Space lets only some people in, by a token or by a password of its own"

const noRoute =
  "there is no Gradio route; the base URL must be a Space of Gradio 5 or later, or the route prefix another"

/** One problem of a list: FastAPI's has `loc` and `msg`, that of an app's validator its own names. */
const problem = (item: unknown): ReadonlyArray<string> => {
  if (!Predicate.isRecord(item) || item["is_valid"] === true) return []
  const message = item["msg"] ?? item["message"]
  const place: unknown = Array.isArray(item["loc"]) ? item["loc"].at(-1) : item["parameter_name"]
  if (typeof message !== "string") return []
  return [typeof place === "string" || typeof place === "number" ? `${place}: ${message}` : message]
}

const explainInputs = (details: ReadonlyArray<unknown>): Explanation => {
  const what = clean(details.flatMap(problem).join("; ")) || "it does not say which"
  return { reason: "Rejected", message: `the Space refuses the inputs (${what})` }
}

const unnamedFailure =
  "the Space failed (500); where this stays, it has no function of that name or takes other inputs"

/** An unknown function is no 404: up to 6.8 it is a traceback, else the bare status. */
const explainCrash = (text: string): Explanation | undefined => {
  const last = clean(text.trimEnd().split("\n").at(-1) ?? "")
  if (/could not infer function index/i.test(text.slice(-1000))) {
    return { reason: "NotFound", message: `the Space has no such function: ${last}` }
  }
  if (text.startsWith("Traceback")) return { reason: "Server", message: last }
  return last === "Internal Server Error"
    ? { reason: "Server", message: unnamedFailure }
    : undefined
}

/** A full queue may have room soon; a stopped one comes back only with a restart. */
const explainQueue = (words: string, { headers }: Answer): Explanation | undefined => {
  if (/^queue is full/i.test(words)) {
    return { reason: "Overloaded", message: `${words} Try again in a moment.` }
  }
  if (!/^queue is stopped/i.test(words)) return undefined
  const retryAfter = headers["retry-after"] === undefined ? Duration.minutes(5) : undefined
  const message = "the Space's queue is stopped until the Space restarts"
  return { reason: "Overloaded", message, retryAfter }
}

/** What an answer of a Space means that is not what was asked for. */
export const explainAnswer =
  (tokenHint: string) =>
  (answer: Answer): Explanation | undefined => {
    if (isPage(answer)) return explainPage(answer, tokenHint)
    const { json, status, text } = answer
    const detail = Predicate.hasProperty(json, "detail") ? json.detail : undefined
    const words = typeof detail === "string" ? clean(detail) : ""
    switch (status) {
      case 401:
        return { reason: "Unauthorized", message: `${closed}; ${tokenHint}` }
      case 404:
        return words === "Not Found" ? { reason: "NotFound", message: noRoute } : undefined
      case 422:
        return Array.isArray(detail) ? explainInputs(detail) : undefined
      case 500:
        return explainCrash(text)
      case 503:
        return explainQueue(words, answer)
      default:
        return undefined
    }
  }

import * as Duration from "effect/Duration"
import * as Predicate from "effect/Predicate"
import type { ImageError } from "@easel/core/ImageError"
import { type Answer, clean, type Explanation } from "@easel/core/ServiceClient"

/** A Space wakes in about a minute; asking more often does not help. */
const wakingTime = Duration.minutes(1)

/** A stopped queue comes back only with a restart. */
const restartTime = Duration.minutes(5)

/** What is said of a Space that a visit wakes. */
const asleep =
  "the Space was asleep; this visit wakes it, which takes about a minute: try again then"

const starting = "the Space is being built or started, which takes a minute or more: try again then"

const silent = "the Space does not answer; it may be waking, which takes about a minute"

/**
 * Whether a visitor who comes again finds it awake; `Perhaps` when only the hub can tell. Never after
 * what may hide a job, as a 504 does: to ask again could hand in a second.
 */
export const willWake = (error: ImageError): "Yes" | "Perhaps" | "No" => {
  if (error._tag !== "ResponseError" || error.reason !== "Overloaded" || !error.retryable) {
    return "No"
  }
  if (error.message === silent) return "Perhaps"
  return error.message === asleep || error.message === starting ? "Yes" : "No"
}

const isPage = ({ headers, text }: Answer): boolean =>
  (headers["content-type"] ?? "").includes("html") || /^\s*<(!doctype|html)/i.test(text)

/** Overloaded, with a wait of our own only where the answer names none. */
const unavailable = (answer: Answer, wait: Duration.Duration, message: string): Explanation => ({
  reason: "Overloaded",
  message,
  retryAfter: answer.headers["retry-after"] === undefined ? wait : undefined
})

/** The pages of Hugging Face that stand where the Space should be. */
const explainPage = (answer: Answer, tokenHint: string): Explanation | undefined => {
  const { status, text } = answer
  const page = text.slice(0, 100_000)
  // The name of this challenge is for core, which knows what to say.
  if (/just a moment\.\.\./i.test(page)) return undefined
  if (/\bpaused\b/i.test(page)) {
    return { reason: "Rejected", message: "the Space is paused; only its owner can start it again" }
  }
  if (/(build|runtime|config(uration)?) error/i.test(page)) {
    return { reason: "Rejected", message: "the Space is broken; only its owner can mend it" }
  }
  if (/sleeping|restart this space/i.test(page)) {
    return unavailable(answer, wakingTime, asleep)
  }
  if (/\b(building|is starting|app.starting)\b/i.test(page)) {
    return unavailable(answer, wakingTime, starting)
  }
  if (status === 429) {
    return {
      reason: "RateLimited",
      message: `Hugging Face takes no more requests for now; wait, or ${tokenHint}`
    }
  }
  if (status === 401 || status === 403 || status === 404) {
    return {
      reason: status === 404 ? "NotFound" : "Unauthorized",
      message: `there is no such Space, or it is private: check the base URL, or ${tokenHint}`
    }
  }
  if (status >= 502 && status <= 504) {
    return { reason: "Overloaded", message: silent }
  }
  return undefined
}

const detailOf = (answer: Answer): unknown =>
  Predicate.hasProperty(answer.json, "detail") ? answer.json.detail : undefined

/** One problem of a list: FastAPI's has `loc` and `msg`, that of an app's validator its own names. */
const problem = (item: unknown): string | undefined => {
  if (!Predicate.isRecord(item) || item["is_valid"] === true) return undefined
  const message = item["msg"] ?? item["message"]
  const place: unknown = Array.isArray(item["loc"]) ? item["loc"].at(-1) : item["parameter_name"]
  if (typeof message !== "string") return undefined
  return typeof place === "string" || typeof place === "number" ? `${place}: ${message}` : message
}

const explainInputs = (details: ReadonlyArray<unknown>): Explanation => {
  const problems = details.map(problem).filter((text) => text !== undefined)
  const what = problems.length === 0 ? "it does not say which" : clean(problems.join("; "))
  return { reason: "Rejected", message: `the Space refuses the inputs (${what})` }
}

const lastLine = (text: string): string => clean(text.trimEnd().split("\n").at(-1) ?? "")

/** An unknown function is no 404: up to 6.8 it is a traceback, else the bare status. */
const explainCrash = ({ text }: Answer): Explanation | undefined => {
  if (/could not infer function index/i.test(text.slice(-1000))) {
    return { reason: "NotFound", message: `the Space has no such function: ${lastLine(text)}` }
  }
  if (text.startsWith("Traceback")) return { reason: "Server", message: lastLine(text) }
  return text.trim() === "Internal Server Error"
    ? {
        reason: "Server",
        message:
          "the Space failed (500); where this stays, it has no function of that name or takes other inputs"
      }
    : undefined
}

/** What an answer of a Space means that is not what was asked for. */
export const explainAnswer =
  (tokenHint: string) =>
  (answer: Answer): Explanation | undefined => {
    if (isPage(answer)) return explainPage(answer, tokenHint)
    const detail = detailOf(answer)
    const words = typeof detail === "string" ? clean(detail) : ""
    switch (answer.status) {
      case 401:
        return {
          reason: "Unauthorized",
          message: `the Space lets only some people in, by a token or by a password of its own; ${tokenHint}`
        }
      case 404:
        return words === "Not Found"
          ? {
              reason: "NotFound",
              message:
                "there is no Gradio route; the base URL must be a Space of Gradio 5 or later, or the route prefix another"
            }
          : undefined
      case 422:
        return Array.isArray(detail) ? explainInputs(detail) : undefined
      case 500:
        return explainCrash(answer)
      case 503:
        if (/^queue is full/i.test(words)) {
          return { reason: "Overloaded", message: `${words} Try again in a moment.` }
        }
        return /^queue is stopped/i.test(words)
          ? unavailable(
              answer,
              restartTime,
              "the Space's queue is stopped until the Space restarts"
            )
          : undefined
      default:
        return undefined
    }
  }

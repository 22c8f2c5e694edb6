import type * as Duration from "effect/Duration"
import type { ResponseReason } from "../ImageError.js"
import { clean, messageOf } from "./serviceText.js"

/** An answer that is not what was asked for, read as text. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly text: string
  /** The body, when it is JSON. */
  readonly json: unknown
}

/** What an answer means. */
export interface Explanation {
  readonly reason: ResponseReason
  readonly message: string
  /** The provider's own word for it. */
  readonly code?: string | undefined
  readonly retryAfter?: Duration.Duration | undefined
  /** Of a job that the service has, or may have, taken all the same: it is not handed in again. */
  readonly jobId?: string | undefined
}

/** Parses JSON; `undefined` when it is none. */
export const parseJson = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

export const isHtml = (answer: Pick<Answer, "headers" | "text">): boolean =>
  (answer.headers["content-type"] ?? "").includes("html") ||
  /^\s*<(!doctype html|html)/i.test(answer.text.slice(0, 200))

const reasonOfStatus = (status: number): ResponseReason => {
  switch (status) {
    case 401:
    case 403:
    case 407:
      return "Unauthorized"
    case 402:
      return "Quota"
    case 404:
    case 410:
      return "NotFound"
    case 429:
      return "RateLimited"
    case 503:
    case 529:
      return "Overloaded"
    default:
      return status >= 500 ? "Server" : "Rejected"
  }
}

const title = (html: string): string | undefined =>
  /<title[^<>]{0,200}>([^<]{1,200})<\/title>/i.exec(html)?.[1]

const isChallenge = (answer: Answer): boolean =>
  answer.headers["cf-mitigated"] === "challenge" || /just a moment\.\.\./i.test(answer.text)

const isModerated = (message: string): boolean =>
  /content policy|moderat|nsfw|safety system|explicit content/i.test(message)

const explainHtml = (answer: Answer, blockedHint: string | undefined): Explanation => {
  if (isChallenge(answer)) {
    const hint = blockedHint ?? "open the service in a browser once, or use another network"
    return { reason: "Unauthorized", message: `blocked by a Cloudflare challenge; ${hint}` }
  }
  const name = clean(title(answer.text) ?? answer.text) || "untitled"
  return {
    reason: answer.status < 400 ? "Server" : reasonOfStatus(answer.status),
    message: `the service answered ${answer.status} with the web page "${name}" where data was due; check the base URL`
  }
}

/** Says what an answer means that is an error, or a page where data was due. */
export const classifyAnswer = (answer: Answer, blockedHint: string | undefined): Explanation => {
  if (isHtml(answer)) return explainHtml(answer, blockedHint)
  const message = clean(messageOf(answer.json) ?? answer.text)
  const text = /^(null|[\s{}[\]]*)$/.test(message)
    ? `the service answered ${answer.status}`
    : message
  const reason = reasonOfStatus(answer.status)
  return {
    reason: reason === "Rejected" && isModerated(text) ? "Moderated" : reason,
    message: text
  }
}

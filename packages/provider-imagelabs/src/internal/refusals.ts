/** What ImageLabs means by its refusals. */
import { type ImageError, ResponseError, type ResponseReason } from "@easel/core/ImageError"
import { type Answer, clean, type Explanation } from "@easel/core/ServiceClient"

/** The one refusal that its clients know by its text. */
const explicitContent = /error code:\s*20009\b/i

/** What a person can do when Cloudflare stands before the service. */
export const blockedHint =
  "set EASEL_IMAGELABS_COOKIE (session, cf_clearance and __ga) and EASEL_IMAGELABS_USER_AGENT, " +
  "both from one browser that has opened the editor"

const moderated = (text: string): Explanation => ({
  reason: "Moderated",
  message: `refused as explicit content: ${text}`
})

const isWebPage = ({ headers, text }: Answer): boolean =>
  (headers["content-type"] ?? "").includes("text/html") || /^\s*<(?:!doctype|html)/i.test(text)

/** Reads an answer that is no success, or a web page where JSON was due. */
export const explain = (answer: Answer): Explanation | undefined => {
  if (isWebPage(answer)) {
    if (answer.status >= 400 && answer.status !== 403) return undefined
    const what = `the service answered ${answer.status} with a web page where data was due`
    return {
      reason: "Unauthorized",
      message: `${what}, probably blocked by Cloudflare; ${blockedHint}`
    }
  }
  return explicitContent.test(answer.text) ? moderated(clean(answer.text)) : undefined
}

const reasonOfFailure = (text: string): ResponseReason => {
  if (/nsfw|moderat|content policy|explicit content/i.test(text)) return "Moderated"
  return /rate.?limit|too many requests|\b429\b/i.test(text) ? "RateLimited" : "Server"
}

/** A job whose status holds the word "error". */
export const failedJob = (text: string): ResponseError =>
  ResponseError.of(
    explicitContent.test(text)
      ? moderated(text)
      : { reason: reasonOfFailure(text), message: `the job failed: ${text}` }
  )

/** Recognises the refusal where an answer of another shape was due. */
export const refusedInstead = (error: ImageError): ImageError =>
  error._tag === "ResponseParseError" && explicitContent.test(error.excerpt)
    ? ResponseError.of(moderated(error.excerpt))
    : error

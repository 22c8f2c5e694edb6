import * as Duration from "effect/Duration"
import { type ImageError, isRetryable } from "@easel/core/ImageError"
import * as Fault from "../Fault.js"

/** A fault of the wire, and what may come of it. */
export interface Row {
  readonly name: string
  /** What happens on the wire. */
  readonly title: string
  readonly fault: Fault.Fault
  /** Tags of errors, or tag and reason as `ResponseError/Quota`. */
  readonly allowed: ReadonlyArray<string>
  /** The generation may go on all the same, as over one broken poll. */
  readonly maySucceed?: boolean | undefined
  /** What is wrong with an error that is allowed. */
  readonly also?: ((error: ImageError) => ReadonlyArray<string>) | undefined
}

const page = "<!DOCTYPE html><html><head><title>Gateway</title></head><body>Gateway</body></html>"

/** Bytes after which an answer is cut: within the first word of any JSON or event. */
const early = 7

const html = Fault.html({}, 200, page)
const empty = Fault.reply(
  {},
  {
    status: 200,
    headers: { "content-type": "application/json" },
    body: ""
  }
)
const truncated = Fault.truncate({}, early)
const cut = Fault.cut({}, early)
const hangUp = Fault.hangUp({})
const status = (code: number, headers: Readonly<Record<string, string>> = {}) =>
  Fault.status({}, code, { detail: `status ${code}` }, headers)

/** The job may exist: who sends it again may pay twice. */
const notRetryable = (error: ImageError): ReadonlyArray<string> =>
  isRetryable(error) ? ["is called retryable, although the service may have the job"] : []

const asksToWait =
  (seconds: number) =>
  (error: ImageError): ReadonlyArray<string> => {
    const { retryAfter } = error._tag === "ResponseError" ? error : { retryAfter: undefined }
    return retryAfter !== undefined && Duration.toSeconds(retryAfter) === seconds
      ? []
      : [`does not carry the Retry-After of ${seconds} seconds`]
  }

const broken = ["TransportError", "ResponseParseError"]

export const unreachable: Row = {
  name: "refused",
  title: "nobody listens",
  fault: hangUp,
  allowed: ["TransportError/Refused"],
  also: (error) =>
    isRetryable(error) ? [] : ["is not called retryable, although nothing was sent"]
}

/** What may happen to the request that hands in the job. */
export const submission: ReadonlyArray<Row> = [
  {
    name: "html",
    title: "a web page with status 200",
    fault: html,
    allowed: ["ResponseParseError", "ResponseError"]
  },
  {
    name: "empty",
    title: "an empty answer with status 200",
    fault: empty,
    allowed: ["ResponseParseError", "TransportError/EndedEarly"]
  },
  {
    name: "truncated",
    title: "an answer that ends after a few bytes",
    fault: truncated,
    allowed: broken,
    also: notRetryable
  },
  {
    name: "cut",
    title: "a connection that breaks inside the answer",
    fault: cut,
    allowed: broken,
    also: notRetryable
  },
  {
    name: "hang-up",
    title: "a connection that breaks before the answer",
    fault: hangUp,
    allowed: ["TransportError"],
    also: notRetryable
  },
  {
    name: "400",
    title: "status 400",
    fault: status(400),
    allowed: ["ResponseError/Rejected", "ResponseError/Moderated"]
  },
  { name: "401", title: "status 401", fault: status(401), allowed: ["ResponseError/Unauthorized"] },
  { name: "402", title: "status 402", fault: status(402), allowed: ["ResponseError/Quota"] },
  { name: "404", title: "status 404", fault: status(404), allowed: ["ResponseError/NotFound"] },
  {
    name: "429",
    title: "status 429 with Retry-After",
    fault: status(429, { "retry-after": "90" }),
    allowed: ["ResponseError/RateLimited"],
    also: asksToWait(90)
  },
  { name: "500", title: "status 500", fault: status(500), allowed: ["ResponseError/Server"] },
  {
    name: "503",
    title: "status 503",
    fault: status(503),
    allowed: ["ResponseError/Overloaded", "ResponseError/Server"]
  }
]

const anyRefusal = ["ResponseError", "ResponseParseError", "TransportError", "AssetError"]

/** What may happen to the requests after it. */
export const wait: ReadonlyArray<Row> = [
  {
    name: "html",
    title: "a web page with status 200, after the submission",
    fault: html,
    allowed: ["ResponseParseError", "ResponseError"]
  },
  { name: "empty", title: "an empty answer, after the submission", fault: empty, allowed: broken },
  {
    name: "truncated",
    title: "an answer that ends after a few bytes, after the submission",
    fault: truncated,
    allowed: broken
  },
  {
    name: "cut",
    title: "a connection that breaks inside the answer, after the submission",
    fault: cut,
    allowed: broken
  },
  {
    name: "hang-up",
    title: "a connection that breaks before the answer, after the submission",
    fault: hangUp,
    allowed: ["TransportError"]
  },
  {
    name: "one-hang-up",
    title: "one connection that breaks, after the submission",
    fault: { ...hangUp, times: 1 },
    allowed: ["TransportError", "ResponseError"],
    maySucceed: true
  },
  {
    name: "401",
    title: "status 401, after the submission",
    fault: status(401),
    allowed: ["ResponseError/Unauthorized"]
  },
  {
    name: "404",
    title: "status 404, after the submission",
    fault: status(404),
    allowed: anyRefusal
  },
  {
    name: "500",
    title: "status 500, after the submission",
    fault: status(500),
    allowed: ["ResponseError/Server"]
  },
  {
    name: "503",
    title: "status 503, after the submission",
    fault: status(503),
    allowed: ["ResponseError/Overloaded", "ResponseError/Server"]
  }
].map((row) => ({ ...row, also: notRetryable }))

const noPicture = ["AssetError", "ResponseParseError"]

/** What may happen to the request that fetches the picture. */
export const picture: ReadonlyArray<Row> = [
  {
    name: "html",
    title: "a web page in place of the picture",
    fault: html,
    allowed: ["AssetError/NotAnImage"]
  },
  { name: "empty", title: "no byte of the picture", fault: empty, allowed: noPicture },
  {
    name: "truncated",
    title: "a picture that ends after 100 bytes",
    fault: Fault.truncate({}, 100),
    allowed: ["AssetError/NotAnImage", "TransportError"]
  },
  {
    name: "cut",
    title: "a connection that breaks inside the picture",
    fault: Fault.cut({}, 100),
    allowed: ["TransportError"]
  },
  {
    name: "403",
    title: "status 403 in place of the picture",
    fault: status(403),
    allowed: ["AssetError/Forbidden"]
  },
  {
    name: "404",
    title: "status 404 in place of the picture",
    fault: status(404),
    allowed: ["AssetError/NotFound"]
  },
  {
    name: "500",
    title: "status 500 in place of the picture",
    fault: status(500),
    allowed: ["ResponseError", "AssetError"]
  }
]

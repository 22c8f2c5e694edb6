/** What can go wrong on this wire, one name for each. */
import * as Stream from "effect/Stream"
import { Cut, type FakeReply } from "@easel/core/Fake"
import { json, refusal } from "./submission.js"

/** One event of a stream before it is written. */
export interface WireEvent {
  readonly type: string
  readonly [field: string]: unknown
}

type Events = Stream.Stream<WireEvent, Cut>

/** What goes another way; what it leaves out goes well. */
export interface Behaviour {
  readonly about: string
  /** Answers instead of the stand-in. */
  readonly reply?: FakeReply
  /** Changes the events of a stream. */
  readonly events?: (events: Events) => Events
  /** Changes how an event is written. */
  readonly write?: (event: WireEvent) => string
  /** Changes the entry of a picture in a JSON answer; it lies at `address` too. */
  readonly entry?: (base64: string, address: string) => Readonly<Record<string, unknown>>
  /** Answers JSON, whatever was asked for. */
  readonly ignoresStream?: boolean
  /** Pictures that are left out. */
  readonly missing?: number
  readonly requestId?: false
}

const isEarly = (event: WireEvent): boolean => !event.type.endsWith(".completed")

const previews = (events: Events): Events => Stream.takeWhile(events, isEarly)

const error = {
  message: "The server had an error while processing your request",
  type: "server_error",
  code: "server_error",
  param: null
}

const failing =
  (event: WireEvent) =>
  (events: Events): Events =>
    Stream.concat(previews(events), Stream.make(event))

/** As OpenAI writes it: a name, which nobody needs, and the data. */
export const named = (event: WireEvent): string =>
  `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`

const nameless = (event: WireEvent): string => `data: ${JSON.stringify(event)}\n\n`

export const behaviours = {
  "json-instead": { about: "JSON where a stream was asked for", ignoresStream: true },
  nameless: {
    about: "Events without names, comments, [DONE] last",
    write: (event) => `: ping\n\n${nameless(event)}${isEarly(event) ? "" : "data: [DONE]\n\n"}`
  },
  crlf: {
    about: "Lines that end with CR and LF",
    write: (event) => named(event).replaceAll("\n", "\r\n")
  },
  "unknown-events": {
    about: "Events of the host's own between the known ones",
    write: (event) =>
      `event: x.progress\ndata: {"type":"x.progress","fraction":0.5,"error":null}\n\n${named(event)}`
  },
  queued: {
    about: "A queue before the work, as Easel's gateway tells it",
    events: (events) =>
      Stream.concat(Stream.make({ type: "easel.queued", position: 2, size: 3 }), events)
  },
  "ends-early": { about: "The stream ends after its previews", events: previews },
  "cut-early": {
    about: "The connection breaks after the previews",
    events: (events) => Stream.concat(previews(events), Stream.fail(new Cut()))
  },
  "error-event": {
    about: "An error event after the previews",
    events: failing({ type: "error", error })
  },
  "moderated-late": {
    about: "The picture is refused after its previews",
    events: failing({
      type: "error",
      error: {
        ...error,
        message: "Your request was rejected by the safety system.",
        code: "moderation_blocked"
      }
    })
  },
  "broken-event": {
    about: "An event that is no JSON",
    write: (event) => (isEarly(event) ? named(event) : "data: {oops\n\n")
  },
  fewer: { about: "One picture less than was asked for", missing: 1 },
  "no-pictures": { about: "A success without a picture", ignoresStream: true, missing: 10 },
  "null-picture": {
    about: "A picture that is null",
    ignoresStream: true,
    entry: () => ({ b64_json: null, url: null })
  },
  "data-url": {
    about: "A data URL where base64 was due",
    ignoresStream: true,
    entry: (base64) => ({ b64_json: `data:image/png;base64,${base64}` })
  },
  "broken-base64": {
    about: "What is no base64",
    ignoresStream: true,
    entry: () => ({ b64_json: "%%%%" })
  },
  url: { about: "The address of the picture", ignoresStream: true, entry: (_, url) => ({ url }) },
  "relative-url": {
    about: "The path of the picture",
    ignoresStream: true,
    entry: (_, url) => ({ url: new URL(url).pathname })
  },
  "private-url": {
    about: "A picture in a private network",
    ignoresStream: true,
    entry: () => ({ url: "http://169.254.169.254/x.png" })
  },
  "no-request-id": { about: "No x-request-id", requestId: false },
  moderated: {
    about: "The prompt is refused",
    reply: refusal(400, "Your request was rejected as a result of our safety system.", {
      code: "moderation_blocked",
      type: "image_generation_user_error"
    })
  },
  "no-quota": {
    about: "The account has no money left",
    reply: refusal(
      429,
      "You exceeded your current quota, please check your plan and billing details.",
      { code: "insufficient_quota", type: "insufficient_quota" }
    )
  },
  "rate-limited": {
    about: "Too many requests, come back in a minute",
    reply: refusal(
      429,
      "Rate limit reached",
      { code: "rate_limit_exceeded", type: "requests" },
      { "retry-after-ms": "60000" }
    )
  },
  "wrong-key": {
    about: "The key is not known",
    reply: refusal(401, "Incorrect API key provided", { code: "invalid_api_key" })
  },
  "wrong-model": {
    about: "There is no such model",
    reply: refusal(404, "The model does not exist or you do not have access to it.", {
      code: "model_not_found"
    })
  },
  "error-text": {
    about: "The error is a text, as stable-diffusion.cpp sends it",
    reply: json(400, { error: "prompt required" })
  },
  "error-null": { about: "The error is null", reply: json(500, { error: null }) },
  "error-page": {
    about: "A web page of a machine in between",
    reply: {
      status: 502,
      headers: { "content-type": "text/html" },
      body: "<html><head><title>502 Bad Gateway</title></head></html>"
    }
  },
  "error-in-success": { about: "An error with status 200", reply: json(200, { error }) },
  "may-exist": {
    about: "The picture may have been made and was lost",
    reply: refusal(424, "the connection to the service broke", { type: "api_error" })
  },
  "no-retry": {
    about: "Overloaded after the work was begun",
    reply: refusal(503, "overloaded", { type: "server_error" }, { "x-should-retry": "false" })
  }
} satisfies Readonly<Record<string, Behaviour>>
